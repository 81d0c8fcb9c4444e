"""What the catalogue says in words, as passages to be read like any other."""

from collections.abc import Iterator

from agent.facts.check_time import NOTICES, SPANS
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.covered import Covered, covered
from agent.turn import Passage


def prose_of(catalogue: Catalogue) -> Iterator[Passage]:
    """All of it."""
    yield from (passage for trek in catalogue.treks.values() for passage in prose_of_trek(trek))
    yield from prose_of_inclusions(catalogue)
    yield from prose_of_terms(catalogue)


def prose_of_trek(trek: Trek) -> Iterator[Passage]:
    """Summaries, the highest point, the network, and which permits, journeys and nights the price covers."""
    said = [*trek.summary.values(), trek.highest_point, trek.network, _signal(trek)]
    permits = [
        f"Permit {one['name']}: {'included' if one.get('included') else 'not included'}." for one in trek.permits
    ] + [f"Permit {name}: not needed." for name in trek.permits_not_needed]
    priced = "\n".join(_priced(one) for one in covered(trek))
    for text in (*said, "\n".join(permits), priced):
        if text:
            yield Passage(id=f"treks:{trek.id}", source="treks", title="", text=text, trek=trek.id)


def _signal(trek: Trek) -> str:
    """The places of the entry that have a signal, and whose."""
    signal = trek.practical.signal
    heard = (*signal.good, *signal.weak, signal.until, signal.again, *signal.operators) if signal else ()
    return f"Network: {', '.join(filter(None, heard))}." if any(heard) else ""


def _priced(one: Covered) -> str:
    places = ", ".join(f"{start} to {end}" for start, end in one.ways) or one.place
    return f"{_THINGS[one.thing]} {places}".strip() + f": {'included' if one.included else 'not included'}."


_THINGS = {
    "flight": "flight",
    "road": "jeep transfer",
    "hotel": "hotel in",
    "shower": "hot shower",
    "charging": "charging",
    "wifi": "wifi",
}


def prose_of_inclusions(catalogue: Catalogue) -> Iterator[Passage]:
    """What the price covers and what it does not, in every language it is written in."""
    for language, items in (catalogue.operator.get("inclusions") or {}).items():
        text = "\n".join(f"{item}: included" for item in items)
        yield Passage(id="operator", source="operator", title="", text=text, language=language)
    for language, items in (catalogue.operator.get("exclusions") or {}).items():
        text = "\n".join(f"{item}: not included" for item in items)
        yield Passage(id="operator", source="operator", title="", text=text, language=language)


def prose_of_terms(catalogue: Catalogue) -> Iterator[Passage]:
    """The operator's settings that are numbers, but for those that are ruled on by themselves."""
    terms = [
        _term(key, value)
        for key, value in catalogue.operator.items()
        if _is_number(value) and key not in (*NOTICES, *SPANS)
    ]
    if terms:
        yield Passage(id="operator", source="operator", title="", text="\n".join(terms))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _term(key: str, value: float) -> str:
    """A setting such as `credit_months: 18` as words, with the unit that its name holds."""
    words = key.split("_")
    unit = next((word for word in words if word in _UNITS), "")
    return f"{' '.join(words)}: {value} {_UNITS.get(unit, unit)}"


_UNITS = {
    "days": "days",
    "months": "months",
    "weeks": "weeks",
    "hours": "hours",
    "people": "people",
    "guests": "people",
}
_UNITS |= {"age": "years of age", "percent": "%", "km": "km", "kg": "kg", "m": "m"}
