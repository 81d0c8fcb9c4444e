"""Ban risk of a text: weighted factors, a level, and what would lower the score."""

from collections.abc import Mapping

from agent.safety.factors import FACTORS, Finding, Own
from agent.turn import Level, RiskScore

_ADVICE = {
    "emoji": "Keep at most two emoji; these are more: {seen}.",
    "capitals": "Write these words in small letters: {seen}.",
    "repeated_keywords": "Say these words less often: {seen}.",
    "links": "Leave out links and numbers that are not the operator's own: {seen}.",
    "spam_patterns": "Say this differently, filters read it as spam: {seen}.",
    "clickbait": "Say what it is instead of urging: {seen}.",
    "other": "Write plainly, without strings of marks or disguised letters: {seen}.",
}
_WORTH_SAYING = 0.5
"""Points below which a suggestion would be noise."""


def score_text(
    text: str, weights: Mapping[str, float], *, medium_from: float, high_above: float, own: Own | None = None
) -> RiskScore:
    """0–100: points of a factor are its weight × its intensity. Low below `medium_from`, high above `high_above`."""
    found = {name: FACTORS[name](text, own or Own()) for name in weights}
    points = {name: round(weights[name] * finding.intensity, 2) for name, finding in found.items()}
    score = round(min(100.0, sum(points.values())), 2)
    return RiskScore(
        score=score,
        level=_level(score, medium_from, high_above),
        factors=points,
        suggestions=tuple(_advice(name, found[name]) for name, gained in points.items() if gained >= _WORTH_SAYING),
    )


def _level(score: float, medium_from: float, high_above: float) -> Level:
    if score > high_above:
        return "high"
    return "medium" if score >= medium_from else "low"


def _advice(name: str, finding: Finding) -> str:
    return _ADVICE[name].format(seen=", ".join(finding.evidence))
