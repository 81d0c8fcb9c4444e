from typing import Any

from eval.figures.parts import part_rows

PARTS: dict[str, dict[str, Any]] = {
    "en": {"n": 3, "f1": 0.5, "recall": None, "ci95": {"f1": [0.4, 0.6]}},
    "hi": {"n": 2, "f1": 1.0, "recall": 0.5, "ci95": {"f1": [1.0, 1.0], "recall": [0.0, 1.0]}},
}


def test_each_part_has_a_row_per_metric_with_its_interval() -> None:
    assert list(part_rows(PARTS, ["f1"])) == [
        {"part": "en", "metric": "f1", "value": 0.5, "low": 0.4, "high": 0.6, "n": 3},
        {"part": "hi", "metric": "f1", "value": 1.0, "low": 1.0, "high": 1.0, "n": 2},
    ]


def test_what_a_part_cannot_tell_has_no_row() -> None:
    assert [row["part"] for row in part_rows(PARTS, ["recall"])] == ["hi"]
