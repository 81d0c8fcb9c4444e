"""The labelled replies and messages on compliance: whole, balanced, and in every language."""

from collections import Counter
from typing import get_args

from agent.settings import ROOT
from agent.turn import FlagCode
from eval.rows import read_rows
from eval.split import half_of
from eval.suites.compliance import PROMOTIONAL, ComplianceRow, figures_of

ROWS = read_rows(ROOT / "eval/compliance.jsonl", ComplianceRow)


def test_ids_and_texts_are_there_once() -> None:
    assert len({row.id for row in ROWS}) == len({row.text for row in ROWS}) == len(ROWS) >= 200


def test_every_language_has_flagged_and_clean_rows_in_both_halves() -> None:
    found = Counter((row.lang, bool(row.flags), half_of(row.name)) for row in ROWS)
    assert len(found) == 5 * 2 * 2
    assert min(found.values()) >= 4


def test_labels_are_flags_that_the_product_knows() -> None:
    assert {flag for row in ROWS for flag in row.flags} <= {*get_args(FlagCode), PROMOTIONAL}


def test_inbound_flags_are_for_messages_and_the_others_for_replies() -> None:
    assert [row.id for row in ROWS for flag in row.flags if flag.startswith("inbound:") != (row.of == "message")] == []


def test_figures_count_families_once_and_false_alarms_on_clean_rows() -> None:
    rows = [
        ComplianceRow(id="a", text="x", of="reply", lang="en", flags=("personal_data:phone",)),
        ComplianceRow(id="b", text="y", of="reply", lang="en", flags=("scope",)),
        ComplianceRow(id="c", text="z", of="reply", lang="fr"),
        ComplianceRow(id="d", text="w", of="reply", lang="fr"),
    ]
    told = [frozenset({"personal_data:email"}), frozenset[str](), frozenset({"spam"}), frozenset[str]()]
    result = figures_of(rows, told)
    assert {name: metric.value for name, metric in result.overall.metrics.items()} == {
        "recall": 0.5,
        "precision": 0.5,
        "false_alarms": 0.5,
    }
    assert result.groups["by_flag"]["scope"].metrics["recall"].value == 0.0
    assert result.groups["by"]["fr"].metrics["recall"].value is None
