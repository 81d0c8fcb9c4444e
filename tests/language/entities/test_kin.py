"""Parties told one by one, and figures that are none."""

from datetime import date

import pytest

from agent.language.entities.dates import find_dates
from agent.language.entities.people import find_people
from agent.language.entities.spans import without_overlaps
from agent.language.letters import fold

TODAY = date(2026, 11, 27)


def parties(text: str) -> list[object]:
    return [span.value for span in without_overlaps(find_people(fold(text)))]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("me + gf on the 24th", 2),
        ("me, wife & our 11 yr old", 3),
        ("me, wife, 2 kids", 4),
        ("2 of us + my in laws", 4),
        ("my sister and her two grandsons (12, 15) and I", 4),
        ("mon mec et moi", 2),
        ("mes parents, ma sœur et moi", 4),
        ("ma femme, mes deux fils (13 et 17) et moi", 4),
        ("somos mis padres mi hermana y yo", 4),
        ("mis suegros, mi mujer y yo", 4),
        ("mummy papa behen aur main", 4),
        ("mummy papa dono ka milake", 2),
        ("hum pati patni + 9 saal ka beta", 3),
        ("main mera bhai aur uski wife", 3),
        ("मम्मी पापा और मैं", 3),
        ("14 from our office", 14),
        ("7 bache aur 2 teacher", 9),
    ],
)
def test_those_who_come_are_counted_one_by_one(text: str, size: int) -> None:
    assert parties(text) == [size]


@pytest.mark.parametrize(
    "text",
    [
        "my mother and father won't let me",
        "for my parents, i want the price",
        "is my wife's passport enough",
        "papa se poocha",
    ],
)
def test_kin_who_are_only_spoken_of_are_no_party(text: str) -> None:
    assert parties(text) == []


def test_a_comma_before_a_number_of_people_restates_the_party() -> None:
    assert set(parties("me and my wife, 2 people")) == {2}


@pytest.mark.parametrize(("text", "size"), [("hum 3 jan hain", 3), ("dayara 3 jan do log", 2)])
def test_jan_counts_people_only_beside_words_that_say_so(text: str, size: int) -> None:
    assert parties(text) == [size]
    assert parties("kedarkantha 3 jan ka price") == []


@pytest.mark.parametrize(
    ("text", "day"), [("la salida del 12 d abril", "2027-04-12"), ("rupin pass 5 june, two couples", "2027-06-05")]
)
def test_a_day_is_read_with_its_own_month(text: str, day: str) -> None:
    assert [span.value for span in without_overlaps(find_dates(fold(text), TODAY))] == [day]
