"""Figures that a trek's entry settles."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from agent.facts.found import Found
from agent.facts.ground import Check, Ground, Ruling
from agent.knowledge.catalogue import Trek

_ROUNDING_OF_FEET = 10
_ABOUT = Decimal("0.02")


def _trek_fact(read: Callable[[Trek], set[Decimal]], *, echo: str = "", terms: Sequence[str] = ()) -> Check:
    """A check of a number of the entry, or of a setting of the operator among `terms`.

    `echo` is the type under which a customer may have said it.
    """

    def check(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
        trek = ground.trek(claim)
        known = read(trek) if trek else set()
        if trek and any(_equal(claim, value) for value in known):
            return Ruling("supported", f"treks:{trek.id}")
        if echo and (echo, claim.value) in ground.said:
            return Ruling("supported", "customer")
        if Decimal(claim.value) in ground.terms(*terms):
            return Ruling("supported", "operator")
        return ground.documented(claim) or ground.denied(claim, f"treks:{claim.subject}", known=bool(known))

    return check


def _equal(claim: Found, known: Decimal) -> bool:
    slack = Decimal(_ROUNDING_OF_FEET) if claim.note == "feet" else known * _ABOUT if claim.bound == "about" else 0
    return abs(Decimal(claim.value) - known) <= slack


def _degrees(trek: Trek) -> set[Decimal]:
    return {Decimal(value) for pair in trek.temperature.values() for value in pair}


TREK_CHECKS: Mapping[str, Check] = {
    "altitude": _trek_fact(lambda trek: {Decimal(trek.max_altitude_m)}, terms=("insurance.cover_m",)),
    "distance": _trek_fact(lambda trek: {Decimal(str(trek.distance_km)).normalize()}),
    "age": _trek_fact(
        lambda trek: {Decimal(trek.min_age), Decimal(trek.max_age)},
        echo="age",
        terms=("certificate_from_age", "consent_below_age", "minors_alone_from_age"),
    ),
    "group_size": _trek_fact(
        lambda trek: {Decimal(trek.group_size_max)},
        echo="people",
        terms=("departure_min_people", "private_from_people", "guests_per_guide"),
    ),
    "temperature": _trek_fact(_degrees),
}


def check_permit(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """A permit of the trek, or one that the documents name."""
    trek = ground.trek(claim)
    words = set(claim.value.split())
    if trek and any(words <= set(name.casefold().split()) for name in (trek.name, *_permits(trek))):
        return Ruling("supported", f"treks:{trek.id}")
    return ground.documented(claim) or ground.denied(claim, f"treks:{claim.subject}", known=bool(trek and trek.permits))


def _permits(trek: Trek) -> list[str]:
    return [*(str(permit["name"]) for permit in trek.permits), *trek.permits_not_needed]
