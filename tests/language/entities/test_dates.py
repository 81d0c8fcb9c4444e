from datetime import date
from itertools import combinations
from typing import Any

import pytest

from agent.language.entities.calendar_lexicon import known_phrases
from agent.language.entities.calendar_words import tagged, tags_of
from agent.language.letters import fold
from agent.language.lexicon import table
from tests.language.conftest import Reads


def read(reads: Reads, text: str, today: date | None = None) -> list[tuple[str, Any]]:
    return reads("date", text, today) if today else reads("date", text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("June 12th", ("June 12th", "2027-06-12")),
        ("12 June '27", ("12 June '27", "2027-06-12")),
        ("12-June-27", ("12-June-27", "2027-06-12")),
        ("le 1er juin", ("1er juin", "2027-06-01")),
        ("12 june se", ("12 june", "2027-06-12")),
        ("१२ जून को", ("१२ जून", "2027-06-12")),
        ("25 de diciembre de 2027", ("25 de diciembre de 2027", "2027-12-25")),
        ("Sept. 12", ("Sept. 12", "2027-09-12")),
        ("dec25", ("dec25", "2026-12-25")),
        ("samedi 12 juin", ("samedi 12 juin", "2027-06-12")),
        ("12 june next year", ("12 june next year", "2027-06-12")),
        ("on the 5th", ("5th", "2026-12-05")),
        ("15 tarikh ko", ("15 tarikh", "2026-12-15")),
        ("el martes 14", ("martes 14", "2027-09-14")),
        ("अगले महीने की 12 तारीख", ("अगले महीने की 12 तारीख", "2026-12-12")),
    ],
)
def test_a_day_is_named_with_its_month_or_by_its_number(reads: Reads, text: str, found: tuple[str, str]) -> None:
    assert read(reads, text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12/06/2027", "2027-06-12"),
        ("12-6-27", "2027-06-12"),
        ("12.06.2027", "2027-06-12"),
        ("2027-06-12", "2027-06-12"),
        ("10/04", "2027-04-10"),
        ("06/25/2027", "2027-06-25"),
        ("12/06 - 15/06", "2027-06-12/2027-06-15"),
    ],
)
def test_digits_alone_are_day_first_unless_that_is_impossible(reads: Reads, text: str, found: str) -> None:
    assert read(reads, f"for {text}.") == [(text, found)]


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("twelve june please", "twelve june", "2027-06-12"),
        ("june twenty-second", "june twenty-second", "2027-06-22"),
        ("twenty five december", "twenty five december", "2026-12-25"),
        ("barah june ko aana hai", "barah june", "2027-06-12"),
        ("el quince de mayo", "quince de mayo", "2027-05-15"),
        ("treinta y uno de mayo", "treinta y uno de mayo", "2027-05-31"),
        ("le premier juin", "premier juin", "2027-06-01"),
        ("le vingt-deux juin", "vingt-deux juin", "2027-06-22"),
        ("पाँच मई को", "पाँच मई", "2027-05-05"),
    ],
)
def test_days_are_understood_in_words(reads: Reads, text: str, words: str, day: str) -> None:
    assert read(reads, text) == [(words, day)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12-15 June", ("12-15 June", "2027-06-12/2027-06-15")),
        ("del 12 al 15 de junio", ("12 al 15 de junio", "2027-06-12/2027-06-15")),
        ("du 12 au 15 juin", ("12 au 15 juin", "2027-06-12/2027-06-15")),
        ("12 se 15 june tak", ("12 se 15 june", "2027-06-12/2027-06-15")),
        ("from the 3rd to the 7th Oct", ("3rd to the 7th Oct", "2027-10-03/2027-10-07")),
        ("from 28 May to 3 June", ("28 May to 3 June", "2027-05-28/2027-06-03")),
        ("28 dic al 3 ene", ("28 dic al 3 ene", "2026-12-28/2027-01-03")),
        ("june 12 to june 15", ("june 12 to june 15", "2027-06-12/2027-06-15")),
        ("10 से 12 मई", ("10 से 12 मई", "2027-05-10/2027-05-12")),
        ("10,11,12 june", ("10,11,12 june", "2027-06-10/2027-06-12")),
        ("del 12 al 15", ("12 al 15", "2026-12-12/2026-12-15")),
        ("junio a agosto", ("junio a agosto", "2027-06-01/2027-08-31")),
        ("march se april", ("march se april", "2027-03-01/2027-04-30")),
        ("friday to sunday", ("friday to sunday", "2026-11-27/2026-11-29")),
    ],
)
def test_ranges_hold_both_their_days(reads: Reads, text: str, found: tuple[str, str]) -> None:
    assert read(reads, text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("¿y en junio?", [("junio", "2027-06")]),
        ("en mai", [("mai", "2027-05")]),
        ("december me", [("december", "2026-12")]),
        ("jan ki dates", [("jan", "2027-01")]),
        ("jan price chadar", [("jan", "2027-01")]),
        ("may batches of hampta?", [("may", "2027-05")]),
        ("hum 4 jan price kya hai", [("4 jan", "2027-01-04")]),
        ("the price may rise", []),
        ("november", [("november", "2026-11")]),
        ("June 2028", [("June 2028", "2028-06")]),
        ("last June", [("last June", "2026-06")]),
        ("june next year", [("june next year", "2027-06")]),
        ("in may or june", [("may", "2027-05"), ("june", "2027-06")]),
        ("12 log june me", [("june", "2027-06")]),
        ("june 5-6 people", [("june", "2027-06")]),
    ],
)
def test_months_come_next_unless_said_past(reads: Reads, text: str, found: list[Any]) -> None:
    assert read(reads, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mi-juin", ("mi-juin", "2027-06-11/2027-06-20")),
        ("a mediados de junio", ("mediados de junio", "2027-06-11/2027-06-20")),
        ("june ke end me", ("june ke end", "2027-06-21/2027-06-30")),
        ("मई के आखिर में", ("मई के आखिर", "2027-05-21/2027-05-31")),
        ("in the first week of june", ("first week of june", "2027-06-01/2027-06-07")),
        ("la última semana de diciembre", ("última semana de diciembre", "2026-12-25/2026-12-31")),
        ("première quinzaine de juillet", ("première quinzaine de juillet", "2027-07-01/2027-07-15")),
        ("end of next month", ("end of next month", "2026-12-21/2026-12-31")),
        ("3rd november start", ("3rd november", "2027-11-03")),
    ],
)
def test_parts_of_a_month_are_its_days(reads: Reads, text: str, found: tuple[str, str]) -> None:
    assert read(reads, text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tomorrow", "2026-11-23"),
        ("pasado mañana", "2026-11-24"),
        ("परसों", "2026-11-24"),
        ("yesterday", "2026-11-21"),
        ("next weekend", "2026-11-28/2026-11-29"),
        ("el próximo fin de semana", "2026-11-28/2026-11-29"),
        ("agle hafte", "2026-11-23/2026-11-29"),
        ("le mois prochain", "2026-12"),
        ("el mes que viene", "2026-12"),
        ("in 3 weeks", "2026-12-13"),
        ("in a couple of weeks", "2026-12-06"),
        ("3 हफ्ते बाद", "2026-12-13"),
        ("dentro de un mes", "2026-12-22"),
        ("next friday", "2026-11-27"),
        ("sábado", "2026-11-28"),
        ("next week wednesday", "2026-11-25"),
        ("sat sun", "2026-11-28/2026-11-29"),
        ("this summer", "2027-06-01/2027-08-31"),
    ],
)
def test_relative_times_are_counted_from_the_day_of_the_message(reads: Reads, text: str, found: str) -> None:
    assert [value for _, value in read(reads, text)] == [found]


def test_kal_is_yesterday_where_a_verb_in_the_past_follows(reads: Reads) -> None:
    assert read(reads, "kal aa rahe hai") == [("kal", "2026-11-23")]
    assert read(reads, "kal advance diya tha") == [("kal", "2026-11-21")]
    assert read(reads, "kal jana tha, jagah hai?") == [("kal", "2026-11-23")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("diwali ke baad", ("diwali ke baad", "2027-10-30/..")),
        ("before christmas", ("before christmas", "../2026-12-24")),
        ("दिवाली से पहले", ("दिवाली से पहले", "../2027-10-28")),
        ("après le 15 juin", ("après le 15 juin", "2027-06-16/..")),
        ("june onwards", ("june onwards", "2027-06-01/..")),
        ("semana santa", ("semana santa", "2027-03-21/2027-03-28")),
        ("holi weekend", ("holi weekend", "2027-03-20/2027-03-21")),
        ("15 august", ("15 august", "2027-08-15")),
    ],
)
def test_feasts_are_days_and_after_and_before_leave_an_end_open(
    reads: Reads, text: str, found: tuple[str, str]
) -> None:
    assert read(reads, text) == [found]


@pytest.mark.parametrize(
    "text", ["quelles dates pour l'ascension du Toubkal", "l'ascension de la Meije", "l'ascension des deux sommets"]
)
def test_a_climb_is_no_feast(reads: Reads, text: str) -> None:
    assert read(reads, text) == []


@pytest.mark.parametrize("text", ["on vient à l'Ascension", "le pont de l'ascension, vous avez de la place ?"])
def test_ascension_day_is_one(reads: Reads, text: str) -> None:
    assert [value for _, value in read(reads, text)] == ["2027-05-06"]


@pytest.mark.parametrize("text", ["happy diwali!", "¡feliz navidad!", "diwali mubarak", "दिवाली की शुभकामनाएं"])
def test_a_greeting_on_a_feast_is_no_date(reads: Reads, text: str) -> None:
    assert read(reads, text) == []


@pytest.mark.parametrize(
    ("text", "month"),
    [("setember", 9), ("decembr", 12), ("agust", 8), ("febuary", 2), ("diciembr", 12), ("octubr", 10), ("novmbre", 11)],
)
def test_misspelt_months_are_months(reads: Reads, text: str, month: int) -> None:
    assert read(reads, f"in {text}", date(2026, 1, 1)) == [(text, f"2026-{month:02d}")]


@pytest.mark.parametrize(
    "text",
    [
        "may I come?",
        "24/7 support",
        "31/02/2027",
        "31 february",
        "5 days",
        "call 98160 00142",
        "set it up",
        "6:30 am pickup",
        "altitude 5364 m",
        "24x7",
        "b-0057",
        "pin 175131",
        "9/10 experience",
        "por la mañana",
        "el mar de nubes",
        "mon ami",
        "he sat on the bus",
        "a été annulé",
        "is it cold in winter",
        "long weekend",
        "which one is easier",
        "jagah sundar thi",
        "ab mai kya karu",
        "pagando el 20 por ciento",
    ],
)
def test_what_only_looks_like_a_date_is_none(reads: Reads, text: str) -> None:
    assert read(reads, text) == []


def test_today_counts_as_coming_and_yesterday_does_not(reads: Reads) -> None:
    assert read(reads, "12 june", date(2026, 6, 12)) == [("12 june", "2026-06-12")]
    assert read(reads, "12 june", date(2026, 6, 13)) == [("12 june", "2027-06-12")]


def test_leap_day_waits_for_a_leap_year(reads: Reads) -> None:
    assert read(reads, "29 february", date(2026, 3, 1)) == [("29 february", "2028-02-29")]


def test_a_range_that_has_begun_is_still_this_years(reads: Reads) -> None:
    assert read(reads, "10-15 june", date(2026, 6, 12)) == [("10-15 june", "2026-06-10/2026-06-15")]


@pytest.mark.parametrize(
    ("text", "tags"),
    [("12 to 15 june", "DTDM"), ("12 se 15 june", "DsDM"), ("12 al 15 de junio", "DTDoM"), ("१२ से १५ जून", "DsDM")],
)
def test_one_rule_reads_a_range_in_every_language(text: str, tags: str) -> None:
    assert tags_of(tagged(fold(text))) == tags


def test_a_message_without_calendar_words_is_not_read_further() -> None:
    assert tagged("what is the price, 4 people") == []


def test_every_feast_has_a_date_for_the_years_the_others_have() -> None:
    moving = [feast for feast in table("calendar")["feasts"] if "dates" in feast]
    years = [{str(days)[:4] for days in feast["dates"]} for feast in moving]

    assert all(first == second for first, second in combinations(years, 2))


def test_longer_phrases_are_tried_before_their_beginnings() -> None:
    lengths = [[len(phrase.rest) for phrase in listed] for listed in known_phrases().values()]

    assert all(found == sorted(found, reverse=True) for found in lengths)
