"""Amounts that follow from a price of the sources: for people, days and nights, shared out, discounted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from agent.facts.context.agree import figure
from agent.facts.context.said import Said

_HUNDRED = Decimal(100)
_MOST_PEOPLE = 60
_MOST_DAYS = 31
_CENT = Decimal("0.01")
_ONE = frozenset({Decimal(1)})
_SHARED = frozenset({"group", "vehicle", "room"})
_LASTING = frozenset({"day", "night"})


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many people, days and nights the texts name, and which shares in percent."""

    people: frozenset[Decimal]
    days: frozenset[Decimal]
    nights: frozenset[Decimal]
    shares: frozenset[Decimal]

    @classmethod
    def of(cls, around: Sequence[Said], names: frozenset[str]) -> "_Counts":
        """Days and nights are those of the `names`, where the texts tell them."""
        lasting = [one for one in around if one.claim.type == "duration"]
        lasting = [one for one in lasting if one.names & names] or lasting
        return cls(
            people=frozenset(_within(_MOST_PEOPLE, (one for one in around if one.family == "people"))),
            days=frozenset(_within(_MOST_DAYS, (one for one in lasting if one.claim.note != "nights"))),
            nights=frozenset(_within(_MOST_DAYS, (one for one in lasting if one.claim.note == "nights"))),
            shares=frozenset(_within(_HUNDRED - 1, (one for one in around if one.family == "percentage"))),
        )


def derived(ours: Said, prices: Sequence[Said], around: Sequence[Said]) -> Said | None:
    """The price that `ours` was worked out from, with people, days and shares that reply or sources name."""
    if ours.claim.type not in ("price", "number"):
        return None
    *currencies, amount = ours.claim.value.split(" ")
    counts = _Counts.of(around, ours.names)
    for price in prices:
        theirs, base = price.claim.value.split(" ")
        if (currencies and theirs not in currencies) or _of_another(ours, price):
            continue
        if Decimal(amount) in set(_worked_out(Decimal(base), ours, price, counts)):
            return price
        if Decimal(amount) in set(_together(Decimal(base), theirs, prices, counts)):
            return price
    return None


def _together(base: Decimal, currency: str, prices: Sequence[Said], counts: _Counts) -> Iterator[Decimal]:
    """Two prices in one sum, for one or for all, and what lies between them."""
    for other in prices:
        theirs, amount = other.claim.value.split(" ")
        if theirs == currency and Decimal(amount) != base:
            yield abs(base - Decimal(amount))
            yield from ((base + Decimal(amount)) * count for count in _ONE | counts.people)


def _of_another(ours: Said, price: Said) -> bool:
    """Whether names part the two; what a rate comes to over the days of a trek is said of that trek."""
    lasting = _LASTING & price.axes.get("basis", frozenset())
    return bool(ours.names and price.names and not ours.names & price.names) and not lasting


def _worked_out(base: Decimal, ours: Said, price: Said, counts: _Counts) -> Iterator[Decimal]:
    for single in (base, *(base * (_HUNDRED - share) / _HUNDRED for share in counts.shares)):
        for total in _totals(single, ours, price, counts):
            if total != base:
                yield from _rounded(total)
            for share in counts.shares:
                yield from _rounded(total * share / _HUNDRED)


def _totals(single: Decimal, ours: Said, price: Said, counts: _Counts) -> Iterator[Decimal]:
    """What one unit costs times what it is counted by; the price of a car or a group also by those who share it."""
    basis = price.axes.get("basis", frozenset())
    each = "person" in ours.axes.get("basis", ()) and not ours.lent
    shared = bool(basis & _SHARED) and "person" not in basis
    people = _ONE if each or shared else _ONE | counts.people
    for rate in _times(single, people):
        yield from _times(rate, _ONE | _spans(basis, ours, counts))
    if shared:
        yield from (single / count for count in counts.people)


def _spans(basis: frozenset[str], ours: Said, counts: _Counts) -> frozenset[Decimal]:
    """Days or nights, where the rate is for one and ours is not."""
    mine = frozenset() if ours.lent else ours.axes.get("basis", frozenset())
    days = counts.days if "day" in basis - mine else frozenset[Decimal]()
    return days | (counts.nights if "night" in basis - mine else frozenset[Decimal]())


def _times(amount: Decimal, counts: Iterable[Decimal]) -> Iterator[Decimal]:
    yield from (amount * count for count in counts)


def _rounded(amount: Decimal) -> Iterator[Decimal]:
    for unit in (_CENT, Decimal(1)):
        yield amount.quantize(unit, rounding=ROUND_HALF_UP)


def _within(most: Decimal | int, told: Iterable[Said]) -> Iterator[Decimal]:
    for one in told:
        if (value := figure(one.claim)) is not None and 1 < value <= most:
            yield value
