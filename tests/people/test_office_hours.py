from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.compose.reading.spoken import speaks
from agent.people.handoff import when_line
from agent.people.office_hours import OfficeHours, opens_at, spell_of
from agent.turn import Language
from tests.llm.samples import LANGUAGES

MANALI: dict[str, Any] = {
    "timezone": "Asia/Kolkata",
    "hours": {"from": "09:00", "to": "19:00", "days": ["mon", "tue", "wed", "thu", "fri", "sat"]},
}
SATURDAY_NOON = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026 as the clock in Manali shows it."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(27, 12), at(27, 12)),
        (at(27, 9), at(27, 9)),
        (at(27, 8, 59), at(27, 9)),
        (at(27, 19), at(28, 9)),
        (at(28, 23), at(30, 9)),
        (at(29, 10), at(30, 9)),
    ],
)
def test_the_office_opens_now_or_on_its_next_day(now: datetime, opens: datetime) -> None:
    assert opens_at(MANALI, now) == opens


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (at(27, 12), "open until 19:00 (Kolkata time)"),
        (at(27, 3), "opens today at 09:00"),
        (at(27, 21), "opens tomorrow at 09:00"),
        (at(28, 21), "opens on Monday at 09:00"),
    ],
)
def test_the_customer_is_told_in_the_operators_time(now: datetime, says: str) -> None:
    assert says in when_line("en", MANALI, now)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("now", [at(27, 12), at(27, 3), at(27, 21), at(28, 21)])
def test_it_is_said_in_the_customers_language(language: Language, now: datetime) -> None:
    assert speaks(when_line(language, MANALI, now), language)
    assert "{" not in when_line(language, MANALI, now)


def test_an_office_open_past_midnight_is_open_after_midnight() -> None:
    night = {"timezone": "UTC", "hours": {"from": "18:00", "to": "02:00", "days": ["fri"]}}
    saturday = datetime(2026, 11, 28, 1, tzinfo=UTC)
    assert opens_at(night, saturday) == saturday
    assert opens_at(night, saturday + timedelta(hours=1)) == datetime(2026, 12, 4, 18, tzinfo=UTC)


def test_a_day_and_night_office_is_always_open() -> None:
    always = {"timezone": "Europe/Madrid", "hours": {"from": "00:00", "to": "24:00"}}
    assert opens_at(always, SATURDAY_NOON) == SATURDAY_NOON


def test_the_door_opens_by_the_wall_clock_when_clocks_change() -> None:
    madrid = {"timezone": "Europe/Madrid", "hours": {"from": "09:00", "to": "19:00"}}
    before_winter = datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert opens_at(madrid, before_winter) == datetime(2026, 10, 25, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("operator", "says"),
    [
        ({"hours": {"from": "9", "to": "19:00"}}, "hours: from: '9' is no time"),
        ({"hours": {"from": "09:00"}}, "hours: to: None is no time"),
        ({"hours": {"from": "09:00", "to": "19:00", "days": ["funday"]}}, "'funday' is no weekday"),
        ({"timezone": "India", "hours": {"from": "09:00", "to": "19:00"}}, "timezone 'India' is not known"),
        ({"hours": "9 to 5"}, "give from, to and days"),
    ],
)
def test_wrong_hours_are_named_and_never_stop_a_handoff(operator: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=r"operator\.yaml") as caught:
        OfficeHours.of(operator)
    assert says in str(caught.value)
    assert opens_at(operator, SATURDAY_NOON) is None
    assert when_line("en", operator, SATURDAY_NOON) == "A person will write as soon as our office is open."


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)))
def test_the_next_spell_is_never_over_and_at_most_two_days_away(now: datetime) -> None:
    moment = now.replace(tzinfo=UTC)
    spell = spell_of(MANALI, moment)
    assert spell is not None
    assert spell.end > moment
    assert spell.start - moment < timedelta(days=2)
