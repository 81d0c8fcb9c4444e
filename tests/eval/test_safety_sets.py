"""The labelled sets on opt-outs and emergencies: whole, balanced, and no row among what the votes were taught."""

import json
from collections import Counter
from typing import Any

import pytest
from rapidfuzz import fuzz, process

from agent.safety.fold import fold
from agent.safety.learn import examples
from agent.settings import ROOT

LANGUAGES = ("en", "hi", "es", "fr", "hi-Latn")
Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    text = (ROOT / f"eval/{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(("name", "least"), [("opt_out", 165), ("emergency", 135)])
def test_every_language_has_its_share_and_no_row_stands_twice(name: str, least: int) -> None:
    found = rows(name)
    counts = Counter(row["lang"] for row in found)
    assert set(counts) == set(LANGUAGES)
    assert min(counts.values()) >= least
    assert len({row["id"] for row in found}) == len({row["text"] for row in found}) == len(found)
    assert all(row["text"].strip() for row in found)


@pytest.mark.parametrize(
    ("name", "least"),
    [("opt_out", {"optout": 25, "optin": 8, "none": 35}), ("emergency", {"emergency": 20, "none": 30})],
)
def test_every_language_has_enough_of_every_label(name: str, least: dict[str, int]) -> None:
    held = Counter((row["lang"], row["label"]) for row in rows(name))
    assert {label for _, label in held} == set(least)
    for language in LANGUAGES:
        assert {label: held[language, label] for label, few in least.items() if held[language, label] < few} == {}


@pytest.mark.parametrize(("name", "taught"), [("opt_out", "wish"), ("emergency", "danger")])
def test_no_judged_row_was_taught(name: str, taught: str) -> None:
    """But for the bare words everybody writes: STOP is STOP."""
    known = [fold(text) for _, text in examples(taught)]
    asked = [fold(row["text"]) for row in rows(name) if len(row["text"].split()) > 4]
    near = {text: process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=90) for text in asked}
    assert {text: match for text, match in near.items() if match} == {}
