"""What is said from today on, or from a feast: tomorrow, next weekend, in three weeks, Diwali."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from agent.language.entities import date_values as on
from agent.language.entities.date_reading import Reading, ahead_by

_FARTHEST = 600  # months


def near(reading: Reading) -> str | None:
    """Today, tomorrow; `kal` with a verb in the past after it is yesterday."""
    days = reading.value("n")
    back = reading.match[0] == "r" and "v" in re.split(r"[.,;&]", reading.match.string[reading.match.end() :])[0]
    return on.iso(reading.today + timedelta(days=-days if back else days))


def weekend(reading: Reading) -> str | None:
    """This weekend, or the next week's."""
    return on.weekend(reading.today, 1 if reading.tag("q") in ("X", "z", "Y") else 0)


def feast_weekend(reading: Reading) -> str | None:
    """The Saturday and Sunday nearest to a feast."""
    days = _feast_days(reading)
    return on.weekend(days[0] - timedelta(days=2), 0) if days else None


def weekday(reading: Reading) -> str | None:
    """Saturday, this Saturday: the next one. Next Saturday: the next week's."""
    named = reading.value("k")
    named = reading.value("l") if named is None else named
    return on.iso(_weekday_day(reading, named))


def weekday_of_week(reading: Reading) -> str | None:
    """Wednesday of next week."""
    if (reading.value("u") or reading.value("v")) != "week":
        return None
    weeks = ahead_by(reading.tag("q") + reading.tag("r"))
    return on.iso(on.monday_of(reading.today) + timedelta(weeks=weeks, days=reading.value("k")))


def weekdays(reading: Reading) -> str | None:
    """Friday to Sunday."""
    first, last = ("k", "l") if reading.tag("k") else ("m", "n")
    start = _weekday_day(reading, reading.value(first))
    return on.interval(start, on.coming_weekday(start, reading.value(last)))


def ahead(reading: Reading) -> str | None:
    """In three weeks."""
    number = _number(reading, "n")
    found = _later(reading, number) if number else None
    return on.iso(found) if found else None


def weeks_ahead(reading: Reading) -> str | None:
    """`3 hafte me` is in three weeks; `3 din me` is how long something takes."""
    return None if reading.value("u") == "day" else ahead(reading)


def ahead_range(reading: Reading) -> str | None:
    """In two to three weeks."""
    first, last = _number(reading, "n"), _number(reading, "o")
    days = (_later(reading, first), _later(reading, last)) if 0 < first < last else (None, None)
    return on.interval(days[0], days[1]) if days[0] and days[1] else None


def coming_units(reading: Reading) -> str | None:
    """The next two weeks, from today on."""
    number = _number(reading, "n")
    last = _later(reading, number) if number else None
    return on.interval(reading.today, last) if last else None


def running_unit(reading: Reading) -> str | None:
    """Last, this or next week, month or year."""
    unit, later = reading.value("u"), ahead_by(reading.tag("q"))
    if unit == "week":
        monday = on.monday_of(reading.today) + timedelta(weeks=later)
        return on.interval(monday, monday + timedelta(days=6))
    if unit == "month":
        return on.months_later(reading.today, later).strftime("%Y-%m")
    year = reading.today.year + later
    return on.interval(date(year, 1, 1), date(year, 12, 31)) if unit == "year" else None


def feast(reading: Reading) -> str | None:
    """The coming one, or that of the year named."""
    days = _feast_days(reading)
    if not days:
        return None
    return on.iso(days[0]) if days[0] == days[1] else on.interval(*days)


def feast_to_feast(reading: Reading) -> str | None:
    """Between Christmas and New Year: from the coming first one to the second one after it."""
    first, second = reading.value("z") or reading.value("z3"), reading.value("z2") or reading.value("z4")
    start = _days_of_feast(first, reading.today, None)
    end = _days_of_feast(second, start[1], None) if start else None
    near = start and end and (end[1] - start[0]).days <= _FEASTS_APART
    return on.interval(start[0], end[1]) if start and end and near else None


_FEASTS_APART = 100


def _weekday_day(reading: Reading, named: int) -> date:
    if reading.tag("q") == "z":
        return on.monday_of(reading.today) + timedelta(weeks=1, days=named)
    return on.coming_weekday(reading.today, named)


def _number(reading: Reading, group: str) -> int:
    tag = reading.tag(group)
    return 2 if tag == "2" else 1 if tag == "a" else int(reading.value(group) or 0)


def _later(reading: Reading, number: int) -> date | None:
    unit = reading.value("u")
    if unit in ("day", "week"):
        days = number * (7 if unit == "week" else 1)
        return reading.today + timedelta(days=days) if days <= _FARTHEST * 30 else None
    months = number * (12 if unit == "year" else 1)
    return on.months_later(reading.today, months) if months <= _FARTHEST else None


def _feast_days(reading: Reading) -> tuple[date, date] | None:
    return _days_of_feast(reading.value("z") or reading.value("z2"), reading.today, reading.year("y1"))


def _days_of_feast(feast: str | Sequence[tuple[date, date]], today: date, year: int | None) -> tuple[date, date] | None:
    """First and last day of that year, else of the next one from `today` on. `feast`: `12-25`, or the days by year."""
    if isinstance(feast, str):
        month, day = (int(number) for number in feast.split("-"))
        found = on.day_of(year, month, day) if year else on.coming_day(today, month, day)
        return (found, found) if found else None
    return next((days for days in feast if (days[0].year == year if year else days[1] >= today)), None)
