"""The retrieval questions: whole, balanced, and judged with passages that the shipped documents have."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from agent.knowledge.generation import index_folder, read_generation
from agent.settings import ROOT
from agent.turn import Passage

LANGUAGES = ("en", "hi", "es", "fr", "hi-Latn")
DEVANAGARI = re.compile(r"[\u0900-\u097f]")
KINDS = {"trek", "price", "departure", "faq", "policy", "guide"}
FORMATS = {".md", ".yaml", ".csv", ".pdf", ".docx", ".html"}

Row = dict[str, Any]


@pytest.fixture(scope="module")
def questions() -> list[Row]:
    text = (ROOT / "eval/questions.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def passages(shipped_data: Path) -> dict[str, Passage]:
    found = read_generation(index_folder(shipped_data)).contents.passages
    return {passage.id: passage for passage in found}


def answers(row: Row) -> list[str]:
    """Passages that answer in full."""
    return [passage for passage, grade in row["relevant"].items() if grade == 2]


def test_there_are_sixty_questions_in_each_language_and_twenty_of_them_follow_up(questions: Sequence[Row]) -> None:
    asked = Counter((row["lang"], row["follow_up"]) for row in questions)

    assert asked == {(language, after): 20 if after else 40 for language in LANGUAGES for after in (False, True)}


def test_every_question_has_an_id_of_its_own_and_the_time_it_was_sent(questions: Sequence[Row]) -> None:
    assert len({row["id"] for row in questions}) == len(questions)
    assert all(datetime.fromisoformat(row["sent_at"]).tzinfo for row in questions)


def test_only_follow_ups_have_a_history_and_it_begins_with_the_customer(questions: Sequence[Row]) -> None:
    for row in questions:
        lines = row.get("history", [])
        assert bool(lines) == row["follow_up"], row["id"]
        assert len(lines) <= 6, row["id"]
        assert all(set(line) == {"speaker", "text"} and line["text"] for line in lines), row["id"]
        assert all(line["speaker"] in ("U", "S") for line in lines), row["id"]
        assert not lines or lines[0]["speaker"] == "U", row["id"]


def test_hindi_is_written_in_its_own_script_and_the_other_languages_are_not(questions: Sequence[Row]) -> None:
    assert all(bool(DEVANAGARI.search(row["text"])) == (row["lang"] == "hi") for row in questions)


def test_every_question_is_answered_in_full_by_some_passage(questions: Sequence[Row]) -> None:
    assert all(set(row["relevant"].values()) <= {1, 2} and answers(row) for row in questions)


def test_judgements_name_passages_of_the_shipped_documents(
    questions: Sequence[Row], passages: dict[str, Passage]
) -> None:
    named = {passage for row in questions for passage in row["relevant"]}

    assert named - set(passages) == set()


def test_a_question_of_the_faq_is_answered_by_its_translations_too(
    questions: Sequence[Row], passages: dict[str, Passage]
) -> None:
    for row in questions:
        for passage, grade in row["relevant"].items():
            if match := re.fullmatch(r"documents/faq/faq\.[\w-]+\.yaml#(.+)", passage):
                same = [f"documents/faq/faq.{language}.yaml#{match[1]}" for language in LANGUAGES]
                assert all(row["relevant"].get(one) == grade for one in same if one in passages), row["id"]


def test_sixty_questions_or_more_can_only_be_answered_in_another_language(
    questions: Sequence[Row], passages: dict[str, Passage]
) -> None:
    across = [row for row in questions if row["lang"] not in {passages[one].language for one in answers(row)}]

    assert sum(row["lang"] != "en" for row in across) >= 60


def test_every_kind_of_document_and_every_format_is_asked_for(
    questions: Sequence[Row], passages: dict[str, Passage]
) -> None:
    asked = [passages[one] for row in questions for one in answers(row)]

    assert {passage.kind for passage in asked} == KINDS
    assert {Path(passage.source).suffix for passage in asked} == FORMATS


def test_no_two_questions_without_history_are_nearly_the_same(questions: Sequence[Row]) -> None:
    words = [(row["id"], frozenset(row["text"].lower().split())) for row in questions if not row["follow_up"]]
    twins = [(one, other) for (one, a), (other, b) in combinations(words, 2) if len(a & b) > 0.7 * len(a | b)]

    assert twins == []
