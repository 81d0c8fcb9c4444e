"""The operator's own terms: shares, party sizes, and what can only be right to the letter."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from agent.facts.exact import bare_link, same_phone
from agent.facts.found import Found
from agent.facts.ground import Check, Ground, Ruling


def check_percentage(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """A percentage must be one of its topic: deposit, balance, refund, tax, card fee, or a discount open today."""
    value = Decimal(claim.value)
    if claim.subject == "refund":
        return _refund(value, beside, claim, ground)
    if value in _percentages(claim.subject, ground):
        return Ruling("supported", "operator")
    if value in {offer.percent for offer in ground.catalogue.offers if not ground.open(offer)}:
        return Ruling("stale", "offers")
    return ground.documented(claim) or ground.denied(claim, "operator", known=bool(_percentages(claim.subject, ground)))


def _percentages(topic: str, ground: Ground) -> set[Decimal]:
    deposit, tax = ground.setting("deposit_percent"), ground.setting("tax_percent")
    known: dict[str, set[Decimal | None]] = {
        "deposit": {deposit},
        "balance": {100 - deposit if deposit is not None else None},
        "tax": {tax},
        "card_fee": {ground.setting("card_fee_percent")},
        "refund": {*_tiers(ground).values()},
        "discount": {offer.percent for offer in ground.catalogue.offers if ground.open(offer)},
    }
    chosen = known[topic] if topic else set[Decimal | None]().union(*known.values())
    return {value for value in chosen if value is not None}


def _tiers(ground: Ground) -> dict[int, Decimal]:
    table = ground.catalogue.operator.get("cancellation") or ()
    return {int(tier["min_days"]): Decimal(str(tier["refund_percent"])) for tier in table}


def _refund(value: Decimal, beside: Sequence[Found], claim: Found, ground: Ground) -> Ruling:
    """A share beside a number of days must be the share of that tier."""
    tiers = _tiers(ground)
    days = [int(Decimal(other.value)) for other in beside if other.type in ("notice", "duration")]
    if days and tiers and value in tiers.values():
        due = {next((tiers[least] for least in sorted(tiers, reverse=True) if day >= least), None) for day in days}
        return Ruling("supported" if value in due else "contradicted", "operator")
    if value in tiers.values() or value in ground.terms("cut_short_credit_percent"):
        return Ruling("supported", "operator")
    return ground.documented(claim) or ground.denied(claim, "operator", known=bool(tiers))


def check_people(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """A party size: what the customer said, the bounds of an offer, or the size of groups."""
    value, trek = Decimal(claim.value), ground.trek(claim)
    bounds = {Decimal(n) for offer in ground.catalogue.offers for n in (offer.people_min, offer.people_max)}
    sizes = {Decimal(trek.group_size_max)} if trek else set()
    sizes |= ground.terms("departure_min_people", "private_from_people", "guests_per_guide")
    if value in {Decimal(n) for n in ground.people} | bounds | sizes:
        return Ruling("supported", "offers")
    return ground.documented(claim) or Ruling("unsupported")


def _exact(read: Callable[[Ground], set[str]], same: Callable[[str, str], bool]) -> Check:
    """Only what is known to the letter is right, however it is spaced."""

    def check(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
        known = {value for value in read(ground) if value}
        if any(same(claim.value, value) for value in known):
            return Ruling("supported", "operator")
        return ground.documented(claim) or ground.denied(claim, "operator", known=bool(known))

    return check


def _phones(ground: Ground) -> set[str]:
    return {str(ground.catalogue.operator.get(key, "")) for key in ("phone", "emergency_phone")}


def _links(ground: Ground) -> set[str]:
    operator = ground.catalogue.operator
    named = [str(operator.get(key, "")) for key in ("website", "booking_url", "privacy_url")]
    return {*named, *map(str, operator.get("links") or ())}


def _emails(ground: Ground) -> set[str]:
    return {str(ground.catalogue.operator.get("email", ""))}


def _times(ground: Ground) -> set[str]:
    hours = ground.catalogue.operator.get("hours") or {}
    return {str(hours[key]) for key in ("from", "to") if key in hours}


def _by(bare: Callable[[str], str]) -> Callable[[str, str], bool]:
    return lambda one, other: bare(one) == bare(other)


check_phone = _exact(_phones, same_phone)
exactly: Mapping[str, Check] = {
    "link": _exact(_links, _by(bare_link)),
    "email": _exact(_emails, _by(str.lower)),
    "time": _exact(_times, _by(str)),
}
