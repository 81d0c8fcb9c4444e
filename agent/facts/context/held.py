"""Amounts that follow from those which the reply told before: summed, taken from each other, or a share of one."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from agent.facts.context.agree import figure, in_one_currency
from agent.facts.context.conditions import of_other_length
from agent.facts.context.counts import Counts
from agent.facts.context.extent import exactly
from agent.facts.context.said import Said

_HUNDRED = Decimal(100)
_ADDED = 5
"""Amounts in a row that are summed up at most."""


def of_held(ours: Said, amount: Decimal, held: Sequence[Said], counts: Counts, prices: Sequence[Said]) -> Said | None:
    """The last of the amounts told right before that make ours: summed, taken from each other, or a share of one."""
    fitting = [one for one in held if one.claim.end <= ours.claim.start and _in_one_currency(ours, one, prices)]
    fitting = [one for one in fitting if not (is_each(ours) and _is_of_several(one, prices))]
    fitting = [one for one in fitting if not _is_rented_longer(ours, one, prices)]
    figures = [figure(one.claim) or Decimal(0) for one in fitting]
    if not figures:
        return None
    if is_for_all(ours, counts) and all(is_each(one) for one in fitting[-2:]):
        return None
    worked = {sum(figures[-count:], Decimal(0)) for count in range(2, min(_ADDED, len(figures)) + 1)}
    worked |= {way for one in figures[-_ADDED:-1] for way in (abs(one - figures[-1]), one + figures[-1])}
    if not (is_for_all(ours, counts) and not is_for_all(fitting[-1], counts)):
        shares = {figures[-1] * share / _HUNDRED for share in counts.shares}
        worked |= shares | {share.quantize(Decimal(1), rounding=ROUND_HALF_UP) for share in shares}
    worked |= _mixed(ours, fitting, counts)
    worked |= {figures[-1] + (figure(one.claim) or Decimal(0)) for one in prices if _is_named(ours, one, prices)}
    if "day" in fitting[-1].axes.get("basis", ()):
        worked |= {figures[-1] * days for days in exactly(ours.beside.get("days", ()))}
    return fitting[-1] if amount in worked else None


def _is_named(ours: Said, price: Said, prices: Sequence[Said]) -> bool:
    """`With shoes it is 2,000`: the price of a thing that the sentence names, added to the amount before."""
    others = frozenset[str]().union(*(one.words for one in prices if one is not price and one.place == price.place))
    return bool((ours.words | ours.led) & (price.words - others))


def _mixed(ours: Said, fitting: Sequence[Said], counts: Counts) -> set[Decimal]:
    """Amounts of the sentence for all of them: those told for each times the people, the others once."""
    told = [one for one in fitting if one.sentence == ours.sentence]
    if is_each(ours) or len(told) < 2 or len({is_each(one) for one in told}) < 2:
        return set()
    sums = set[Decimal]()
    for people in counts.people:
        sums.add(sum(((figure(one.claim) or Decimal(0)) * (people if is_each(one) else 1) for one in told), Decimal(0)))
    return sums


def _is_rented_longer(ours: Said, one: Said, prices: Sequence[Said]) -> bool:
    """Whether the amount is one that the sources tell for the whole trek, and ours is for a day."""
    told = [price for price in prices if figure(price.claim) == figure(one.claim)]
    return bool(told) and all(of_other_length(ours, price) for price in told)


def is_each(one: Said) -> bool:
    return one.axes.get("basis") == frozenset({"person"}) and not one.lent


def _is_of_several(one: Said, prices: Sequence[Said]) -> bool:
    """Told as what two or more pay together, or so many times a price."""
    counts = [count for count in exactly(one.beside.get("people", ())) if count > 1]
    if "person" not in one.axes.get("basis", ()):
        return bool(counts)
    known = {figure(price.claim) for price in prices}
    return one.lent and any((figure(one.claim) or Decimal(0)) / count in known for count in counts)


def is_for_all(one: Said, counts: Counts) -> bool:
    """Told as what the whole group pays, of several people."""
    return bool(counts.people) and not one.lent and one.axes.get("basis") == frozenset({"group"})


def _in_one_currency(ours: Said, other: Said, prices: Sequence[Said]) -> bool:
    """An amount without its currency has that of the same figure in the sources."""
    if ours.claim.type != "price":
        return True
    if other.claim.type == "price":
        return ours.claim.value.split(" ")[0] == other.claim.value.split(" ")[0]
    known = [price for price in prices if figure(price.claim) == figure(other.claim)]
    return not known or any(in_one_currency(ours.claim, price.claim) for price in known)
