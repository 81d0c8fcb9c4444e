"""Totals of several prices: of the things that the reply lists, and of the grown-ups and children whom it names."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from agent.facts.context.agree import figure
from agent.facts.context.conditions import of_other_length, on_other_weekdays
from agent.facts.context.extent import exactly
from agent.facts.context.said import Said

_HUNDRED = Decimal(100)
_GROWN_UP = 18
_RATES = frozenset({"day", "night"})
_CHILD, _ADULT = "child", "adult"


def basket(ours: Said, prices: Sequence[Said], told: Sequence[Said], reply: Sequence[Said]) -> Said | None:
    """The first of the prices that make ours; `told` is what the sources say."""
    *currency, amount = ours.claim.value.split(" ")
    able = [one for one in prices if not currency or one.claim.value.startswith(f"{currency[0]} ")]
    able = [one for one in able if not (of_other_length(ours, one) or on_other_weekdays(ours, one))]
    here = [one for one in reply if one.sentence == ours.sentence and one is not ours]
    before = [one for one in reply if one.claim.end <= ours.claim.start]
    families = here if _speaks_of_children(ours, here) else [*here, *(one for one in before if one not in here)]
    worked = (*_of_things(ours, able, here), *_of_families(ours, able, told, families))
    return next((one for one, total in worked if total == Decimal(amount)), None)


def _of_things(ours: Said, prices: Sequence[Said], here: Sequence[Said]) -> Iterator[tuple[Said, Decimal]]:
    """Two or more things that the clause lists, each with a price of its own, for the days and people told beside."""
    listed = ours.words | ours.led
    chosen = [one for one in prices if listed & _own_words(one, prices)]
    if len(chosen) < 2 or len({one.claim.value.split(" ")[0] for one in chosen}) > 1:
        return
    single = sum((_amount(one) for one in chosen), Decimal(0))
    rate = all(_RATES & one.axes.get("basis", frozenset()) for one in chosen)
    mine = frozenset() if ours.lent else ours.axes.get("basis", frozenset())
    days = {Decimal(1)} | (exactly(ours.beside.get("days", ())) if rate and not _RATES & mine else set())
    people = {Decimal(1)} | (set() if "person" in mine else exactly(ours.beside.get("people", ())))
    yield from ((chosen[0], single * day * count) for day in days for count in people)


def share_of_price(ours: Said, prices: Sequence[Said]) -> Said | None:
    """`Students half`: the price whose own words ours has, where it is that share of one told beside it."""
    share = figure(ours.claim)
    if ours.claim.type != "percentage" or share is None:
        return None
    for one in prices:
        if ours.words & _own_words(one, prices):
            beside = (other for other in prices if other.place == one.place and other is not one)
            if any(_amount(one) * _HUNDRED == share * _amount(other) for other in beside):
                return one
    return None


def _own_words(price: Said, prices: Sequence[Said]) -> frozenset[str]:
    """Words of its clause that no price beside it has: those that tell what it is for."""
    others = (one.words for one in prices if one is not price and one.place == price.place)
    return price.words - frozenset[str]().union(*others)


def _of_families(
    ours: Said, prices: Sequence[Said], told: Sequence[Said], here: Sequence[Said]
) -> Iterator[tuple[Said, Decimal]]:
    """So many grown-ups at the price and so many children at theirs, or at their share of it."""
    if not _speaks_of_children(ours, here):
        return
    grown = [one for one in here if one.family in ("people", "party") or _ADULT in _audience(one)]
    adults = {value for one in grown for value in _value(one)} or {Decimal(1)}
    children = _children(here)
    adults |= {everybody - few for everybody in adults for few in children if everybody > few}
    for price in prices:
        if _CHILD not in _audience(price):
            rates = {*_child_prices(price, prices), *(_amount(price) * share for share in _child_shares(told))}
            spans = _nights(ours, price, here)
            yield from (
                (price, (many * _amount(price) + few * rate) * span)
                for rate in rates
                for many in adults
                for few in children
                for span in spans
            )


def _nights(ours: Said, price: Said, here: Sequence[Said]) -> set[Decimal]:
    """The days or nights of the sentence that a rate is counted by, where ours is none itself; else one."""
    rates = _RATES & price.axes.get("basis", frozenset()) - ours.axes.get("basis", frozenset())
    told = {
        _amount(one)
        for one in here
        if one.claim.type == "duration" and (one.claim.note == "nights") == (rates == {"night"})
    }
    return told if rates and told else {Decimal(1)}


def _children(here: Sequence[Said]) -> set[Decimal]:
    """How many the sentence names, or tells ages of; else one."""
    named = [one for one in here if one.claim.type in ("count", "people") and _CHILD in _audience(one)]
    young = [one for one in here if one.claim.type == "aged" and _amount(one) < _GROWN_UP]
    return {_amount(one) for one in named} or {Decimal(1), Decimal(len(young) or 1)}


def _speaks_of_children(ours: Said, here: Sequence[Said]) -> bool:
    return "child" in ours.around or any(one.claim.type == "aged" or _CHILD in _audience(one) for one in here)


def _child_prices(price: Said, prices: Sequence[Said]) -> Iterator[Decimal]:
    currency = price.claim.value.split(" ")[0]
    others = (one for one in prices if one is not price and one.place == price.place)
    beside = (one for one in others if one.claim.value.startswith(currency))
    yield from (
        _amount(one) for one in beside if _CHILD in _audience(one) or (one.words | one.led) & {"child", "parent"}
    )


def _child_shares(told: Iterable[Said]) -> Iterator[Decimal]:
    """What is left to pay for a child."""
    for one in told:
        if one.claim.type == "percentage" and (_CHILD in _audience(one) or _is_of_the_young(one)):
            share = (figure(one.claim) or Decimal(0)) / _HUNDRED
            yield 1 - share if "discount" in one.axes.get("role", ()) else share


def _is_of_the_young(one: Said) -> bool:
    """`Half price under 12`."""
    return any(high < _GROWN_UP for _, high in one.beside.get("age", ()))


def _audience(one: Said) -> frozenset[str]:
    return one.axes.get("audience", frozenset())


def _amount(one: Said) -> Decimal:
    return figure(one.claim) or Decimal(0)


def _value(one: Said) -> Iterator[Decimal]:
    value = figure(one.claim)
    if value:
        yield value
