from datetime import date
from typing import Any

import pytest

from tests.language.conftest import Reads


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12-15 June", [("12-15 June", "2027-06-12/2027-06-15")]),
        ("del 12 al 15 de junio", [("del 12 al 15 de junio", "2027-06-12/2027-06-15")]),
        ("du 12 au 15 juin", [("du 12 au 15 juin", "2027-06-12/2027-06-15")]),
        ("from 28 May to 3 June", [("from 28 May to 3 June", "2027-05-28/2027-06-03")]),
        ("28 dec to 3 jan", [("28 dec to 3 jan", "2026-12-28/2027-01-03")]),
        ("June 12th", [("June 12th", "2027-06-12")]),
        ("le 1er juin", [("le 1er juin", "2027-06-01")]),
        ("12 june se", [("12 june", "2027-06-12")]),
        ("१२ जून को", [("१२ जून", "2027-06-12")]),
        ("25 de diciembre de 2027", [("25 de diciembre de 2027", "2027-12-25")]),
        ("¿y en junio?", [("junio", "2027-06")]),
        ("en mai", [("mai", "2027-05")]),
        ("december me", [("december", "2026-12")]),
        ("november", [("november", "2026-11")]),
        ("June 2028", [("June 2028", "2028-06")]),
        ("last June", [("last June", "2026-06")]),
        ("mi-juin", [("mi-juin", "2027-06-11/2027-06-20")]),
        ("june ke end me", [("june ke end", "2027-06-21/2027-06-30")]),
        ("march se april", [("march se april", "2027-03-01/2027-04-30")]),
        ("next weekend", [("next weekend", "2026-11-28/2026-11-29")]),
        ("in 3 weeks", [("in 3 weeks", "2026-12-13")]),
        ("3 हफ्ते बाद", [("3 हफ्ते बाद", "2026-12-13")]),
        ("dentro de un mes", [("dentro de un mes", "2026-12-22")]),
        ("next month", [("next month", "2026-12")]),
        ("tomorrow", [("tomorrow", "2026-11-23")]),
        ("pasado mañana", [("pasado mañana", "2026-11-24")]),
        ("next friday", [("next friday", "2026-11-27")]),
        ("sábado", [("sábado", "2026-11-28")]),
        ("diwali ke baad", [("diwali ke baad", "2027-10-30/2027-11-12")]),
        ("before christmas", [("before christmas", "2026-12-11/2026-12-24")]),
        ("12/06/2027", [("12/06/2027", "2027-06-12")]),
        ("2027-06-12", [("2027-06-12", "2027-06-12")]),
        ("this summer", [("summer", "2027-06-01/2027-08-31")]),
        ("on the 5th", [("the 5th", "2026-12-05")]),
    ],
)
def test_dates_are_read_against_the_day_of_the_message(reads: Reads, text: str, found: list[Any]) -> None:
    assert reads("date", text) == found


@pytest.mark.parametrize(
    "text", ["may I come?", "24/7 support", "31/02/2027", "5 days", "march on", "call 98160 00142", "set it"]
)
def test_what_only_looks_like_a_date_is_none(reads: Reads, text: str) -> None:
    assert [value for _, value in reads("date", text)] in ([], ["2027-03"])


def test_today_counts_as_coming_and_yesterday_does_not(reads: Reads) -> None:
    assert reads("date", "12 june", date(2026, 6, 12))[0][1] == "2026-06-12"
    assert reads("date", "12 june", date(2026, 6, 13))[0][1] == "2027-06-12"


def test_leap_day_waits_for_a_leap_year(reads: Reads) -> None:
    assert reads("date", "29 february", date(2026, 3, 1))[0][1] == "2028-02-29"


def test_a_range_that_has_begun_is_still_this_years(reads: Reads) -> None:
    assert reads("date", "10-15 june", date(2026, 6, 12))[0][1] == "2026-06-10/2026-06-15"
