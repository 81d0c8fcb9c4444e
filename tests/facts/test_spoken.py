"""What is told in words: times, days of a month, shares, halves, degrees from zero, and for how many it is."""

from datetime import date

import pytest

from agent.facts.asides import with_asides
from agent.facts.context.segments import sentences
from agent.facts.context.whose import attributed
from agent.facts.extract import read

TODAY = date(2027, 4, 30)


def told(text: str) -> list[tuple[str, str]]:
    return [(claim.type, claim.value) for claim in read(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("from half past nine to quarter to six", ["09:30", "05:45"]),
        ("we leave at five in the morning", ["05:00"]),
        ("a las tres y media de la madrugada", ["03:30"]),
        ("de nueve a una y media y de cuatro a siete y media", ["09:00", "01:30", "04:00", "07:30"]),
        ("à cinq heures moins le quart", ["04:45"]),
        ("de deux heures à six heures de l'après-midi", ["02:00", "18:00"]),
        ("vers midi et demi", ["12:30"]),
        ("सुबह नौ से शाम सात बजे तक", ["09:00", "19:00"]),
        ("raat barah baje", ["00:00"]),
        ("raat do baje", ["02:00"]),
        ("Mon–Fri 8–18", ["08:00", "18:00"]),
        ("las tres personas", []),
        ("six heures et demie de marche", []),
        ("une journée de 6 h", []),
        ("2 à 3 heures de route", []),
    ],
)
def test_spoken_times_are_times_and_spans_of_hours_are_not(text: str, times: list[str]) -> None:
    assert [value for kind, value in told(text) if kind == "time"] == times


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two and a half hours", "2.5"),
        ("tres horas y media", "3.5"),
        ("une heure et quart", "1.25"),
        ("half an hour", "0.5"),
        ("aadha ghanta", "0.5"),
    ],
)
def test_a_part_of_an_hour_counts_wherever_it_stands(text: str, value: str) -> None:
    assert told(text) == [("hours", value)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("the first of November", ["--11-01"]),
        ("el veinte de marzo de 2027", ["2027-03-20"]),
        ("Gyarah July ko, 18 ko full, 25 ko free", ["--07-11", "--07-18", "--07-25"]),
        ("8 May is full, but on the 22nd we have room", ["--05-08", "--05-22"]),
        ("two June departures", []),
        ("on the 22nd we have room", []),
    ],
)
def test_days_are_read_in_words_and_without_their_month(text: str, days: list[str]) -> None:
    assert [value for kind, value in told(text) if kind == "date"] == days


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("we keep half of the price", ["50"]),
        ("c'est la moitié du prix, puis un quart", ["50", "25"]),
        ("un tiers de moins, 600 € au lieu de 900 €", ["33.3"]),
        ("three quarters of the money back", ["75"]),
        ("ek chauthai paisa wapas", ["25"]),
        ("half board at 40 €", []),
        ("we meet half an hour before you pay", []),
    ],
)
def test_shares_in_words_are_of_money_only(text: str, shares: list[str]) -> None:
    assert [value for kind, value in told(text) if kind == "percentage"] == shares


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("ocho bajo cero", "-8"), ("शून्य से छह नीचे", "-6"), ("six degrees below zero", "-6"), ("ocho sobre cero", "8")],
)
def test_degrees_are_told_from_zero(text: str, degrees: str) -> None:
    assert told(text) == [("temperature", degrees)]


def test_years_up_to_an_age_are_an_age() -> None:
    assert told("दस साल से पैंसठ साल तक के लोग") == [("age", "10"), ("age", "65")]


def test_qualified_rupees_are_of_one_country() -> None:
    assert [claim.note for claim in read("3 000 roupies, 3 000 roupies népalaises")] == ["word", ""]


def test_for_how_many_it_is_stands_beside_the_claims() -> None:
    found = with_asides("Aap dono ke liye kul ₹21,000", read("Aap dono ke liye kul ₹21,000"), counts=True)
    assert [(one.type, one.value) for one in found] == [("party", "2"), ("price", "INR 21000")]


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("Your 15-year-old daughter may come, aged as she is", True),
        ("Su hijo de 17 puede venir", True),
        ("The minimum age is 12", False),
        ("Children aged 12 may come", False),
    ],
)
def test_an_age_that_the_customers_told_is_no_claim(text: str, theirs: bool) -> None:
    assert any(claim.type == "aged" for claim in attributed(text, sentences(text), read(text))) is theirs
