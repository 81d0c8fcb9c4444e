"""Claims that need no source: what the customers told us, what is only supposed, ways of speaking."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from agent.facts.context.agree import agrees, figure
from agent.facts.context.derive import RATES
from agent.facts.context.extent import extents
from agent.facts.context.names import treks_in
from agent.facts.context.said import Said
from agent.facts.found import ADDRESSED, CUSTOMER, GATHERED, POSSESSED, UNTOLD
from agent.facts.seats import FREE

_NOBODY = frozenset[str]()
_STAFF = frozenset({"guide", "porter"})
"""`A guide for four people` tells no party."""
_SMALL = 100
_BOOKED = frozenset({"people", "seats"})
_LISTED = 3
"""Things lent by the day that are told in one total at most."""
_OF_A_WALK = frozenset({"altitude", "distance"})
_COUNTED = frozenset({"people", "group_size"})


def granted(ours: Said, reply: Sequence[Said], prices: Sequence[Said]) -> bool:
    """Whether nothing needs to bear it out. `reply` are all claims of the reply, `prices` those of the sources."""
    own = _is_their_sum(ours, prices) or _is_party(ours, reply)
    return own or _is_supposed(ours) or _is_round_the_clock(ours)


def is_theirs(ours: Said, told: Sequence[Said], prices: Sequence[Said]) -> bool:
    """What the customers told us of themselves, unless a booking or `told` of the walk they speak of has it, too."""
    return ours.claim.subject == CUSTOMER and not (_is_on_record(ours, prices) or _is_of_a_known_walk(ours, told))


def settled(ours: Said, told: Sequence[Said], reply: Sequence[Said]) -> Said:
    """What the grammar alone makes theirs is so where no source has such a figure; behind `your`, none of it.

    A party is theirs up to the size of the largest group.
    """
    if ours.claim.subject == GATHERED:
        kind = ours.claim.type if _is_above_all(ours, told) else "party"
        return replace(ours, claim=replace(ours.claim, subject="", type=kind))
    if ours.claim.subject == UNTOLD:
        alike = any(_is_told_alike(ours, one) for one in told) or _has_a_record(ours, told)
        known = alike and not _is_put_right(ours, reply)
        return replace(ours, claim=replace(ours.claim, subject="" if known else CUSTOMER))
    if ours.claim.subject not in (ADDRESSED, POSSESSED):
        return ours
    if ours.claim.subject == ADDRESSED and ours.claim.type != "number":
        known = any(one.family == ours.family for one in told)
    else:
        known = any(_of_one_thing(ours, one) for one in told if one.family in (ours.family, "number"))
    return replace(ours, claim=replace(ours.claim, subject="" if known else CUSTOMER))


def _is_above_all(ours: Said, told: Sequence[Said]) -> bool:
    """More people than in any group of the sources."""
    groups = (one.claim for one in told if one.family == ours.family and one.claim.bound != "least")
    sizes = [high for claim in groups for _, high in extents(claim)]
    return bool(sizes) and (figure(ours.claim) or 0) > max(sizes)


def _is_put_right(ours: Said, reply: Sequence[Said]) -> bool:
    """`You said 5,900 m, but it is 3,700`: another such figure in the sentence is the operator's."""
    beside = (one for one in reply if one.sentence == ours.sentence and one.claim.start != ours.claim.start)
    return any(one.family in (ours.family, "number") for one in beside)


def _is_told_alike(ours: Said, theirs: Said) -> bool:
    """A figure of the kind, told in words of ours; a time also of a place of ours, but for that of leaving it."""
    if ours.family != theirs.family or "taken" in theirs.axes:
        return False
    left = "from" in theirs.axes.get("edge", _NOBODY)
    named = ours.claim.type == "time" and not left and ours.names & theirs.names
    return bool(ours.words & (theirs.words | theirs.led) or named)


def _has_a_record(ours: Said, told: Sequence[Said]) -> bool:
    """Whether a booking tells how many seats it is for."""
    records = {(one.place, one.sentence) for one in told if "booking" in one.axes.get("contact", _NOBODY)}
    return ours.claim.type == "seats" and any(
        one.family == ours.family and (one.place, one.sentence) in records for one in told
    )


def _of_one_thing(ours: Said, theirs: Said) -> bool:
    names = frozenset() if ours.carried else ours.names
    shared = ours.words & (theirs.words | theirs.led) or names & theirs.names
    return bool(shared) or agrees(ours.claim, theirs.claim)


def _is_of_a_known_walk(ours: Said, told: Sequence[Said]) -> bool:
    """`You did Kedarkantha (3,810 m) last year`: how high or long a trek of ours is."""
    return ours.claim.type in _OF_A_WALK and any(ours.names & one.names for one in told)


def _is_their_sum(ours: Said, prices: Sequence[Said]) -> bool:
    """`3,500 of the 10,000`: the whole, where the sources tell no amounts."""
    return "whole" in ours.axes and ours.claim.type in ("price", "number") and not prices


def _is_on_record(ours: Said, prices: Sequence[Said]) -> bool:
    """Whether the sources tell what was paid themselves, as a booking does."""
    told = ours.claim.type in ("price", "number")
    return told and any(ours.words & (one.words | one.led) for one in prices)


def _is_party(ours: Said, reply: Sequence[Said]) -> bool:
    """How many the customers are, said beside a price or a share: that is what they told us."""
    claim = ours.claim
    if (
        claim.type not in _BOOKED
        or "left_over" in ours.axes
        or claim.note == FREE
        or claim.bound
        or claim.first
        or claim.last
        or ours.axes.get("thing", _NOBODY) & _STAFF
    ):
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


def is_said_again(ours: Said, borne_out: Sequence[Said]) -> bool:
    """`12 km up and another 12 down`: a small number that its sentence has told before."""
    value = figure(ours.claim)
    if ours.claim.type != "number" or ours.claim.bound or value is None or value > _SMALL:
        return False
    return any(value == figure(one.claim) and one.sentence == ours.sentence for one in borne_out)


def is_asked(ours: Said, reply: Sequence[Said], prices: Sequence[Said]) -> bool:
    """For how many days or nights a rate is counted out in the reply: that is what was asked."""
    claim, days = ours.claim, figure(ours.claim)
    if claim.type != "duration" or claim.bound in ("most", "below") or claim.first or claim.last or not days:
        return False
    amounts = [one for one in reply if one.claim.type in ("price", "number")]
    told = [*prices, *(one for one in amounts if one.claim.end <= claim.start)]
    rates = [one for one in told if RATES & one.axes.get("basis", frozenset())]
    sums = (chosen for count in range(1, _LISTED + 1) for chosen in combinations(rates, count))
    counted = {sum(figure(one.claim) or 0 for one in chosen) * days for chosen in sums}
    counted |= {(figure(one.claim) or 0) * days / 7 for one in rates if "week" in one.axes["basis"]}
    return any(figure(one.claim) in counted for one in amounts)


def is_paired(ours: Said, reply: Sequence[Said], prices: Sequence[Said]) -> bool:
    """The days of a price that the sources have for so many days, of no trek: `the 30-day one at $50`."""
    spans = extents(ours.claim)
    if ours.family != "days" or not spans:
        return False
    return any(
        agrees(one.claim, price.claim) and spans[0] in price.beside.get("days", ())
        for one in reply
        if one.claim.type == "price" and _next_to(one, reply) is ours
        for price in prices
        if not treks_in(price.names | price.scope)
    )


def _next_to(price: Said, reply: Sequence[Said]) -> Said | None:
    """The days told right beside a price, in its sentence."""
    days = [one for one in reply if one.family == "days" and one.sentence == price.sentence]
    return min(days, key=lambda one: abs(one.claim.start - price.claim.start), default=None)
