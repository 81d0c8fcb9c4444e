"""Which name of `cairn eval` stands for which suite. A new one is a file with a `SUITE` and a line here."""

from collections.abc import Mapping

from eval.job import Suite
from eval.suites import (
    answers,
    ban_risk,
    compliance,
    emergency,
    entities,
    gaps,
    grounding,
    injections,
    intent,
    language,
    opt_out,
    retrieval,
    route,
    sentiment,
)

SUITES: Mapping[str, Suite] = {
    "compliance": compliance.SUITE,
    "retrieval": retrieval.SUITE,
    "intent": intent.SUITE,
    "language": language.SUITE,
    "sentiment": sentiment.SUITE,
    "entities": entities.SUITE,
    "route": route.SUITE,
    "ban-risk": ban_risk.SUITE,
    "answers": answers.SUITE,
    "gaps": gaps.SUITE,
    "grounding": grounding.SUITE,
    "injections": injections.SUITE,
    "opt-out": opt_out.SUITE,
    "emergency": emergency.SUITE,
}
