"""Scales of shares and prices: what holds for one number of days or people holds for no other."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from agent.facts.context.agree import figure, in_one_currency
from agent.facts.context.extent import Extent, extents, overlap
from agent.facts.context.said import Said

_DAY = 100
"""Days of a month, in extents."""
_MONTH = 27
"""From the first day of a month to its last, at least."""
_FAMILIES = ("days", "people")
_PARTIES = frozenset({"people", "group_size", "party"})


def of_another_tier(ours: Said, theirs: Said, told: Sequence[Said]) -> bool:
    """Whether theirs is for another number of days or people than ours, and its passage has it for ours too.

    Of shares it is enough that the passage is a scale.
    """
    scale = [one for one in told if one.place == theirs.place and one.claim.type == theirs.claim.type]
    if ours.claim.type == "percentage":
        if {"against", "compared"} & ours.axes.keys() and not any(theirs.beside.get(family) for family in _FAMILIES):
            return False  # `8 % contre 6 %`: what is only set against the share of ours is for any number of people
        return _is_for_others(ours, theirs, told) or (
            _is_scale(scale) and any(_apart(ours, theirs, family) for family in _FAMILIES)
        )
    if ours.claim.type not in ("price", "number") or theirs.claim.type != "price":
        return False
    return any(_fits_elsewhere(ours, theirs, scale, family) for family in _FAMILIES)


def of_all_its_months(ours: Said, fitting: Sequence[Said], reply: Sequence[Said], prices: Sequence[Said]) -> list[Said]:
    """Those that hold in every month of a run for which ours is told, where another price is for the rest of it.

    `10,500 from July to October` is not borne out by `July 11,500, August to October 10,500`.
    """
    run = ours.beside.get("time", frozenset())
    spread = bool(ours.claim.bound or ours.claim.first or ours.claim.last)
    if ours.claim.type not in ("price", "number") or spread or not _is_run(run):
        return list(fitting)
    beside = {figure(one.claim) for one in reply if one is not ours and run & one.beside.get("time", frozenset())}
    return [one for one in fitting if not any(_has_the_rest(run, one, rest, beside) for rest in prices)]


def _is_run(spans: Iterable[Extent]) -> bool:
    """One span over several months, or several whole months: `in June and July`."""
    told = list(spans)
    if len(told) == 1:
        return told[0][0] // _DAY != told[0][1] // _DAY
    return bool(told) and all(high - low >= _MONTH for low, high in told)


def _has_the_rest(run: Iterable[Extent], one: Said, rest: Said, beside: Iterable[Decimal | None]) -> bool:
    """Whether `rest` is a price of the same list for months of the run that `one` leaves out, and not told with it."""
    known, others = one.beside.get("time", frozenset()), rest.beside.get("time", frozenset())
    if one.claim.type != "price" or not known or not others or figure(rest.claim) in {figure(one.claim), *beside}:
        return False
    alike = rest.names == one.names and in_one_currency(one.claim, rest.claim) and _of_one_list(one, rest)
    return alike and overlap(run, others) and not overlap(known, others)


def _of_one_list(one: Said, rest: Said) -> bool:
    """Both in one passage, or as rows of a list of prices that is split up: of one trek, one year and one basis."""
    if rest.place == one.place:
        return True
    alike = one.axes.get("basis") == rest.axes.get("basis") and one.beside.get("year") == rest.beside.get("year")
    return alike and bool(one.names) and not (one.ended or rest.ended)


def with_party(ours: Said, reply: Sequence[Said]) -> Said:
    """A share that stands beside no number of people is for the party of the reply, where it names just one.

    `With two more it is 12%` is for as many more.
    """
    if ours.claim.type == "percentage" and "added" in ours.axes and (grown := _grown(ours, reply)):
        return replace(ours, beside={**ours.beside, "people": grown})
    if ours.claim.type != "percentage" or any(ours.beside.get(family) for family in _FAMILIES):
        return ours
    sizes = party_of(reply)
    return replace(ours, beside={**ours.beside, "people": sizes}) if sizes else ours


def _grown(ours: Said, reply: Sequence[Said]) -> frozenset[Extent]:
    """Sums of two numbers of people told so far, or of one and the one more who joins."""
    told = [one for one in reply if one.claim.type in (*_PARTIES, "count") and one.sentence[0] <= ours.sentence[0]]
    sizes = [span for one in told for span in extents(one.claim) if span[0] == span[1]]
    pairs = {low + more for (low, _), (more, _) in combinations(sizes, 2)}
    sums = pairs if "some" in ours.axes["added"] else set[Decimal]()
    sums |= {low + 1 for low, _ in sizes} if "one" in ours.axes["added"] else set()
    return frozenset((size, size) for size in sums)


def party_of(reply: Sequence[Said]) -> frozenset[Extent]:
    """The one number of people that the reply names; nothing where it names several, or bounds."""
    told = [one for one in reply if one.claim.type in _PARTIES]
    sizes = frozenset(span for one in told for span in extents(one.claim))
    open_ended = any(one.claim.bound or one.claim.first or one.claim.last for one in told)
    return sizes if len(sizes) == 1 and not open_ended else frozenset()


def _is_scale(scale: Sequence[Said]) -> bool:
    """Several shares, each for its number of days or people."""
    return len({one.claim.value for one in scale if any(one.beside.get(family) for family in _FAMILIES)}) > 1


def _apart(ours: Said, theirs: Said, family: str) -> bool:
    mine, other = _told(ours, family), theirs.beside.get(family)
    return bool(mine and other and not _alike(mine, other))


def _is_for_others(ours: Said, theirs: Said, told: Sequence[Said]) -> bool:
    """A share told for so many people, where theirs is for no number of them and another one is for these."""
    mine, roles = ours.beside.get("people", frozenset()), ours.axes.get("role", frozenset())
    if not mine or theirs.beside.get("people") or {"phase", "audience"} & ours.axes.keys() or roles - {"discount"}:
        return False
    discounts = [one for one in told if one.claim.type == "percentage" and one.beside.get("people")]
    return any(overlap(mine, one.beside["people"]) and one.claim.value != theirs.claim.value for one in discounts)


def _alike(ours: Iterable[Extent], theirs: Iterable[Extent]) -> bool:
    """Of two that reach from nothing up to a figure, `up to 8` and `up to 15`, the figures must be the same."""
    others = tuple(theirs)
    return any(
        one[1] == other[1] if not one[0] and not other[0] else one[0] <= other[1] and other[0] <= one[1]
        for one in ours
        for other in others
    )


def _fits_elsewhere(ours: Said, theirs: Said, scale: Sequence[Said], family: str) -> bool:
    mine, theirs_too = _told(ours, family), theirs.beside.get(family, frozenset())
    if (
        mine
        and theirs_too
        and not mine & theirs_too
        and any(mine & one.beside.get(family, frozenset()) for one in scale)
    ):
        return True  # `more than 3 days` only touches `up to 3 days`
    return _apart(ours, theirs, family) and any(_alike(mine, one.beside.get(family, ())) for one in scale)


def _told(ours: Said, family: str) -> frozenset:  # type: ignore[type-arg]
    """Beside it; a small number without a unit counts where nothing else does: `if you are 7`."""
    others = any(ours.beside.get(other) for other in _FAMILIES)
    return ours.beside.get(family) or (
        frozenset() if others else ours.beside.get("count") or ours.beside.get("aged", frozenset())
    )
