"""Why a text is not let through, and the smallest change that would let it: exact, for each is scored again.

Weights and thresholds are solved for; wordings are tried in order of how little they change, so the first that passes
is the smallest there is of its kind.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from agent.safety.aligned import Span
from agent.safety.ban_risk import level_of, score_text
from agent.safety.edits import EDITS, tidy
from agent.safety.factors import FACTORS, Own
from agent.turn import Level, RiskScore

Kind = Literal["wording", "weight", "threshold"]
_MOST_PLACES = 10
"""Places of a text that are tried alone and together; beyond, whole factors are left out at once."""
_MOST_TOGETHER = 3
_CENT = 0.01
_RANK: Mapping[Level, int] = {"low": 0, "medium": 1, "high": 2}
_NONE: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One smallest change. `what`: the setting or the factors; `needed`: its value or the wording; `score` after it."""

    kind: Kind
    what: str
    now: str
    needed: str
    score: float
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Weights by factor, both thresholds, and points of signals beside the text."""

    weights: Mapping[str, float]
    medium_from: float
    high_above: float
    account: Mapping[str, float]

    def score(self, text: str, own: Own) -> RiskScore:
        """As the step scores it."""
        bands = {"medium_from": self.medium_from, "high_above": self.high_above}
        return score_text(text, self.weights, own=own, account=self.account, **bands)


def settings_of(
    weights: Mapping[str, float], *, medium_from: float, high_above: float, account: Mapping[str, float] = _NONE
) -> Settings:
    """Of a step, or of a draft of it."""
    return Settings(weights=weights, medium_from=medium_from, high_above=high_above, account=account)


def ways_out(text: str, settings: Settings, own: Own, *, wanted: Level) -> tuple[Way, ...]:
    """For each kind the smallest change after which the text is `wanted` or lower; none where it is so already."""
    found = settings.score(text, own)
    if _RANK[found.level] <= _RANK[wanted]:
        return ()
    limit = settings.high_above if wanted == "medium" else settings.medium_from - _CENT
    made = [_wording(text, found, settings, own, wanted)]
    made += [_weight(name, found, settings, limit, wanted) for name in settings.weights]
    made.append(_threshold(found, settings, wanted))
    return tuple(way for way in made if way is not None)


def _weight(name: str, found: RiskScore, settings: Settings, limit: float, wanted: Level) -> Way | None:
    """The greatest weight of this factor alone with which it passes."""
    intensity = found.intensities.get(name, 0.0)
    others = sum(points for factor, points in found.factors.items() if factor != name) + sum(found.account.values())
    if intensity <= 0 or others > limit:
        return None
    weight = int((limit - others) / intensity / _CENT + 1e-6) * _CENT
    while weight >= 0:
        score = round(min(100.0, others + round(weight * intensity, 2)), 2)
        level = level_of(score, settings.medium_from, settings.high_above)
        if _RANK[level] <= _RANK[wanted]:
            now = f"{settings.weights[name]:g}"
            return Way(kind="weight", what=name, now=now, needed=f"{weight:g}", score=score, level=level)
        weight = round(weight - _CENT, 2)
    return None


def _threshold(found: RiskScore, settings: Settings, wanted: Level) -> Way | None:
    """The least threshold with which the score passes as it is; None where there is no such number up to 100."""
    if wanted == "medium":
        value, name, now = found.score, "high_above", settings.high_above
        level = level_of(found.score, settings.medium_from, value)
    else:
        value, name, now = round(found.score + _CENT, 2), "medium_from", settings.medium_from
        level = level_of(found.score, value, max(value, settings.high_above))
    if value > 100:
        return None
    return Way(kind="threshold", what=name, now=f"{now:g}", needed=f"{value:g}", score=found.score, level=level)


def _wording(text: str, found: RiskScore, settings: Settings, own: Own, wanted: Level) -> Way | None:
    """The text with the fewest places changed, and of these with the fewest characters."""
    for _, versions in itertools.groupby(_versions(text, settings, own), key=lambda one: one[0]):
        passing = []
        for _, factors, version in versions:
            scored = settings.score(version, own)
            if version and _RANK[scored.level] <= _RANK[wanted]:
                passing.append((len(text) - len(version), factors, version, scored))
        if passing:
            _, factors, version, scored = min(passing, key=lambda one: one[0])
            what = ", ".join(factors)
            return Way(kind="wording", what=what, now=text, needed=version, score=scored.score, level=scored.level)
    return None


def _versions(text: str, settings: Settings, own: Own) -> Iterator[tuple[int, Sequence[str], str]]:
    """How much is changed, of which factors, and what comes out: single places first, then whole factors."""
    places = [
        (name, span)
        for name, weight in settings.weights.items()
        if weight > 0
        for span in FACTORS[name](text, own).spans
    ]
    if len(places) <= _MOST_PLACES:
        for count in range(1, min(_MOST_TOGETHER, len(places)) + 1):
            for chosen in itertools.combinations(places, count):
                yield count, _names(chosen), _edited(text, chosen)
    factors = list(dict.fromkeys(name for name, _ in places))
    for count in range(1, len(factors) + 1):
        for some in itertools.combinations(factors, count):
            yield _MOST_TOGETHER + count, some, _without(text, some, own)


def _names(chosen: Sequence[tuple[str, Span]]) -> list[str]:
    return list(dict.fromkeys(name for name, _ in chosen))


def _edited(text: str, chosen: Sequence[tuple[str, Span]]) -> str:
    """From the end on, so that places before stay where they are; what two factors saw is taken out once."""
    end = len(text)
    for name, span in sorted(chosen, key=lambda one: one[1].start, reverse=True):
        seen = text[span.start : min(span.end, end)]
        text = text[: span.start] + (seen.lower() if name == "capitals" else "") + text[span.start + len(seen) :]
        end = span.start
    return tidy(text)


def _without(text: str, factors: Sequence[str], own: Own) -> str:
    """Each factor's places found anew after the one before."""
    for name in factors:
        text = EDITS[name](text, FACTORS[name](text, own).spans)
    return text
