from typing import Any

import pytest

from agent.turn import Entity
from eval.figures.report import Result
from eval.suites.entities import EntityRow, figures_of


def row(text: str, *labels: tuple[str, str, Any]) -> EntityRow:
    spans = [{"type": kind, "start": text.index(said), "end": text.index(said) + len(said)} for kind, said, _ in labels]
    entities = [
        span if value is None else {**span, "value": value} for span, (*_, value) in zip(spans, labels, strict=True)
    ]
    return EntityRow.model_validate({"text": text, "lang": "en", "entities": entities})


def found(text: str, kind: Any, said: str, value: Any) -> Entity:
    start = text.index(said)
    return Entity(type=kind, text=said, start=start, end=start + len(said), value=value)


def figures(result: Result, group: str = "", part: str = "") -> dict[str, float | None]:
    measured = result.groups[group][part] if group else result.overall
    return {name: metric.value for name, metric in measured.metrics.items()}


TEXT = "4 people on 12 June, INR 12000"


def test_a_span_counts_only_when_type_start_and_end_are_right() -> None:
    rows = [row(TEXT, ("people", "4 people", 4), ("date", "12 June", "2027-06-12"), ("price", "INR 12000", None))]
    told = [
        (
            found(TEXT, "people", "4 people", 4),
            found(TEXT, "date", "on 12 June", "2027-06-12"),
            found(TEXT, "date", "INR 12000", "x"),
        )
    ]

    assert figures(figures_of(rows, told)) == {
        "precision": pytest.approx(1 / 3),
        "recall": pytest.approx(1 / 3),
        "f1": pytest.approx(1 / 3),
        "value_accuracy": 1.0,
    }


def test_values_are_judged_on_right_spans_that_carry_one() -> None:
    rows = [row(TEXT, ("people", "4 people", "4"), ("date", "12 June", "2027-06-12"), ("price", "INR 12000", None))]
    told = [
        (
            found(TEXT, "people", "4 people", 4),
            found(TEXT, "date", "12 June", "2026-06-12"),
            found(TEXT, "price", "INR 12000", "INR 1"),
        )
    ]

    assert figures(figures_of(rows, told))["f1"] == 1.0
    assert figures(figures_of(rows, told))["value_accuracy"] == 0.5


def test_types_the_set_labels_nowhere_are_named_and_not_counted() -> None:
    rows = [row(TEXT, ("date", "12 June", None)), row("no entity here")]
    told = [(found(TEXT, "date", "12 June", "x"), found(TEXT, "people", "4 people", 4)), ()]

    result = figures_of(rows, told)

    assert figures(result)["precision"] == 1.0
    assert list(result.groups["by"]) == ["date"]
    assert result.notes == ("found but labelled nowhere in this set, so not counted: 1 people",)


def test_a_find_in_a_message_without_any_label_is_a_mistake() -> None:
    rows = [row(TEXT, ("date", "12 June", None)), row("see you in June")]
    told = [(found(TEXT, "date", "12 June", "x"),), (found("see you in June", "date", "June", "x"),)]

    result = figures_of(rows, told)

    assert figures(result)["precision"] == 0.5
    assert figures(result, "by", "date") == figures(result)
    assert result.groups["by"]["date"].n == 2


def test_a_set_of_messages_without_entities_has_nothing_to_find() -> None:
    assert figures(figures_of([row("hello")], [()]))["f1"] is None
