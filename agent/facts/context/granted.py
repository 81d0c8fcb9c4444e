"""Claims that need no source: what the customers told us, what is only supposed, ways of speaking."""

from collections.abc import Sequence
from decimal import Decimal

from agent.facts.context.said import Said

_NOBODY = frozenset[str]()
_STAFF = frozenset({"guide", "porter"})
"""`A guide for four people` tells no party."""
_COUNTED = frozenset({"people", "group_size"})


def granted(ours: Said, reply: Sequence[Said]) -> bool:
    """Whether nothing needs to bear it out. `reply` are all claims of the reply."""
    return _is_party(ours, reply) or _is_supposed(ours) or _is_round_the_clock(ours)


def _is_party(ours: Said, reply: Sequence[Said]) -> bool:
    """How many the customers are, said beside a price or a share: that is what they told us."""
    claim = ours.claim
    if claim.type != "people" or claim.bound or claim.first or claim.last or ours.axes.get("thing", _NOBODY) & _STAFF:
        return False
    own = (Decimal(claim.value),) * 2
    money = (one for one in reply if one.claim.type in ("price", "percentage", "number"))
    return any(own in one.beside.get("people", ()) for one in money)


def _is_supposed(ours: Said) -> bool:
    """`If only three book`: a number of people that nobody claims to come."""
    claim = ours.claim
    if claim.bound or claim.first or claim.last:
        return False
    return claim.type in _COUNTED and ("supposed" in ours.axes or (claim.type == "people" and "negation" in ours.axes))


def _is_round_the_clock(ours: Said) -> bool:
    """`24 hours`, said of an emergency number."""
    return (ours.claim.type, ours.claim.value) == ("hours", "24") and "emergency" in ours.axes.get("contact", ())
