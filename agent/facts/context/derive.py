"""Amounts that follow from a price of the sources: for people, days and nights, shared out, discounted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from agent.facts.context.agree import figure
from agent.facts.context.baskets import basket
from agent.facts.context.conditions import PIECES, of_other_length, on_other_weekdays
from agent.facts.context.extent import exactly, overlap
from agent.facts.context.said import Said
from agent.facts.context.tiers import of_another_tier, party_of

_HUNDRED = Decimal(100)
_MOST_PEOPLE = 60
_MOST_DAYS = 31
_CENT = Decimal("0.01")
_ONE = frozenset({Decimal(1)})
_SHARED = frozenset({"group", "vehicle", "room"})
_SHARED_THINGS = frozenset({"vehicle", "room"})
RATES = frozenset({"day", "night", "week"})
_WEEK = 7
_LEAST_OF_A_MONTH = 28
_ROUGHLY = Decimal("0.005")
"""How far off a rough amount may be."""
_ADDED = 5
"""Amounts in a row that are summed up at most."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many people, days and nights the texts name, which shares in percent, and the amounts of the reply so far."""

    people: frozenset[Decimal]
    days: frozenset[Decimal]
    nights: frozenset[Decimal]
    weeks: frozenset[Decimal]
    shares: frozenset[Decimal]
    taxes: frozenset[Decimal]
    added: frozenset[Decimal]
    told: frozenset[Decimal | None]

    @classmethod
    def of(cls, around: Sequence[Said], ours: Said, reply: Sequence[Said]) -> "_Counts":
        """Days and nights are those of the names of ours, shares those of its sentence, where the texts tell them."""
        names = ours.names
        lasting = [one for one in around if one.claim.type == "duration"]
        lasting = [one for one in lasting if one.names & names] or lasting
        taxes = [one for one in around if _is_tax(one)] if _says_tax(ours, reply) else []
        own = {id(one) for one in reply}
        return cls(
            people=frozenset(_within(_MOST_PEOPLE, (one for one in around if _counts_people(one)))),
            days=frozenset(_within(_MOST_DAYS, (one for one in lasting if one.claim.note != "nights"))),
            nights=frozenset(_within(_MOST_DAYS, (one for one in lasting if one.claim.note == "nights"))),
            weeks=frozenset(
                day / _WEEK for day in _within(_MOST_DAYS, (one for one in around if one.claim.note == "weeks"))
            ),
            told=frozenset(
                figure(one.claim)
                for one in reply
                if one.claim.end <= ours.claim.start and one.claim.type in ("price", "number")
            ),
            shares=_shares(around, ours, reply),
            taxes=frozenset(_within(_HUNDRED, (one for one in taxes if "on_top" not in one.axes))),
            added=frozenset(_within(_HUNDRED, (one for one in taxes if "on_top" in one.axes and id(one) not in own))),
        )


def _is_tax(one: Said) -> bool:
    return one.claim.type == "percentage" and "tax" in one.axes.get("role", frozenset())


def _says_tax(ours: Said, reply: Sequence[Said]) -> bool:
    """Whether the amount is said of a tax, or beside its share."""
    told = any(_is_tax(one) and one.sentence == ours.sentence for one in reply)
    return told or "tax" in ours.axes.get("role", frozenset())


def _shares(around: Sequence[Said], ours: Said, reply: Sequence[Said]) -> frozenset[Decimal]:
    """Those that the sentence itself names, and what is left of each; else all."""
    told = [one for one in reply if one.family == "percentage" and one.sentence == ours.sentence]
    told = [one for one in told if "tax" not in one.axes.get("role", frozenset())]
    if not told:
        return frozenset(_within(_HUNDRED - 1, _for_party(around, ours, reply)))
    own = frozenset(_within(_HUNDRED - 1, told))
    return own | {_HUNDRED - share for share in own}


def _for_party(around: Sequence[Said], ours: Said, reply: Sequence[Said]) -> list[Said]:
    """All shares, but for those of a scale that are for other numbers of people than the one that is spoken of."""
    told = [one for one in around if one.family == "percentage" and not on_other_weekdays(ours, one)]
    party = ours.beside.get("people") or party_of(reply)
    if not party or not any(overlap(party, one.beside.get("people", ())) for one in told):
        return told
    return [one for one in told if not one.beside.get("people") or overlap(party, one.beside["people"])]


def _counts_people(one: Said) -> bool:
    return one.claim.type == "count" or one.family in ("people", "party")


def derived(
    ours: Said, prices: Sequence[Said], told: Sequence[Said], reply: Sequence[Said], held: Sequence[Said] = ()
) -> Said | None:
    """The price that `ours` was worked out from, with people, days and shares that reply or sources name.

    `told` is what the sources say. `held` are the amounts of the reply that were borne out before, in their order.
    """
    if ours.claim.type not in ("price", "number"):
        return None
    *currencies, amount = ours.claim.value.split(" ")
    counts = _Counts.of([*told, *reply], ours, reply)
    if summed := _of_held(ours, Decimal(amount), held, counts, prices):
        return summed
    if totalled := basket(ours, prices, told, reply):
        return totalled
    able = [one for one in prices if not currencies or one.claim.value.startswith(f"{currencies[0]} ")]
    able = [one for one in able if not _of_another(ours, one) and not of_another_tier(ours, one, prices)]
    able = [one for one in able if not (_is_of_the_whole(ours, one) or on_other_weekdays(ours, one))]
    able = [one for one in able if not (_in_another_season(ours, one, prices) or of_other_length(ours, one))]
    spoken_of = [one for one in able if ours.words & one.words]
    able = [one for one in able if one in spoken_of or not any(_beside(one, other) for other in spoken_of)]
    return next((one for one in able if _is_among(ours, Decimal(amount), _amounts(one, ours, prices, counts))), None)


def _is_among(ours: Said, amount: Decimal, worked: Iterable[Decimal]) -> bool:
    """The very amount, or nearly so where ours is told as a rough one."""
    slack = amount * _ROUGHLY if ours.claim.bound == "about" else Decimal(0)
    return any(abs(amount - one) <= slack for one in worked)


def _in_another_season(ours: Said, price: Said, prices: Sequence[Said]) -> bool:
    """Whether ours is told of a month that another price is for; a day beside ours may be one to pay on."""
    months = [span for span in ours.beside.get("time", ()) if span[1] - span[0] >= _LEAST_OF_A_MONTH]
    theirs = price.beside.get("time")
    if not months or not theirs or overlap(months, theirs):
        return False
    return any(overlap(months, one.beside.get("time", ())) and one.names == price.names for one in prices)


def _is_of_the_whole(ours: Said, price: Said) -> bool:
    """Ours is told of a car or a room, theirs of a seat in it."""
    mine = frozenset() if ours.lent else ours.axes.get("basis", frozenset()) & _SHARED_THINGS
    theirs = price.axes.get("basis", frozenset())
    return bool(mine) and "person" in theirs and not mine & theirs


def _beside(price: Said, other: Said) -> bool:
    """Whether the two are told side by side, each of a thing of its own: a bag and a jacket for hire."""
    return price.place == other.place and bool(price.words - other.words) and bool(other.words - price.words)


def _amounts(price: Said, ours: Said, prices: Sequence[Said], counts: _Counts) -> Iterator[Decimal]:
    currency, base = price.claim.value.split(" ")
    yield from _worked_out(Decimal(base), ours, price, counts)
    yield from _tax_within(Decimal(base), counts)
    yield from _together(ours, price, Decimal(base), currency, prices, counts)


def _tax_within(base: Decimal, counts: _Counts) -> Iterator[Decimal]:
    """The tax that a price already contains, and the price without it."""
    for share in counts.taxes:
        tax = base * share / (_HUNDRED + share)
        yield from (*_rounded(tax), *_rounded(base - tax))


def _of_held(ours: Said, amount: Decimal, held: Sequence[Said], counts: _Counts, prices: Sequence[Said]) -> Said | None:
    """The last of the amounts told right before that make ours: summed, taken from each other, or a share of one."""
    fitting = [one for one in held if one.claim.end <= ours.claim.start and _in_one_currency(ours, one)]
    fitting = [one for one in fitting if not (_is_each(ours) and _is_of_several(one, prices))]
    fitting = [one for one in fitting if not _is_rented_longer(ours, one, prices)]
    figures = [figure(one.claim) or Decimal(0) for one in fitting]
    if not figures:
        return None
    if _is_for_all(ours, counts) and all(_is_each(one) for one in fitting[-2:]):
        return None
    worked = {sum(figures[-count:], Decimal(0)) for count in range(2, min(_ADDED, len(figures)) + 1)}
    worked |= {abs(one - figures[-1]) for one in figures[-_ADDED:-1]}
    if not (_is_for_all(ours, counts) and not _is_for_all(fitting[-1], counts)):
        worked |= {figures[-1] * share / _HUNDRED for share in counts.shares}
    if "day" in fitting[-1].axes.get("basis", ()):
        worked |= {figures[-1] * days for days in exactly(ours.beside.get("days", ()))}
    return fitting[-1] if amount in worked else None


def _is_rented_longer(ours: Said, one: Said, prices: Sequence[Said]) -> bool:
    """Whether the amount is one that the sources tell for the whole trek, and ours is for a day."""
    told = [price for price in prices if figure(price.claim) == figure(one.claim)]
    return bool(told) and all(of_other_length(ours, price) for price in told)


def _is_each(one: Said) -> bool:
    return one.axes.get("basis") == frozenset({"person"}) and not one.lent


def _is_of_several(one: Said, prices: Sequence[Said]) -> bool:
    """Told as what two or more pay together, or so many times a price."""
    counts = [count for count in exactly(one.beside.get("people", ())) if count > 1]
    if "person" not in one.axes.get("basis", ()):
        return bool(counts)
    known = {figure(price.claim) for price in prices}
    return one.lent and any((figure(one.claim) or Decimal(0)) / count in known for count in counts)


def _is_for_all(one: Said, counts: _Counts) -> bool:
    """Told as what the whole group pays, of several people."""
    return bool(counts.people) and not one.lent and one.axes.get("basis") == frozenset({"group"})


def _in_one_currency(ours: Said, other: Said) -> bool:
    return len({one.claim.value.split(" ")[0] for one in (ours, other) if one.claim.type == "price"}) < 2


def _together(
    ours: Said, price: Said, base: Decimal, currency: str, prices: Sequence[Said], counts: _Counts
) -> Iterator[Decimal]:
    """Two prices in one sum, for one, for all or for so many adults and children, and what lies between them."""
    for other in prices:
        theirs, amount = other.claim.value.split(" ")
        if theirs == currency and other is not price:
            several = counts.people if _is_for_all(ours, counts) and _is_each(price) else _ONE | counts.people
            if "differs" in ours.axes:
                yield from (abs(base - Decimal(amount)) * count for count in several)
            if _for_others(price, other):
                continue
            if "adds" in ours.axes or {base, Decimal(amount)} & counts.told:
                yield from ((base + Decimal(amount)) * count for count in several)


def _for_others(price: Said, other: Said) -> bool:
    """A price of grown-ups and one of children: `baskets` adds these up."""
    mine, theirs = price.axes.get("audience"), other.axes.get("audience")
    return bool(mine and theirs and not mine & theirs)


def _of_another(ours: Said, price: Said) -> bool:
    """Whether names part the two; what a rate comes to over the days of a trek is said of that trek."""
    lasting = RATES & price.axes.get("basis", frozenset())
    return bool(ours.names and price.names and not ours.names & price.names) and not lasting


def _worked_out(base: Decimal, ours: Said, price: Said, counts: _Counts) -> Iterator[Decimal]:
    for single in (base, *(base * (_HUNDRED - share) / _HUNDRED for share in counts.shares)):
        for total in _totals(single, ours, price, counts):
            if total != base:
                yield from _rounded(total)
            for share in counts.shares | counts.added:
                yield from _rounded(total * share / _HUNDRED)
            for share in counts.added:
                yield from _rounded(total * (_HUNDRED + share) / _HUNDRED)


def _totals(single: Decimal, ours: Said, price: Said, counts: _Counts) -> Iterator[Decimal]:
    """What one unit costs times what it is counted by; the price of a car or a group also by those who share it."""
    basis = price.axes.get("basis", frozenset())
    mine = ours.axes.get("basis", frozenset()) if not ours.lent else frozenset()
    pieces = bool(basis & PIECES and not mine & PIECES and "several" in ours.axes)
    each, all_of_them = "person" in mine, _is_for_all(ours, counts) or (pieces and bool(counts.people))
    shared = bool(basis & _SHARED) and "person" not in basis
    people = _ONE if each or shared else counts.people if all_of_them else _ONE | counts.people
    for rate in _times(single, people):
        yield from _times(rate, _ONE | _spans(basis, ours, counts))
    if shared:
        yield from (single / count for count in counts.people)


def _spans(basis: frozenset[str], ours: Said, counts: _Counts) -> frozenset[Decimal]:
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


def _within(most: Decimal | int, told: Iterable[Said]) -> Iterator[Decimal]:
    for one in told:
        if (value := figure(one.claim)) is not None and 1 < value <= most:
            yield value
