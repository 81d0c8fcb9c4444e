"""Ban risk of a text: weighted factors, a level, and what would lower the score."""

from collections.abc import Mapping
from types import MappingProxyType

from agent.safety.edits import EDITS
from agent.safety.factors import FACTORS, Finding, Own
from agent.turn import Level, RiskEvidence, RiskScore

_ADVICE = {
    "emoji": "Keep the first emoji and leave out these: {seen}.",
    "capitals": "Write these words in small letters: {seen}.",
    "repeated_keywords": "Say these words less often: {seen}.",
    "links": "Leave out links and numbers that are not the operator's own: {seen}.",
    "spam_patterns": "Leave out what filters read as spam, or say it plainly: {seen}.",
    "clickbait": "Say what it is instead of urging: leave out {seen}.",
    "other": "Leave out strings of marks, hidden characters and disguised words: {seen}.",
}
_WORTH_SAYING = 2.0
"""Points below which a suggestion would be noise."""
_ROUNDING = 0.05
"""What rounding each of seven factors to two digits can hide."""
_MOST_NAMED = 8
_DIGITS = 6
"""Of a strength, as it is logged: more of them would read like a phone number to whoever looks for some."""
_NONE: Mapping[str, float] = MappingProxyType({})


def score_text(
    text: str,
    weights: Mapping[str, float],
    *,
    medium_from: float,
    high_above: float,
    own: Own | None = None,
    account: Mapping[str, float] = _NONE,
) -> RiskScore:
    """0–100: points of a factor are its weight × its intensity. Low below `medium_from`, high above `high_above`.

    `account`: points of signals beside the text, added to those of the text.
    """
    ours = own or Own()
    found = {name: FACTORS[name](text, ours) for name in weights}
    strengths = {name: round(finding.intensity, _DIGITS) for name, finding in found.items()}
    points = {name: round(weights[name] * strength, 2) for name, strength in strengths.items()}
    before = sum(points.values()) - _ROUNDING
    score = round(min(100.0, sum(points.values()) + sum(account.values())), 2)
    return RiskScore(
        score=score,
        level=level_of(score, medium_from, high_above),
        factors=points,
        suggestions=tuple(
            _advice(name, text, found[name])
            for name, gained in points.items()
            if gained >= _WORTH_SAYING and _risk(EDITS[name](text, found[name].spans), weights, ours) < before
        ),
        evidence=tuple(
            RiskEvidence(factor=name, text=text[span.start : span.end], start=span.start, end=span.end)
            for name, finding in found.items()
            if points[name] > 0
            for span in finding.spans
        ),
        account=dict(account),
        intensities={name: strength for name, strength in strengths.items() if strength > 0},
    )


def level_of(score: float, medium_from: float, high_above: float) -> Level:
    """The band of a score."""
    if score > high_above:
        return "high"
    return "medium" if score >= medium_from else "low"


def _risk(text: str, weights: Mapping[str, float], own: Own) -> float:
    """The points of a text that follows a suggestion: advice that does not help is not given."""
    return sum(weight * FACTORS[name](text, own).intensity for name, weight in weights.items())


def _advice(name: str, text: str, finding: Finding) -> str:
    seen = dict.fromkeys(text[span.start : span.end].strip() or "invisible characters" for span in finding.spans)
    named = list(seen)[:_MOST_NAMED]
    return _ADVICE[name].format(seen=", ".join(named) + (" …" if len(seen) > len(named) else ""))
