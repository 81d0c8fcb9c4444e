"""Two claims side by side: does one bear the other out, could it be taken for the other, do they speak of one end?"""

from collections.abc import Sequence

from agent.facts.bounds import BOUNDS
from agent.facts.context.agree import agrees, figure, in_years
from agent.facts.context.edges import ends_alike
from agent.facts.context.extent import extents, overlap
from agent.facts.context.said import Said
from agent.facts.context.subjects import about_same
from agent.facts.context.territories import is_territory
from agent.facts.context.within import holds_for, lies_within

_PEOPLE = {"people", "group_size"}
_NOBODY = frozenset[str]()
_PAYMENTS = frozenset({"deposit", "balance"})
_OF_A_WALK = frozenset({"duration", "altitude", "distance", "age"})


def only_lists(ours: Said, theirs: Said) -> bool:
    """A month of which ours says that it is closed, and theirs lists it without a word."""
    return ours.claim.type == "season" and is_shut(ours) and not is_shut(theirs) and not theirs.words


def is_shut(one: Said) -> bool:
    """Whether it says of its time that nothing runs then; `the season closes in May` tells its end."""
    return one.axes.get("open") == frozenset({"closed"}) and one.axes.get("edge") != frozenset({"until"})


def on_the_other_side(ours: Said, same: Sequence[Said]) -> bool:
    """`Below 4,000 m` of ours, where a rule of the sources begins at that height: stances tell what holds there."""
    if ours.claim.type != "altitude" or ours.claim.bound not in ("below", "most"):
        return False
    return any(one.claim.bound == "least" and figure(one.claim) == figure(ours.claim) for one in same)


def may_be_compared(ours: Said, one: Said) -> bool:
    """Whether both are of one type; a bare number may be of any."""
    return one.claim.type == ours.claim.type or "number" in (one.claim.type, ours.claim.type)


def bears_out(ours: Said, theirs: Said) -> bool:
    """Whether the figures agree, whatever they are told of."""
    alike = agrees(ours.claim, theirs.claim) or lies_within(ours, theirs) or ends_alike(ours, theirs)
    return (alike and not _is_step(ours, theirs)) or holds_for(ours, theirs)


def _is_step(ours: Said, theirs: Said) -> bool:
    """How long something takes is no step of a scale: a refund in 15 days, where 15 to 29 days before it is 40 %."""
    scale = theirs.claim.type == "notice" and bool(theirs.claim.first or theirs.claim.last)
    alone = not (ours.claim.bound or ours.claim.first or ours.claim.last or ours.beside.get("percentage"))
    return scale and alone and ours.claim.type == "duration"


def things_beside(one: Said) -> frozenset[str]:
    """Flight, bus, tent: what is named beside it."""
    return one.axes.get("thing", _NOBODY)


def countries_beside(one: Said) -> frozenset[str]:
    """Countries and regions among the words beside it."""
    return frozenset(word for word in one.words if is_territory(word))


def in_a_scale(ours: Said, theirs: Said) -> bool:
    """Whether it lies in a span of days: which step of a scale is meant, the figure itself tells.

    Not of when the rest is to be paid, where the span is of something else.
    """
    mine, other = (one.axes.get("role", _NOBODY) & _PAYMENTS for one in (ours, theirs))
    return ours.family == "days" and not agrees(ours.claim, theirs.claim) and (not mine or bool(mine & other))


def at_the_other_end(ours: Said, theirs: Said) -> bool:
    """`March to May` does not begin where their `January to March` ends, nor `from 60` where `10 to 60` does."""
    claim, other = ours.claim, theirs.claim
    if ours.family in ("age", "people") and theirs.claim.type != "number":
        return (claim.bound == "least" and bool(other.first)) or (claim.bound == "most" and bool(other.last))
    if ours.family != "time" or not (other.first or other.last):
        return False
    return bool(claim.last and not other.last) or bool(claim.first and not other.first)


def others(told: Sequence[Said], same: Sequence[Said], like: Said) -> list[Said]:
    """What could be taken for `like` and says something else. By identity: comparing them costs too much."""
    alike = {id(one) for one in same}
    return [one for one in told if id(one) not in alike and of_type(like, one) and not _is_threshold(one, like)]


def _is_threshold(one: Said, like: Said) -> bool:
    """The height from which a rule holds is no height of anything, nor is one below which ours stays."""
    if one.claim.type != "altitude" or like.claim.bound:
        return False
    holds = one.claim.bound in BOUNDS and overlap(extents(like.claim), extents(one.claim))
    return one.claim.bound == "least" or holds


def bare_beside_typed(ours: Said, theirs: Said, told: Sequence[Said], same: Sequence[Said]) -> bool:
    """A number without a unit bears nothing out where the passage has figures of the very type."""
    claim = theirs.claim
    if (
        claim.type != "number"
        or ours.claim.type in ("number", "time")
        or in_years(ours.claim, claim)
        or claim.bound
        or claim.first
        or claim.last
    ):
        return False
    shared = len(ours.words & theirs.words)
    ours_too = ours.names if ours.claim.type in _OF_A_WALK else _NOBODY
    typed = [one for one in told if (one.place == theirs.place or ours_too & one.names) and one not in same]
    typed = [one for one in typed if len(ours.words & one.words) >= shared]
    return any(of_type(ours, one) and (about_same(ours, one) or not one.names) for one in typed)


def nearness(ours: Said, theirs: Said) -> tuple[bool, int, int, int]:
    """How well theirs fits ours: by name, conditions and words. What is told of every trek is told of that of ours."""
    named = bool(ours.names & theirs.names) or "every_trek" in theirs.axes
    conditions = sum(overlap(mine, theirs.beside.get(family, ())) for family, mine in ours.beside.items())
    told = theirs.words | theirs.led
    return named, conditions, len(ours.words & told), len(ours.led & told)


def of_type(one: Said, other: Said) -> bool:
    """Whether the two could be taken for each other: altitudes with altitudes, rupees with rupees."""
    if one.claim.type != other.claim.type and {one.claim.type, other.claim.type} != _PEOPLE:
        return False
    return one.claim.type != "price" or one.claim.value.split(" ")[0] == other.claim.value.split(" ")[0]
