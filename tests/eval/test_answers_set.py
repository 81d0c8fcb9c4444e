"""The labelled conversations: whole, balanced, of customers we know, each expectation within reach."""

import csv
import json
from collections import Counter
from datetime import datetime
from itertools import combinations
from typing import Any, get_args

import pytest
from rapidfuzz import fuzz

from agent.agent import VISITOR
from agent.settings import ROOT
from agent.turn import Intent

LANGUAGES = ("en", "hi", "es", "fr", "hi-Latn")
NEARLY_THE_SAME = 90

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [json.loads(line) for line in (ROOT / "eval/answers.jsonl").read_text(encoding="utf-8").splitlines()]


def test_each_language_has_its_share(rows: list[Row]) -> None:
    counts = Counter(row["expect"]["language"] for row in rows)
    assert set(counts) == set(LANGUAGES)
    assert min(counts.values()) >= 440
    assert max(counts.values()) <= 1.5 * min(counts.values())


def test_every_row_has_a_name_of_its_own_and_the_same_keys(rows: list[Row]) -> None:
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(set(row) == {"id", "half", "sent_at", "messages", "contact", "expect", "kind"} for row in rows)


def test_a_fifth_has_been_read_by_nobody_and_measures(rows: list[Row]) -> None:
    counts = Counter((row["half"], row["expect"]["language"]) for row in rows)
    assert set(half for half, _ in counts) == {"tuning", "test"}
    assert all(counts["test", language] >= 57 for language in LANGUAGES)


def test_every_expectation_is_of_a_known_form(rows: list[Row]) -> None:
    for row in rows:
        expect = row["expect"]
        assert expect["intent"] in get_args(Intent), row["id"]
        assert expect["facts"] or expect["never"] or row["kind"] == "greeting_small_talk", row["id"]
        assert all(one.strip() for fact in expect["facts"] + expect["never"] for one in fact.split("|")), row["id"]


def test_who_writes_is_a_customer_or_a_visitor_and_the_day_is_told(rows: list[Row]) -> None:
    with (ROOT / "data/customers/contacts.csv").open(encoding="utf-8") as lines:
        known = {VISITOR, *(row["contact_id"] for row in csv.DictReader(lines))}
    assert {row["contact"] for row in rows} <= known
    assert all(datetime.fromisoformat(row["sent_at"]).tzinfo for row in rows)


def test_many_conversations_have_more_than_one_message(rows: list[Row]) -> None:
    assert sum(len(row["messages"]) > 1 for row in rows) >= len(rows) // 3


def test_no_two_conversations_are_nearly_the_same(rows: list[Row]) -> None:
    said = [" / ".join(row["messages"]) for row in rows]
    assert not [pair for pair in combinations(said, 2) if fuzz.ratio(*pair) > NEARLY_THE_SAME]
