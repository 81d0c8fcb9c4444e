"""Whether a claim lies within what a source gives: a day of its span, a height below a bound."""

from decimal import Decimal

from agent.facts.bounds import BOUNDS
from agent.facts.context.agree import MEASURES, figure, is_month
from agent.facts.context.extent import extents, overlap
from agent.facts.context.said import Said
from agent.facts.found import Found

_NOT_MUCH_LESS = Decimal("0.7")


def holds_for(ours: Said, theirs: Said) -> bool:
    """`Below 4,000 m` of ours, where the source gives the very height: 3,810 m."""
    claim, other = ours.claim, theirs.claim
    if claim.type not in (other.type, "number") or other.type not in MEASURES or claim.bound != "below":
        return False
    exact = not (other.bound in BOUNDS or other.first or other.last)
    return exact and bool(ours.names & theirs.names) and overlap(extents(claim), extents(other))


def _at_an_edge(ours: Said, theirs: Said) -> bool:
    """`Inside 30 days 40%` of ours, where the share is that of 15 to 29 days."""
    if (ours.family, theirs.family) != ("days", "days") or ours.claim.bound not in BOUNDS:
        return False
    one, other = figure(ours.claim), figure(theirs.claim)
    shares = overlap(ours.beside.get("percentage", ()), theirs.beside.get("percentage", ()))
    return shares and one is not None and other is not None and abs(one - other) <= 1


def _within_hours(claim: Found, other: Found) -> bool:
    """Four and a half hours of ours, where the source says four to five."""
    exact = not (claim.first or claim.last or claim.bound in BOUNDS)
    return exact and claim.type == "hours" == other.type and bool(other.first + other.last) and _overlap(claim, other)


def _in_less(claim: Found, other: Found) -> bool:
    """`Less than half an hour` of ours, where the source says 25 minutes."""
    one, value = figure(claim), figure(other)
    if (
        claim.bound not in ("below", "most")
        or (claim.type, other.type) != ("hours", "hours")
        or one is None
        or value is None
    ):
        return False
    return one * _NOT_MUCH_LESS <= value <= one


def _overlap(claim: Found, other: Found) -> bool:
    return overlap(extents(claim), extents(other))


def lies_within(ours: Said, theirs: Said) -> bool:
    """A single day, month or number of people within the span that a source gives: 20 days in `15 to 29 days`."""
    claim, other = ours.claim, theirs.claim
    if _at_an_edge(ours, theirs) or _within_hours(claim, other) or _in_less(claim, other):
        return True
    if claim.first or claim.last or claim.bound in BOUNDS:
        return False
    if claim.type == "number" and claim.bound == "about" and other.first + other.last and other.type != "price":
        return overlap(extents(claim), extents(other))
    if other.type != "number" and ours.family != theirs.family:
        return False
    if ours.family == "time":
        whole = claim.type == "season" or is_month(claim)
        return whole and (bool(other.last) or claim.type == "season") and overlap(extents(claim), extents(other))
    spans = bool(other.first or other.last or other.bound in BOUNDS)
    counted = "notice" in (claim.type, other.type) and (claim.type == "notice" or bool(ours.beside.get("percentage")))
    tiered = counted or (claim.type in ("people", "group_size") and "percentage" in theirs.beside)
    return spans and tiered and overlap(extents(claim), extents(other))
