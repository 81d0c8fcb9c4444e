"""What a false claim should have said, where the catalogue leaves no doubt."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from agent.facts.check_price import holds_in
from agent.facts.found import Found
from agent.facts.ground import Ground
from agent.facts.numbers import written
from agent.knowledge.catalogue import Trek

_FOOT = Decimal("0.3048")


def truth_of(claim: Found, beside: Sequence[Found], ground: Ground) -> str:
    """The one value that is true in the claim's place, in the form of `Found.value`; "" where there may be several."""
    if claim.first or claim.last or claim.bound == "about":
        return ""
    if claim.type == "price":
        return _price(claim, beside, ground)
    if claim.type == "seats":
        return _seats(claim, beside, ground)
    if claim.type in ("phone", "email"):
        return str(ground.catalogue.operator.get(claim.type, ""))
    if claim.type == "percentage":
        return _share(claim, ground)
    trek, read = ground.trek(claim), _OF_TREK.get(claim.type)
    return read(trek, claim) if trek and read else ""


def _price(claim: Found, beside: Sequence[Found], ground: Ground) -> str:
    """The price of the trek in that currency today, in the months named beside it."""
    currency = claim.value.split(" ")[0]
    rows = [row for row in ground.prices(claim.subject) if row.currency == currency and ground.current(row)]
    months = [other.value for other in beside if other.type in ("date", "season")]
    fitting = [row for row in rows if not months or holds_in(row, months)]
    amounts = {row.amount for row in fitting} if claim.subject else set()
    return f"{currency} {written(amounts.pop())}" if len(amounts) == 1 else ""


def _seats(claim: Found, beside: Sequence[Found], ground: Ground) -> str:
    days = {other.value for other in beside if other.type == "date"}
    rows = [row for row in ground.departures(claim.subject) if claim.subject and row.start.isoformat() in days]
    left = {row.seats_left for row in rows if row.seats_left > 0}
    return str(left.pop()) if len(left) == 1 else ""


def _share(claim: Found, ground: Ground) -> str:
    """Deposit, balance, tax and card fee have one share each; refunds and discounts have several."""
    deposit = ground.setting("deposit_percent")
    known = {
        "deposit": deposit,
        "balance": 100 - deposit if deposit is not None else None,
        "tax": ground.setting("tax_percent"),
        "card_fee": ground.setting("card_fee_percent"),
    }
    value = known.get(claim.subject)
    return written(value) if value is not None else ""


def _days(trek: Trek, claim: Found) -> str:
    if claim.note in ("weeks", "months"):
        return ""
    return str(trek.days - 1 if claim.note == "nights" else trek.days)


def _metres(trek: Trek, claim: Found) -> str:
    return (
        written((trek.max_altitude_m / _FOOT).quantize(Decimal(1)))
        if claim.note == "feet"
        else str(trek.max_altitude_m)
    )


def _age(trek: Trek, claim: Found) -> str:
    return {"least": str(trek.min_age), "most": str(trek.max_age)}.get(claim.bound, "")


def _kilometres(trek: Trek, claim: Found) -> str:
    return "" if claim.note else written(Decimal(str(trek.distance_km)))


_OF_TREK: Mapping[str, Callable[[Trek, Found], str]] = {
    "duration": _days,
    "altitude": _metres,
    "distance": _kilometres,
    "age": _age,
    "group_size": lambda trek, claim: str(trek.group_size_max),
}
