"""Labels of passages become rows of the question set."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agent.people.labels import LABELS, Label
from agent.turn import Turn
from eval.rows import inbound
from eval.suites.retrieval import QuestionRow
from eval.traffic.passage_labels import SUITE, named, question_rows

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TURNS = [Turn(message=replace(inbound(text), id=f"m{n}")) for n, text in enumerate(("how cold is it?", "दाम?", "hi"))]


def labels(*told: tuple[int, str, str, str]) -> Iterator[Label]:
    for minute, (message, passage, said, labeller) in enumerate(told):
        name, at = named(f"m{message}", passage), NOON + timedelta(minutes=minute)
        yield Label(message_id=name, contact="c", suite=SUITE, label=said, labeller=labeller, at=at)


def test_what_people_agree_is_right_is_a_row_the_suite_reads() -> None:
    said = labels((0, "a.md#x", "right", "asha"), (0, "b.md#y", "wrong", "asha"), (1, "c.md#z", "right", "ravi"))
    rows = question_rows(TURNS, list(said))
    read = [QuestionRow.model_validate_json(json.dumps(row)) for row in rows]

    assert [(row.text, dict(row.relevant)) for row in read] == [
        ("how cold is it?", {"a.md#x": 1}),
        ("दाम?", {"c.md#z": 1}),
    ]


def test_a_passage_people_do_not_agree_on_is_left_out() -> None:
    said = labels((0, "a.md#x", "right", "asha"), (0, "a.md#x", "wrong", "ravi"), (1, "a.md#x", "unsure", "asha"))

    assert question_rows(TURNS, list(said)) == []


def test_the_labels_may_be_given() -> None:
    assert set(LABELS[SUITE]) == {"right", "wrong"}
