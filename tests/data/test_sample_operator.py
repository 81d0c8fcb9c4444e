"""The sample operator: its files agree with each other, and their makers write them again byte by byte."""

import csv
import runpy
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.settings import ROOT

DATA = ROOT / "data"
SEASON = [(2026, 12), *((2027, month) for month in range(1, 12))]
SPOKEN = ("hi", "es", "fr", "hi-Latn")

Trek = Mapping[str, Any]


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def questions(language: str) -> dict[str, dict[str, str]]:
    found = yaml.safe_load((DATA / f"documents/faq/faq.{language}.yaml").read_text(encoding="utf-8"))
    by_id = {entry["id"]: entry for entry in found}
    assert len(by_id) == len(found)
    return by_id


@pytest.fixture(scope="module")
def treks() -> dict[str, Trek]:
    found = yaml.safe_load((DATA / "catalogue/treks.yaml").read_text(encoding="utf-8"))
    return {trek["id"]: trek for trek in found}


@pytest.fixture(scope="module")
def operator() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((DATA / "operator.yaml").read_text(encoding="utf-8"))
    return loaded


def test_every_id_is_one_of_the_catalogue(treks: dict[str, Trek]) -> None:
    used = {row["trek_id"] for name in ("prices", "departures") for row in rows(f"catalogue/{name}.csv")}
    used |= {row["trek_id"] for row in rows("customers/bookings.csv")}
    offered = {trek for row in rows("catalogue/offers.csv") for trek in row["trek_ids"].split(";")} - {"*"}

    assert len(treks) >= 20
    assert used | offered == set(treks)


def test_every_trek_has_its_page_and_every_page_its_trek(treks: dict[str, Trek]) -> None:
    pages = {f"documents/treks/{path.name}" for path in (DATA / "documents/treks").glob("*.md")}

    assert pages == {trek["document"] for trek in treks.values()}


def test_a_page_has_one_heading_for_each_day(treks: dict[str, Trek]) -> None:
    counted = {}
    for trek in treks.values():
        lines = (DATA / trek["document"]).read_text(encoding="utf-8").splitlines()
        counted[trek["id"]] = sum(line.startswith("### Day ") for line in lines)

    assert counted == {name: trek["days"] for name, trek in treks.items()}


def test_no_page_states_a_price() -> None:
    found = [path.name for path in (DATA / "documents/treks").glob("*.md") if set("₹$€") & set(path.read_text("utf-8"))]

    assert found == []


def test_every_month_a_trek_runs_has_one_price_in_each_currency(
    treks: dict[str, Trek], operator: Mapping[str, Any]
) -> None:
    prices = rows("catalogue/prices.csv")
    wrong = []
    for trek, (year, month), currency in product(treks.values(), SEASON, operator["currencies"]):
        if month not in trek["months"]:
            continue
        days = (f"{year}-{month:02d}-01", f"{year}-{month:02d}-28")
        fits = [[row for row in prices if holds(row, trek["id"], currency, day)] for day in days]
        wrong += [(trek["id"], day, currency) for day, found in zip(days, fits, strict=True) if len(found) != 1]

    assert wrong == []
    assert all(int(row["price_per_person"]) > 0 for row in prices)


def holds(row: Mapping[str, str], trek: str, currency: str, day: str) -> bool:
    return (row["trek_id"], row["currency"]) == (trek, currency) and row["starts_from"] <= day <= row["starts_to"]


def test_departures_keep_to_the_season_the_length_and_the_seats(treks: dict[str, Trek]) -> None:
    found = rows("catalogue/departures.csv")
    wrong = []
    for row in found:
        trek, start, end = treks[row["trek_id"]], *(date.fromisoformat(row[key]) for key in ("start_date", "end_date"))
        whole = end - start == timedelta(days=trek["days"] - 1)
        seats = 0 <= int(row["seats_left"]) <= int(row["seats_total"]) <= trek["group_size_max"]
        full = (row["status"] == "full") == (int(row["seats_left"]) == 0)
        if not (start.month in trek["months"] and whole and seats and full):
            wrong.append(row["id"])

    assert wrong == []
    assert len({row["id"] for row in found}) == len(found)


def test_bookings_belong_to_customers_and_to_departures() -> None:
    contacts = {row["contact_id"] for row in rows("customers/contacts.csv")}
    departures = {row["id"]: row for row in rows("catalogue/departures.csv")}
    bookings = rows("customers/bookings.csv")
    known = [row for row in bookings if row["departure_id"]]

    assert {row["contact_id"] for row in bookings} <= contacts
    assert [row["booking_id"] for row in known if row["departure_id"] not in departures] == []
    agree = [departures[row["departure_id"]][key] == row[key] for row in known for key in ("trek_id", "start_date")]
    assert all(agree)
    assert len({row["booking_id"] for row in bookings}) == len(bookings)


def test_everybody_can_be_reached_and_nobody_twice() -> None:
    contacts = rows("customers/contacts.csv")

    assert [row["contact_id"] for row in contacts if not row["phone"] and not row["user_id"]] == []
    for key in ("contact_id", "phone", "user_id"):
        given = [row[key] for row in contacts if row[key]]
        assert len(set(given)) == len(given)


def test_questions_are_answered_in_five_languages_under_the_same_ids() -> None:
    english = questions("en")
    spoken = {language: questions(language) for language in SPOKEN}

    assert len(english) >= 80
    assert {language: set(english) ^ set(found) for language, found in spoken.items()} == {one: set() for one in SPOKEN}
    assert all(found[key]["topic"] == english[key]["topic"] for found in spoken.values() for key in found)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_translated_answer_keeps_every_percentage(language: str, operator: Mapping[str, Any]) -> None:
    english = questions("en")
    lost = [
        key
        for key, entry in questions(language).items()
        if percentages(entry["answer"]) != percentages(english[key]["answer"])
    ]

    assert lost == []


def percentages(text: str) -> set[str]:
    words = text.replace("\u00a0", "").replace("\u202f", "").replace(" %", "%").split()
    return {word.strip("().,;:।") for word in words if "%" in word}


def test_documents_come_in_every_format() -> None:
    kinds = {path.suffix for path in (DATA / "documents").rglob("*.*")}

    assert {".md", ".yaml", ".pdf", ".docx", ".html"} <= kinds


def test_customers_and_departures_are_written_again_byte_by_byte(tmp_path: Path) -> None:
    for maker, made in (("customers/make_customers.py", "customers"), ("catalogue/make_departures.py", "catalogue")):
        subprocess.run((sys.executable, str(DATA / maker), "--out", str(tmp_path)), cwd=ROOT, check=True)
        written = sorted(path.name for path in tmp_path.glob("*.csv"))
        same = [(tmp_path / name).read_bytes() == (DATA / made / name).read_bytes() for name in written]
        assert written
        assert all(same)
        for name in written:
            (tmp_path / name).unlink()


def test_guides_are_written_again_byte_by_byte() -> None:
    writers = runpy.run_path(str(DATA / "make_documents.py"))["GUIDE_WRITERS"]

    assert len(writers) == 3
    for name, write in writers.items():
        assert write() == (DATA / "documents/guides" / name).read_bytes(), name
