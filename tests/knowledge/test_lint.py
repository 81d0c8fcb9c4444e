"""Lint names contradictions, and only those."""

from datetime import date
from pathlib import Path

import pytest

from agent.knowledge.catalogue import load_catalogue
from agent.knowledge.lint import Finding, lint
from agent.knowledge.load import load

TODAY = date(2026, 11, 22)


def found(operator: Path) -> list[Finding]:
    page = "documents/treks/owl-ridge.md"
    return list(lint(load_catalogue(operator), {"owl-ridge": load(operator / page, page)}, TODAY))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_consistent_operator_has_no_findings(operator: Path) -> None:
    assert found(operator) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("catalogue/prices.csv", "2027,INR,9900,2027-05-01", "2027,INR,9900,2026-06-01", "two INR prices"),
        ("catalogue/prices.csv", "2027-05-01,2027-06-30,2027-06-30", "2026-07-01,2026-07-31,2026-07-31", "expired"),
        ("catalogue/offers.csv", "2027-03-31", "2026-03-31", "ended on 2026-03-31"),
        ("catalogue/offers.csv", "owl-ridge", "owl-rigde", "not in treks.yaml"),
        ("catalogue/departures.csv", "2027-05-09", "2027-05-10", "lasts 4 days"),
        ("catalogue/departures.csv", "12,4,open", "12,14,open", "14 of 12 seats"),
        ("documents/treks/owl-ridge.md", "Days 2-3", "Days 2-4", "end at Day 4"),
        ("documents/treks/owl-ridge.md", "3,200 m", "3,260 m", "3,260 m"),
        ("documents/treks/owl-ridge.md", "3,200 m", "11,000 ft", "11,000 ft"),
    ],
)
def test_a_contradiction_is_named(operator: Path, file: str, old: str, new: str, says: str) -> None:
    change(operator / file, old, new)

    assert any(says in finding.message for finding in found(operator))


@pytest.mark.parametrize("height", ["3200 m", "3.200 m", "10,499 ft"])
def test_other_ways_to_write_the_same_height_are_fine(operator: Path, height: str) -> None:
    change(operator / "documents/treks/owl-ridge.md", "3,200 m", height)

    assert found(operator) == []
