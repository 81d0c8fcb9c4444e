"""The labelled texts of ban risk and the examples the sign learns from: whole, balanced, and apart."""

import json
from collections import Counter
from typing import Any

import pytest

from agent.safety.spam_reading import TABLE
from agent.settings import ROOT
from eval.fitting.spam import sources
from eval.split import half_of

LANGUAGES = {"en", "hi", "es", "fr", "hi-Latn"}

Row = dict[str, Any]


def rows_of(name: str) -> list[Row]:
    return [json.loads(line) for line in (ROOT / "eval" / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def judged() -> list[Row]:
    return rows_of("ban_risk.jsonl")


@pytest.fixture(scope="module")
def examples() -> list[Row]:
    return rows_of("spam_examples.jsonl")


def test_every_row_is_whole_and_named_once(judged: list[Row]) -> None:
    assert len(judged) == 400
    assert len({row["id"] for row in judged}) == len({row["text"] for row in judged}) == 400
    assert all(set(row) == {"id", "text", "lang", "label", "side"} and row["text"].strip() for row in judged)
    assert {row["side"] for row in judged} == {"message", "reply"}


def test_every_language_has_as_many_and_both_labels(judged: list[Row]) -> None:
    assert Counter(row["lang"] for row in judged) == dict.fromkeys(LANGUAGES, 80)
    assert all(Counter((row["lang"], row["label"]) for row in judged)[lang, "spam"] >= 25 for lang in LANGUAGES)


def test_both_halves_have_both_labels(judged: list[Row]) -> None:
    halves = Counter((half_of(row["id"]), row["label"]) for row in judged)
    assert all(halves[half, label] >= 60 for half in ("tuning", "test") for label in ("spam", "ham"))


def test_examples_have_a_topic_and_every_language_both_labels(examples: list[Row]) -> None:
    assert all(set(row) == {"text", "lang", "label", "topic"} and row["topic"] for row in examples)
    counts = Counter((row["lang"], row["label"]) for row in examples)
    assert all(counts[lang, label] >= 40 for lang in LANGUAGES for label in ("spam", "ham"))
    assert len({row["text"] for row in examples}) == len(examples)


def test_no_judged_text_is_an_example(judged: list[Row], examples: list[Row]) -> None:
    assert not {row["text"].casefold() for row in judged} & {row["text"].casefold() for row in examples}


def test_the_learnt_weights_are_of_these_examples() -> None:
    told = TABLE.read_text(encoding="utf-8").partition("\n")[0]
    assert told == f"# fitted on {sources()}", "stale: run `python -m eval.fitting.spam`"


def test_composed_replies_are_whole_and_of_every_language() -> None:
    rows = rows_of("honest_replies.jsonl")
    assert all(set(row) == {"text", "lang"} and row["text"].strip() for row in rows)
    assert {row["lang"] for row in rows} == LANGUAGES
