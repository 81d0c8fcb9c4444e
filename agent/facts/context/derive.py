"""Amounts that follow from a price of the sources: for people, days and nights, shared out, discounted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from agent.facts.context.across import is_for_up_to
from agent.facts.context.agree import figure
from agent.facts.context.baskets import basket
from agent.facts.context.conditions import PIECES, of_other_length, on_other_weekdays
from agent.facts.context.counts import Counts
from agent.facts.context.extent import exactly, overlap
from agent.facts.context.held import is_each, is_for_all, of_held
from agent.facts.context.names import treks_in
from agent.facts.context.said import Said
from agent.facts.context.tiers import of_another_tier

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_COMPARING = frozenset({"whole", "against", "than"})
_ONE_WAY = frozenset({"one"})
_ONE = frozenset({Decimal(1)})
_SHARED = frozenset({"group", "vehicle", "room"})
_SHARED_THINGS = frozenset({"vehicle", "room"})
RATES = frozenset({"day", "night", "week"})
_LEAST_OF_A_MONTH = 28
_ROUGHLY = Decimal("0.02")
"""How far off a rough amount may be."""
_FAR = Decimal("0.05")
"""How far from a bound: `less than 1,100 each` of 1,083."""
_LEAST_PRICE = 50


def derived(
    ours: Said, prices: Sequence[Said], told: Sequence[Said], reply: Sequence[Said], held: Sequence[Said] = ()
) -> Said | None:
    """The price that `ours` was worked out from, with people, days and shares that reply or sources name.

    `told` is what the sources say. `held` are the amounts of the reply that were borne out before, in their order.
    """
    if ours.claim.type not in ("price", "number"):
        return None
    *currencies, amount = ours.claim.value.split(" ")
    counts = Counts.of([*told, *reply], ours, reply)
    if summed := of_held(ours, Decimal(amount), held, counts, prices):
        return summed
    if totalled := basket(ours, prices, told, reply):
        return totalled
    able = [one for one in prices if not currencies or one.claim.value.startswith(f"{currencies[0]} ")]
    if currencies and any(_of(one) == Decimal(amount) for one in prices if one not in able):
        return None  # the amount of another currency, taken for one of this
    if apart := _differing(ours, Decimal(amount), able):
        return apart
    able = [one for one in able if not _of_another(ours, one) and not of_another_tier(ours, one, prices)]
    able = [one for one in able if not (_is_of_the_whole(ours, one) or on_other_weekdays(ours, one))]
    able = [one for one in able if not (_in_another_season(ours, one, prices) or of_other_length(ours, one))]
    able = [one for one in able if not _is_given_up(one, able, counts)]
    spoken_of = [one for one in able if ours.words & one.words]
    able = [one for one in able if one in spoken_of or not any(_beside(one, other) for other in spoken_of)]
    return next((one for one in able if _is_among(ours, Decimal(amount), _amounts(one, ours, prices, counts))), None)


def _differing(ours: Said, amount: Decimal, prices: Sequence[Said]) -> Said | None:
    """One of two prices of different seasons, where ours is what lies between them."""
    if "differs" not in ours.axes or not ours.beside.get("time"):
        return None
    dated = [one for one in prices if one.beside.get("time") and not _of_another(ours, one)]
    return next((one for one, other in combinations(dated, 2) if abs(_of(one) - _of(other)) == amount), None)


def _of(price: Said) -> Decimal:
    return figure(price.claim) or Decimal(0)


def unsigned_prices(prices: Sequence[Said], numbers: Sequence[Said]) -> Iterator[Said]:
    """Numbers of a source that have the currency of the price behind them: `from Pune 600, from Mumbai 750 rupees`."""
    for one in numbers:
        behind = (price for price in prices if price.place == one.place and price.sentence == one.sentence)
        price = next((price for price in behind if price.claim.start >= one.claim.end), None)
        if price and (figure(one.claim) or 0) >= _LEAST_PRICE and not (one.claim.bound or one.claim.last):
            currency = price.claim.value.split(" ")[0]
            claim = replace(one.claim, type="price", value=f"{currency} {one.claim.value}")
            yield replace(one, claim=claim, axes={**price.axes, **one.axes})


def _is_among(ours: Said, amount: Decimal, worked: Iterable[Decimal]) -> bool:
    """The very amount, nearly so where ours is told as a rough one, or one right below or above a bound of ours."""
    bound, far = ours.claim.bound, amount * _FAR
    if bound in ("below", "most"):
        return any(amount - far <= one <= amount for one in worked)
    if bound == "least":
        return any(amount <= one <= amount + far for one in worked)
    slack = amount * _ROUGHLY if bound == "about" else Decimal(0)
    return any(abs(amount - one) <= slack for one in worked)


def _in_another_season(ours: Said, price: Said, prices: Sequence[Said]) -> bool:
    """Whether ours is told of a month that another price is for; a day beside ours may be one to pay on."""
    months = [span for span in ours.beside.get("time", ()) if span[1] - span[0] >= _LEAST_OF_A_MONTH]
    theirs = price.beside.get("time")
    if not months or not theirs or overlap(months, theirs):
        return False
    return any(overlap(months, one.beside.get("time", ())) and one.names == price.names for one in prices)


def _is_given_up(price: Said, prices: Sequence[Said], counts: Counts) -> bool:
    """The price of a season of which the reply says nothing, where it has told that of another one already."""
    theirs = price.beside.get("time")
    if not theirs or _of(price) in counts.told:
        return False
    chosen = [one for one in prices if _of(one) in counts.told and _of_one(one, price) and one.beside.get("time")]
    return any(not overlap(theirs, one.beside["time"]) for one in chosen)


def _of_one(one: Said, other: Said) -> bool:
    """Whether they are prices of one trek; the name of a season may stand beside its own."""
    treks, others = treks_in(one.names), treks_in(other.names)
    return treks == others if treks and others else one.names == other.names or bool(one.names & other.names)


def _is_of_the_whole(ours: Said, price: Said) -> bool:
    """Ours is told of a car or a room, theirs of a seat in it."""
    mine = frozenset() if ours.lent else ours.axes.get("basis", frozenset()) & _SHARED_THINGS
    theirs = price.axes.get("basis", frozenset())
    return bool(mine) and "person" in theirs and not mine & theirs


def _beside(price: Said, other: Said) -> bool:
    """Whether the two are told side by side, each of a thing of its own: a bag and a jacket for hire."""
    return price.place == other.place and bool(price.words - other.words) and bool(other.words - price.words)


def _amounts(price: Said, ours: Said, prices: Sequence[Said], counts: Counts) -> Iterator[Decimal]:
    currency, base = price.claim.value.split(" ")
    yield from _worked_out(Decimal(base), ours, price, counts)
    yield from _tax_within(Decimal(base), counts)
    yield from _together(ours, price, Decimal(base), currency, prices, counts)


def _tax_within(base: Decimal, counts: Counts) -> Iterator[Decimal]:
    """The tax that a price already contains, and the price without it."""
    for share in counts.taxes:
        tax = base * share / (_HUNDRED + share)
        yield from (*_rounded(tax), *_rounded(base - tax))


def _together(
    ours: Said, price: Said, base: Decimal, currency: str, prices: Sequence[Said], counts: Counts
) -> Iterator[Decimal]:
    """Two prices in one sum, for one, for all or for so many adults and children, and what lies between them."""
    for other in prices:
        theirs, amount = other.claim.value.split(" ")
        if theirs == currency and other is not price:
            several = counts.people if is_for_all(ours, counts) and is_each(price) else _ONE | counts.people
            if "differs" in ours.axes:
                yield from (abs(base - Decimal(amount)) * count for count in several)
            if _for_others(price, other):
                continue
            if "adds" in ours.axes or {base, Decimal(amount)} & counts.told:
                yield from ((base + Decimal(amount)) * count for count in several)


def _for_others(price: Said, other: Said) -> bool:
    """A price of grown-ups and one of children: `baskets` adds these up."""
    told = price.axes.get("audience", frozenset()) | other.axes.get("audience", frozenset())
    return {"adult", "child"} <= told and price.axes["audience"] != other.axes["audience"]


def _of_another(ours: Said, price: Said) -> bool:
    """Whether names part the two; what a rate comes to over the days of a trek is said of that trek."""
    lasting = RATES & price.axes.get("basis", frozenset())
    return bool(ours.names and price.names and not ours.names & price.names) and not lasting


def _worked_out(base: Decimal, ours: Said, price: Said, counts: Counts) -> Iterator[Decimal]:
    reduced = [base * (_HUNDRED - share) / _HUNDRED for share in counts.shares]
    told = [one for one in reduced if one in counts.told and not _COMPARING & ours.axes.keys()]
    for single in (base, *reduced):
        for total in _totals(single, ours, price, counts):
            if total != base and (single in told or not told):  # once the reduced price is told, totals are of that
                yield from _rounded(total)
            for share in counts.shares | counts.added:
                yield from _rounded(total * share / _HUNDRED)
            for share in counts.added:
                yield from _rounded(total * (_HUNDRED + share) / _HUNDRED)


def _totals(single: Decimal, ours: Said, price: Said, counts: Counts) -> Iterator[Decimal]:
    """What one unit costs times what it is counted by; the price of a car or a group also by those who share it."""
    basis = price.axes.get("basis", frozenset())
    mine = ours.axes.get("basis", frozenset()) if not ours.lent else frozenset()
    pieces = bool(basis & PIECES and not mine & PIECES and "several" in ours.axes)
    each, all_of_them = "person" in mine, is_for_all(ours, counts) or (pieces and bool(counts.people))
    shared = bool(basis & _SHARED or is_for_up_to(price) or _is_of_a_car(price)) and "person" not in basis
    people = _ONE if each or shared else counts.people if all_of_them else _ONE | counts.people
    for rate in _times(single, people):
        yield from _each_way(_times(rate, _ONE | _spans(basis, ours, counts)), ours, price)
    if shared:
        yield from (
            rate / count for rate in _times(single, _ONE | _spans(basis, ours, counts)) for count in counts.heads
        )


def _is_of_a_car(price: Said) -> bool:
    """`The car ₹7,200, 6 people`."""
    return "transport" in price.axes.get("thing", ()) and any(exactly(price.beside.get("people", ())))


def _each_way(amounts: Iterable[Decimal], ours: Said, price: Said) -> Iterator[Decimal]:
    """The amounts, twice of what is told one way where ours is not."""
    mine = ours.axes.get("legs", frozenset())
    twice = price.axes.get("legs") == _ONE_WAY and mine != _ONE_WAY
    for amount in amounts:
        if not (twice and mine):
            yield amount
        if twice:
            yield amount * 2


def _spans(basis: frozenset[str], ours: Said, counts: Counts) -> frozenset[Decimal]:
    """Days or nights, where the rate is for one and ours is not."""
    mine = frozenset() if ours.lent else ours.axes.get("basis", frozenset())
    days = counts.days if "day" in basis - mine else frozenset[Decimal]()
    days |= counts.weeks if "week" in basis - mine else frozenset[Decimal]()
    return days | (counts.nights if "night" in basis - mine else frozenset[Decimal]())


def _times(amount: Decimal, counts: Iterable[Decimal]) -> Iterator[Decimal]:
    yield from (amount * count for count in counts)


def _rounded(amount: Decimal) -> Iterator[Decimal]:
    for unit in (_CENT, Decimal(1)):
        yield amount.quantize(unit, rounding=ROUND_HALF_UP)
