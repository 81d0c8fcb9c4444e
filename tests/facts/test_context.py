from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.facts.context.grounded import Source, ground

TODAY = date(2026, 11, 22)
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("context_cases.yaml").read_text(encoding="utf-8"))


def statuses(reply: str, *sources: str) -> list[str]:
    return [one.weighed.status for one in ground(reply, [Source(text) for text in sources], today=TODAY)]


@pytest.mark.parametrize("case", CASES, ids=[case["reply"][:40] for case in CASES])
def test_a_reply_is_ruled_on_by_texts_about_anything(case: dict[str, Any]) -> None:
    found = statuses(case["reply"], *case["sources"])
    assert all(status == "supported" for status in found) == case["supported"]


def test_an_offer_that_ended_before_the_day_the_source_names_is_stale() -> None:
    offer = "Spring offer: 10% off, valid until 31 January 2026."
    assert statuses("You get 10% off.", offer, "Today is 3 March 2026.") == ["stale"]
    assert statuses("You get 10% off.", offer, "Today is 3 January 2026.") == ["supported"]
    assert "stale" not in statuses("The 10% offer has ended.", offer, "Today is 3 March 2026.")


def test_what_the_latter_costs_is_the_second_ones_price() -> None:
    sources = ("Tarn Ridge: $420.", "Owl Col: $690.")
    said = "You could walk Tarn Ridge or Owl Col. The former costs ${} and the latter ${}."
    assert statuses(said.format(420, 690), *sources) == ["supported", "supported"]
    assert statuses(said.format(690, 420), *sources) == ["contradicted", "contradicted"]


def test_a_subject_that_no_source_knows_is_not_supported() -> None:
    assert "supported" not in statuses("The Zorba Pass trek costs $420.", "Tarn Ridge: $420.")


@settings(deadline=None)  # the first call reads every word list; time is measured in benchmarks
@given(st.text(max_size=120), st.text(max_size=120))
def test_no_two_texts_break_it(reply: str, source: str) -> None:
    statuses(reply, source)
