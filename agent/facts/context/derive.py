"""Amounts that follow from a price of the sources: for several people, less a discount, a deposit and the rest."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from agent.facts.context.agree import figure
from agent.facts.context.said import Said

_HUNDRED = Decimal(100)
_MOST_PEOPLE = 60
_CENT = Decimal("0.01")


def derived(ours: Said, prices: Sequence[Said], around: Sequence[Said]) -> Said | None:
    """The price that `ours` was worked out from, with people and shares that reply or sources name."""
    if ours.claim.type not in ("price", "number"):
        return None
    *currencies, amount = ours.claim.value.split(" ")
    for price in prices:
        theirs, base = price.claim.value.split(" ")
        if (currencies and theirs not in currencies) or (ours.names and price.names and not ours.names & price.names):
            continue
        if Decimal(amount) in set(_worked_out(Decimal(base), ours, around)):
            return price
    return None


def _worked_out(base: Decimal, ours: Said, around: Sequence[Said]) -> Iterator[Decimal]:
    each = "person" in ours.axes.get("basis", ())
    people = set() if each else set(_figures("people", around))
    shares = {share for share in _figures("percentage", around) if share < _HUNDRED}
    for single in (base, *(base * (_HUNDRED - share) / _HUNDRED for share in shares)):
        for count in (Decimal(1), *people):
            total = single * count
            if total != base:
                yield from _rounded(total)
            for share in shares:
                yield from _rounded(total * share / _HUNDRED)


def _rounded(amount: Decimal) -> Iterator[Decimal]:
    for unit in (_CENT, Decimal(1)):
        yield amount.quantize(unit, rounding=ROUND_HALF_UP)


def _figures(family: str, around: Sequence[Said]) -> Iterator[Decimal]:
    for one in around:
        if one.family == family and (value := figure(one.claim)) is not None and 1 < value <= max(_MOST_PEOPLE, 100):
            yield value
