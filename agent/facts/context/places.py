"""Names beside the one that a claim is bound to: where a way begins, and where the day of an itinerary ends."""

from collections.abc import Sequence

from agent.facts.context.mark import Mark
from agent.facts.context.part import Part
from agent.facts.found import Found

_ORIGINS = frozenset({"from", "desde", "depuis"})
_DAY = "day:"
_NONE = frozenset[str]()


def origin_of(part: Part, named: Sequence[Mark[str]]) -> Mark[str] | None:
    """Bergen in the label `Tarn Ridge from Bergen: 9 km, 30 euros`, which tells of the ridge."""
    if len(named) < 2 or named[1].end + 1 not in part.sentence.cuts:
        return None
    between = [one.key for one in part.sentence.tokens if named[0].end <= one.start < named[1].start]
    words = [key for key in between if not key.isdigit()]
    return named[1] if len(words) == 1 and words[0] in _ORIGINS else None


def also_of(
    claim: Found, keys: frozenset[str], named: Sequence[Mark[str]], places: Sequence[int], origin: Mark[str] | None
) -> frozenset[str]:
    """The origin, for what stands behind it; the place right before a height that is bound to a mere day."""
    if origin and origin.end <= claim.start:
        return origin.keys
    if claim.type != "altitude" or not keys or not all(key.startswith(_DAY) for key in keys):
        return _NONE
    ahead = [name for name in named if name.end <= claim.start]
    nearest = ahead[-1] if ahead else None
    if nearest is None or any(nearest.end <= place < claim.start for place in places):
        return _NONE
    return nearest.keys
