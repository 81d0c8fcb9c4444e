"""Is this amount the price of that trek, today, per person or for the group?"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from agent.facts.found import Found
from agent.facts.ground import Ground, Ruling
from agent.facts.of_a_thing import is_of_a_thing
from agent.facts.words import speaks_of
from agent.knowledge.catalogue import Offer, Price
from agent.knowledge.hired import counted_in, hire_of, hired_in

_HUNDRED = Decimal(100)
_ROUNDING = Decimal(1)
_CENT = Decimal("0.01")


def check_price(claim: Found, text: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """`beside` are the other claims of the same line: a month there must be one in which the price holds."""
    currency, figure = claim.value.split(" ")
    rows = [row for row in ground.prices(claim.subject) if row.currency == currency]
    amount, each = Decimal(figure), _said_of("per_person", text, claim)
    parties = {1, *ground.people, *(int(Decimal(other.value)) for other in beside if other.type == "people")}
    if ("booking", claim.value) in ground.said:  # before the price list: a booking has days of its own beside it
        return Ruling("supported", "booking")
    if (currency, amount) in _hired(_line(text, claim), ground, parties):  # as exact, for it needs the things' names
        return Ruling("supported", "operator")
    whole = not each and (_said_of("whole_group", text, claim) or speaks_of("whole_group", _heading(text, claim)))
    thing = is_of_a_thing(claim, text, ground.catalogue)
    if not thing and (fitting := [row for row in rows if amount in _amounts(row, ground, parties, each, whole)]):
        return _dated(fitting, beside, ground, _cheapest(claim, rows, beside, ground))
    if _setting(ground, amount, currency, beside):
        return Ruling("supported", "operator")
    known = bool(claim.subject) and bool(ground.prices(claim.subject))
    return ground.documented(claim) or ground.denied(claim, f"prices:{claim.subject}", known=known)


def _said_of(whom: str, text: str, claim: Found) -> bool:
    """Whether the words right after the amount make it a price for one person, or for the whole group."""
    after = text[claim.end : claim.end + 40].split("\n")[0]
    return speaks_of(whom, after.split(",")[0].split(";")[0].split(" (")[0])


def _cheapest(claim: Found, rows: list[Price], beside: Sequence[Found], ground: Ground) -> Decimal | None:
    """What "from" must name for a trek of which no month is told."""
    told = claim.bound != "least" or not claim.subject or any(one.type in ("date", "season") for one in beside)
    return None if told else min((row.amount for row in rows if ground.current(row)), default=None)


def _heading(text: str, claim: Found) -> str:
    """The line with a colon at its end that the claim is listed under, or that its own line begins with."""
    lines = text[: claim.start].split("\n")
    listed = lines[-1].lstrip().startswith(("•", "-", "*"))
    return next((line for line in reversed(lines[:-1]) if line.rstrip().endswith(":")), "") if listed else lines[-1]


def _dated(rows: list[Price], beside: Sequence[Found], ground: Ground, cheapest: Decimal | None) -> Ruling:
    current = [row for row in rows if ground.current(row)]
    if not current:
        return Ruling("stale", f"prices:{rows[0].trek}")
    if cheapest and not any(row.amount == cheapest for row in current):
        return Ruling("contradicted", f"prices:{rows[0].trek}")
    months = [other.value for other in beside if other.type in ("date", "season")]
    if months and not any(holds_in(row, months) for row in current):
        return Ruling("contradicted", f"prices:{rows[0].trek}")
    return Ruling("supported", f"prices:{rows[0].trek}")


def holds_in(row: Price, months: Iterable[str]) -> bool:
    """Whether one of the times beside the price lies in the row's season, or is its last day for booking."""
    return any(month in _season(row) or month == row.booked_until.isoformat() for month in map(_month_of, months))


def _month_of(value: str) -> str:
    return value[:7] if value[:1].isdigit() and "-" in value else value.strip("-")[:2]


def _season(row: Price) -> set[str]:
    first, last = row.starts_from, row.starts_to
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    steps = [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(count)]
    return {f"{year}-{month:02d}" for year, month in steps} | {f"{month:02d}" for _, month in steps}


def _amounts(row: Price, ground: Ground, parties: set[int], each: bool, whole: bool) -> Iterator[Decimal]:
    """What may be said of a row: its price, less an open offer, times the people in play, and the deposit of each.

    For `each` person the price alone, for the `whole` group only what two or more pay.
    """
    for per_person in (
        row.amount,
        *(cut for offer in _offers(row, ground, parties) for cut in _less(row.amount, offer)),
    ):
        if not whole:
            yield per_person
        if each:
            continue
        for total in (per_person * people for people in parties if people > 1 or not whole):
            yield total
            yield from _deposits(total, ground)


def _offers(row: Price, ground: Ground, parties: set[int]) -> list[Offer]:
    """Offers one can use today with one of the parties."""
    open_now = [offer for offer in ground.offers(row.trek) if ground.open(offer)]
    return [offer for offer in open_now if any(offer.people_min <= n <= offer.people_max for n in parties)]


def _less(amount: Decimal, offer: Offer) -> tuple[Decimal, ...]:
    """The reduced amount to the cent, and rounded as people say it."""
    return _exact_and_round(amount * (_HUNDRED - offer.percent) / _HUNDRED)


def _exact_and_round(amount: Decimal) -> tuple[Decimal, ...]:
    return tuple({amount.quantize(unit, rounding=ROUND_HALF_UP) for unit in (_CENT, _ROUNDING)})


def _deposits(total: Decimal, ground: Ground) -> Iterator[Decimal]:
    percent = ground.setting("deposit_percent")
    if percent is not None:
        for deposit in _exact_and_round(total * percent / _HUNDRED):
            yield deposit
            yield total - deposit


def _setting(ground: Ground, amount: Decimal, currency: str, beside: Sequence[Found]) -> bool:
    """A daily fee of the operator, or that fee for the days named in the same line."""
    days = {Decimal(1), *(Decimal(other.value) for other in beside if other.type == "duration")}
    fees = ground.catalogue.operator.get("offloading_per_day") or {}
    return any(
        Decimal(str(fee["amount"])) * count == amount and fee["currency"] == currency
        for fee in fees.values()
        for count in days
    )


def _hired(line: str, ground: Ground, parties: set[int]) -> set[tuple[str, Decimal]]:
    """What the things for hire that a line names cost, each and together, for one person and for each party in play.

    Where the line counts them ("3 × jacket"), what so many of each cost.
    """
    operator = ground.catalogue.operator
    things = hired_in(line, operator)
    counts = counted_in(line, operator, 1)
    counted = hire_of([thing for thing, many in counts.items() for _ in range(many)], operator)
    if counted:
        each = {hire_of([thing], operator) for thing in counts}
        return {(str(operator.get("hire_currency")), amount) for amount in {counted, *each}}
    sums = {hire_of(some, operator) for some in ((thing,) for thing in things)} | {hire_of(things, operator)}
    return {(str(operator.get("hire_currency")), each * people) for each in sums if each for people in parties}


def _line(text: str, claim: Found) -> str:
    return text[text.rfind("\n", 0, claim.start) + 1 :].partition("\n")[0]
