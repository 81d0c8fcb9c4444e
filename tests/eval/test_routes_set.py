"""The own routing set, and the examples the learnt signal is made of: their form, and that they share nothing."""

import json
from collections import Counter
from typing import Any

import pytest

from agent.language.letters import fold
from agent.llm.route_signals import ROUTE_NAMES
from agent.settings import ROOT
from eval.rows import read_rows
from eval.suites.route import RouteRow

JUDGED, EXAMPLES = ROOT / "eval/routes.jsonl", ROOT / "eval/route_examples.jsonl"
LANGUAGES = ("en", "hi", "es", "fr", "hi-Latn")


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]


def test_the_judged_set_has_300_rows_of_four_routes_in_five_languages() -> None:
    rows = read_rows(JUDGED, RouteRow)

    assert len(rows) == len({row.id for row in rows}) == 300
    counted = Counter((row.lang, row.label) for row in rows)
    assert set(counted) == {(language, name) for language in LANGUAGES for name in ROUTE_NAMES}
    assert min(counted.values()) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_route_has_examples_in_every_language(language: str) -> None:
    counted = Counter(row["label"] for row in rows_of("eval/route_examples.jsonl") if row["lang"] == language)
    assert set(counted) == set(ROUTE_NAMES)
    assert min(counted.values()) >= 40


def test_no_example_is_a_judged_row() -> None:
    def said(name: str) -> set[str]:
        return {" ".join(fold(row["text"]).split()).strip(" ?!.¿¡") for row in rows_of(name)}

    assert not said("eval/route_examples.jsonl") & said("eval/routes.jsonl")
    assert len(said("eval/route_examples.jsonl")) > 1000
