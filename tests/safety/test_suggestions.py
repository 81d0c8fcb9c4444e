"""A suggestion is no decoration: who follows it scores lower."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.safety.aligned import Span
from agent.safety.ban_risk import score_text
from agent.safety.calm import calm, without_pressure
from agent.safety.edits import EDITS
from agent.safety.factors import Own
from agent.settings import ROOT
from agent.turn import RiskScore
from tests.safety.test_ban_risk import LOUD, OWN, WEIGHTS

ADVICE = {
    "emoji": "Keep the first emoji",
    "capitals": "Write these words in small",
    "repeated_keywords": "Say these words less",
    "links": "Leave out links",
    "spam_patterns": "Leave out what filters",
    "clickbait": "Say what it is",
    "other": "Leave out strings",
}
PIECES = (
    *LOUD.split(", "),
    "Hampta Pass takes 5 days and costs ₹12,500.",
    "Book here: https://ridge.example/book",
    "घर बैठे पैसे कमाएं, अभी क्लिक करें",
    "¡ÚLTIMA OPORTUNIDAD! Has ganado un premio",
    "jaldi karo, sirf aaj",
    "f r e e recharge \u200bnow",
    "tents tents tents tents",
    "🔥🔥🔥🔥",
    "Thank you, see you in Manali 🙏",
    "pay today with сard",
    "\n",
)


def scored(text: str, own: Own = OWN) -> RiskScore:
    return score_text(text, WEIGHTS, medium_from=25, high_above=50, own=own)


def followed(text: str, risk: RiskScore, factor: str) -> str:
    spans = [Span(one.start, one.end) for one in risk.evidence if one.factor == factor]
    return EDITS[factor](text, spans)


def suggested(risk: RiskScore) -> list[str]:
    return [name for name, words in ADVICE.items() if any(said.startswith(words) for said in risk.suggestions)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join))
def test_following_a_suggestion_lowers_the_score(text: str) -> None:
    risk = scored(text)
    for factor in suggested(risk):
        assert sum(scored(followed(text, risk, factor)).factors.values()) < sum(risk.factors.values())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join))
def test_evidence_is_what_stands_there(text: str) -> None:
    risk = scored(text)
    assert all(text[one.start : one.end] == one.text for one in risk.evidence)
    assert all(risk.factors[one.factor] > 0 for one in risk.evidence)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join))
def test_rewriting_keeps_the_operators_facts_and_links(text: str) -> None:
    quiet = without_pressure(calm(text, OWN), OWN)
    for fact in ("Hampta Pass takes 5 days and costs ₹12,500.", "https://ridge.example/book"):
        if fact in text:
            assert text.count(fact) == quiet.count(fact)


def test_nearly_every_factor_that_counts_has_a_suggestion_that_helps() -> None:
    lines = (ROOT / "eval/spam_examples.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [row["text"] for row in map(json.loads, lines) if row["label"] == "spam"]
    counts, helped = 0, 0
    for text in texts:
        risk = scored(text, Own())
        counts += sum(points >= 0.5 for points in risk.factors.values())
        helped += len(risk.suggestions)
    assert counts > 300
    assert helped / counts > 0.95


@pytest.mark.parametrize("text", ["", "👍", "ok", "Hampta Pass takes 5 days."])
def test_an_honest_text_needs_no_advice(text: str) -> None:
    assert scored(text).suggestions == ()
