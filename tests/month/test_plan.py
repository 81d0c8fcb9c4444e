"""The plan of a month: who writes what and when, before anything happens."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.catalogue_files import load_catalogue
from agent.month.people import people_of
from agent.month.plan import Month, Plan, plan_of
from agent.settings import ROOT

UNTIL = date(2026, 11, 25)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "data")


def _plan(catalogue: Catalogue, seed: int = 7, **month: int) -> Plan:
    people = people_of(ROOT / "data" / "customers", catalogue, Random(f"{seed} people"))
    return plan_of(Month(until=UNTIL, seed=seed, **month), catalogue, people)


def test_the_same_seed_plans_the_same_month_and_another_seed_another(catalogue: Catalogue) -> None:
    def told(plan: Plan) -> list[tuple[object, ...]]:
        return [(said.at, said.person.contact, said.kind, said.text) for said in plan.said]

    assert told(_plan(catalogue, turns=200)) == told(_plan(catalogue, turns=200))
    assert told(_plan(catalogue, turns=200)) != told(_plan(catalogue, seed=8, turns=200))


def test_all_of_it_lies_within_the_days_asked_for_and_in_order(catalogue: Catalogue) -> None:
    plan, month = _plan(catalogue, days=10, turns=300), Month(until=UNTIL, days=10, turns=300)
    times = [said.at for said in plan.said]
    assert times == sorted(times)
    assert month.begins <= times[0] <= times[-1] < month.ends
    assert all(month.begins <= entered.at < month.ends for entered in plan.entered)
    assert month.first == UNTIL - timedelta(days=9)


def test_about_as_many_messages_want_an_answer_as_asked_for(catalogue: Catalogue) -> None:
    assert 1000 <= _plan(catalogue, turns=1000).turns < 1015


def test_people_write_in_five_languages_by_day_and_night_and_more_in_the_evening(catalogue: Catalogue) -> None:
    plan = _plan(catalogue, turns=3000)
    spoken = Counter(said.person.language for said in plan.said)
    assert set(spoken) == {"en", "hi", "hi-Latn", "es", "fr"}
    assert min(spoken.values()) > 150
    hours = Counter((said.at + timedelta(hours=said.person.ahead_h)).hour for said in plan.said)
    assert hours[20] > 3 * hours[4]
    assert len({said.at.date() for said in plan.said}) == 30


def test_bookings_enquiries_and_cancellations_are_entered(catalogue: Catalogue) -> None:
    entered = Counter(entered.status for entered in _plan(catalogue, turns=3000).entered)
    assert entered["deposit_paid"] > 25
    assert entered["enquiry"] > 5
    assert entered["cancelled"] > 5


def test_media_preferences_blocks_and_emergencies_happen(catalogue: Catalogue) -> None:
    plan = _plan(catalogue, turns=3000)
    kinds = Counter(said.kind for said in plan.said)
    assert all(kinds[kind] for kind in ("voice", "image", "sticker", "location", "prefer_stop", "block"))


def test_repeat_visitors_have_a_trek_ahead_or_behind(catalogue: Catalogue) -> None:
    plan = _plan(catalogue, turns=1500)
    assert sum(bool(person.bookings) for person in plan.people) > 40


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 400}, {"turns": 0}, {"turns": 10**7}])
def test_a_month_without_days_or_turns_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="1 to 366 days"):
        Month(until=UNTIL, **wrong)
