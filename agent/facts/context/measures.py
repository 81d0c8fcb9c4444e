"""Heights, ways, hours and shares that follow from those of the sources: how much higher, how far in all, the rest."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from math import ceil

from agent.facts.context.agree import figure
from agent.facts.context.extent import exactly
from agent.facts.context.said import Said

_HUNDRED = Decimal(100)
_OPPOSITE = {"balance": "deposit", "deposit": "balance", "refund": "cancellation fee", "cancellation fee": "refund"}
_ROUGHLY = Decimal("0.06")
_STAFF = frozenset({"guide", "porter"})
_PARTIES = frozenset({"party", "people", "group_size", "count"})
_COUNTS = frozenset({"number", "people", "group_size"})
_SUMMED = 3
"""Figures in a row that are added up at most."""
_ROUNDED = Decimal("0.5")
_MUCH = Decimal("1.2")
"""How much more than `over 1,000 m` a difference may be."""
_LEAST_MORE = 100


def follows(ours: Said, told: Sequence[Said], reply: Sequence[Said]) -> Said | None:
    """What `ours` follows from: `told` is what the sources say of its family; for a mean also days."""
    if ours.claim.type in ("people", "group_size") and (rate := _one_for_each(ours, told, reply)):
        return rate
    rule = _RULES.get(ours.claim.type)
    value = figure(ours.claim)
    if rule is None or value is None:
        return None
    return next((one for one, worked in rule(ours, told) if _same(ours, value, worked)), None)


def _same(ours: Said, value: Decimal, worked: Decimal) -> bool:
    claim = ours.claim
    if claim.bound == "least" and value > _LEAST_MORE:
        return value <= worked <= value * _MUCH
    if claim.first or claim.last:
        low, high = sorted((Decimal(claim.first or claim.value), Decimal(claim.last or claim.value)))
        return low <= worked <= high
    slack = worked * _ROUGHLY if claim.bound == "about" else Decimal(0)
    return abs(value - worked) <= (_ROUNDED if "mean" in ours.axes else slack)


Worked = Iterator[tuple[Said, Decimal]]


def _differences(told: Iterable[Said]) -> Worked:
    figures = [(one, value) for one in told if (value := figure(one.claim)) is not None]
    yield from ((one, abs(low - high)) for (one, low), (_, high) in combinations(figures, 2) if low != high)


def _sums(told: Sequence[Said]) -> Worked:
    """Of figures that follow each other, the least of ranges with the least ones, the largest with the largest."""
    ends = (
        [one for one in told if not one.claim.first],
        [one for one in told if not one.claim.last],
    )
    for figures in ends:
        for count in range(2, _SUMMED + 1):
            for start in range(len(figures) - count + 1):
                run = figures[start : start + count]
                yield run[0], sum((figure(one.claim) or Decimal(0) for one in run), Decimal(0))


def _of_heights(ours: Said, told: Sequence[Said]) -> Worked:
    """Metres up or down, but for a highest point."""
    heights = _of_type(told, "altitude")
    least = min((figure(one.claim) or Decimal(0) for one in heights), default=Decimal(0))
    if "extreme" not in ours.axes or "compared" in ours.axes or (figure(ours.claim) or least) * 2 < least:
        yield from _differences(heights)


def _of_ways(ours: Said, told: Sequence[Said]) -> Worked:
    ways = _of_type(told, "distance")
    yield from _counted(ours, ways)
    yield from _gone_twice(ours, ways)
    if "day" in ours.axes.get("basis", ()) or "mean" in ours.axes:
        days = {figure(one.claim) for one in told if one.claim.type == "duration"}
        yield from ((one, (figure(one.claim) or Decimal(0)) / day) for one in ways for day in days if day)


def _gone_twice(ours: Said, told: Iterable[Said]) -> Worked:
    """Twice what is told one way, half of what is told there and back, where ours does not tell the same."""
    for one in told:
        legs, value = one.axes.get("legs", frozenset()) - ours.axes.get("legs", frozenset()), figure(one.claim)
        if value and legs == {"one"}:
            yield one, value * 2
        elif value and legs == {"both"}:
            yield one, value / 2


def _of_hours(ours: Said, told: Sequence[Said]) -> Worked:
    yield from _counted(ours, _of_type(told, "hours"))
    yield from _gone_twice(ours, _of_type(told, "hours"))


def _of_days(ours: Said, told: Sequence[Said]) -> Worked:
    if "compared" in ours.axes or "way" in ours.axes:
        yield from _differences(_of_type(told, "duration"))


def _counted(ours: Said, told: Sequence[Said]) -> Worked:
    if "compared" in ours.axes:
        yield from _differences(told)
    if "summed" in ours.axes or "both" in ours.axes.get("legs", ()):
        yield from _sums(told)


def _of_weights(ours: Said, told: Sequence[Said]) -> Worked:
    """What is left of a weight, where a small number beside it is taken off."""
    if "left_over" in ours.axes:
        taken = exactly(ours.beside.get("count", ()))
        yield from (
            (one, (figure(one.claim) or Decimal(0)) - less) for one in _of_type(told, "quantity") for less in taken
        )


def _of_people(ours: Said, told: Sequence[Said]) -> Worked:
    """How many guides a group has, with one for every so many people."""
    if not _STAFF & ours.axes.get("thing", frozenset()):
        return
    counted = [(one, value) for one in told if one.family == "people" and (value := figure(one.claim))]
    for rate, each in counted:
        if _STAFF & rate.axes.get("thing", frozenset()):
            yield from ((rate, Decimal(ceil(size / each))) for one, size in counted if one is not rate)


def _one_for_each(ours: Said, told: Sequence[Said], reply: Sequence[Said]) -> Said | None:
    """`Four adults for forty pupils`, with one for every ten: the party is that of the reply."""
    value = figure(ours.claim)
    parties = [figure(one.claim) for one in reply if one.claim.type in _PARTIES and one is not ours]
    for rate in told:
        each = figure(rate.claim) if "person" in rate.axes.get("basis", ()) and rate.claim.type in _COUNTS else None
        if each and each > 1 and any(size and size > each and ceil(size / each) == value for size in parties):
            return rate
    return None


def _of_shares(ours: Said, told: Sequence[Said]) -> Worked:
    """The rest of a share: what is due where the deposit is told, what is kept where the refund is."""
    roles = ours.axes.get("role", frozenset())
    for one in _of_type(told, "percentage"):
        theirs = one.axes.get("role", frozenset())
        rest = any(_OPPOSITE.get(role) in theirs for role in roles) or ("balance" in roles and not theirs)
        if rest and not roles & theirs:
            yield one, _HUNDRED - (figure(one.claim) or Decimal(0))


def ratio_of(ours: Said, reply: Sequence[Said], prices: Sequence[Said]) -> bool:
    """`A fifth, ₹1,900 of ₹9,500`: the share, or its rest, that one amount of the sources is of another.

    Both stand in the sentence: an amount that is itself worked out with a share shows nothing.
    """
    told = figure(ours.claim)
    if ours.claim.type != "percentage" or told is None:
        return False
    known = {figure(one.claim) for one in prices}
    here = {
        figure(one.claim) for one in reply if one.sentence == ours.sentence and one.claim.type in ("price", "number")
    }
    amounts = sorted(amount for amount in here & known if amount)
    shares = [part * _HUNDRED / whole for part, whole in combinations(amounts, 2)]
    return any(abs(told - share) < _ROUNDED or abs(_HUNDRED - told - share) < _ROUNDED for share in shares)


def is_rest(ours: Said, reply: Sequence[Said], told: Sequence[Said]) -> bool:
    """`A fifth now, four fifths later`: what the deposit of the sources, told in the same sentence, leaves."""
    value = figure(ours.claim)
    if ours.claim.type != "percentage" or value is None:
        return False
    shares = _of_type(told, "percentage")
    known = {figure(one.claim) for one in shares if "deposit" in one.axes.get("role", frozenset())}
    here = {figure(one.claim) for one in _of_type(reply, "percentage") if one.sentence == ours.sentence}
    return _HUNDRED - value in here & known


def _of_type(told: Iterable[Said], kind: str) -> list[Said]:
    return [one for one in told if one.claim.type == kind]


_RULES = {
    "altitude": _of_heights,
    "distance": _of_ways,
    "hours": _of_hours,
    "duration": _of_days,
    "group_size": _of_people,
    "people": _of_people,
    "percentage": _of_shares,
    "quantity": _of_weights,
}
