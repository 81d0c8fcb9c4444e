"""Figures of what guests plan with: the way to the start, ways out, the pick-up, how to train, papers sent ahead."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from agent.facts.found import Found
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.practical import Hub, Practical
from agent.knowledge.stages import Span
from agent.language.letters import fold

_WEEK = 7
_MINUTES = 60
_ROUNDING = Decimal("0.01")


def practical_bears_out(claim: Found, line: str, beside: Sequence[Found], trek: Trek, catalogue: Catalogue) -> bool:
    """Whether the entry has this figure for a place that the line names, or for the training that it speaks of."""
    told = fold(line)
    for place, kind, value in (*_of_places(trek.practical), *_of_the_way(trek, catalogue)):
        if kind == claim.type and value == claim.value and _is_named(place, told, catalogue):
            return True
    others = _is_notice_of_papers(claim, trek) or _is_flight_luggage(claim, trek)
    others = others or (claim.type, claim.value) == ("time", trek.practical.onward_from)
    return _is_arrival(claim, trek) or _is_training(claim, beside, trek) or others


def _is_arrival(claim: Found, trek: Trek) -> bool:
    """Noon of the first day, which is told in a sentence that names no place."""
    pickup = trek.practical.pickup
    return bool(pickup and pickup.arrive == "noon") and (claim.type, claim.value) == ("time", "12:00")


def _of_places(practical: Practical) -> Iterator[tuple[str, str, str]]:
    """Place, type and value."""
    for hub in practical.onward:
        yield from _of_hub(hub)
    for way in practical.exits:
        for end in way.ends:
            yield from _spent(end, way.hours, way.days)
    if practical.pickup and practical.pickup.at:
        yield practical.pickup.place, "time", practical.pickup.at


def _of_the_way(trek: Trek, catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """One way leads to all treks that begin in the same town."""
    ways = (other.practical.reach for other in catalogue.treks.values() if other.start == trek.start)
    for reach in filter(None, ways):
        for hub in (*reach.airports, *reach.stations, *reach.buses):
            yield from _of_hub(hub)


def _of_hub(hub: Hub) -> Iterator[tuple[str, str, str]]:
    yield from _spent(hub.place, hub.hours, hub.days)
    if hub.km:
        yield hub.place, "distance", _written(hub.km)


def _spent(place: str, hours: Span | None, days: Span | None) -> Iterator[tuple[str, str, str]]:
    """Hours and days; minutes are read as hours to two digits."""
    for kind, span in (("hours", hours), ("duration", days)):
        for value in span or ():
            yield place, kind, _written(value)


def _is_named(place: str, told: str, catalogue: Catalogue) -> bool:
    names = (place, *catalogue.places.get(place, {}).values())
    return any(fold(name) in told for name in names)


def _is_notice_of_papers(claim: Found, trek: Trek) -> bool:
    """How long ahead the papers of its permit must be with us."""
    papers = trek.practical.papers
    if papers is None or claim.type not in ("duration", "notice") or claim.note != "weeks":
        return False
    return Decimal(claim.value) == papers.weeks * _WEEK


def _is_flight_luggage(claim: Found, trek: Trek) -> bool:
    """What each may take on the plane."""
    return (claim.type, claim.value) == ("quantity", f"{trek.practical.flight_kg} kilogram")


def _is_training(claim: Found, beside: Sequence[Found], trek: Trek) -> bool:
    fitness = trek.practical.fitness
    if fitness is None:
        return False
    if claim.type in ("duration", "notice"):
        return claim.note == "weeks" and Decimal(claim.value) in {Decimal(str(w)) * _WEEK for w in fitness.weeks or ()}
    if claim.type == "altitude":
        return claim.bound == "least" and claim.value == str(fitness.above_m)
    return _is_the_run(claim, beside, trek) if fitness.run_km and fitness.run_minutes else False


def _is_the_run(claim: Found, beside: Sequence[Found], trek: Trek) -> bool:
    """The kilometres and the minutes of the run, each only beside the other."""
    fitness = trek.practical.fitness
    if fitness is None or claim.type not in ("distance", "hours"):
        return False
    hours = Decimal(str(fitness.run_minutes)) / _MINUTES
    run = {"distance": Decimal(str(fitness.run_km)), "hours": hours}
    there = {other.type for other in (claim, *beside) if other.type in run and _near(other.value, run[other.type])}
    return claim.type in there and len(there) == len(run)


def _near(value: str, known: Decimal) -> bool:
    return abs(Decimal(value) - known) <= _ROUNDING


def _written(value: float) -> str:
    return format(Decimal(str(value)).normalize(), "f")
