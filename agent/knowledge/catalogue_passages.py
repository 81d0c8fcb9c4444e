"""The catalogue's rows as passages, so that a question finds them like any document."""

import calendar
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from agent.knowledge.catalogue import Catalogue, Departure, Offer, Price, Trek
from agent.knowledge.chunk import slug
from agent.knowledge.split import Count, split
from agent.knowledge.validity import BOOKED_BY
from agent.turn import Passage

TREKS, PRICES, OFFERS, DEPARTURES, OPERATOR = (
    "catalogue/treks.yaml",
    "catalogue/prices.csv",
    "catalogue/offers.csv",
    "catalogue/departures.csv",
    "operator.yaml",
)
_MONTHS = calendar.month_name
_COUNTRIES = {"IN": "India", "NP": "Nepal", "BT": "Bhutan", "PK": "Pakistan", "CN": "China"}


def catalogue_passages(catalogue: Catalogue, count: Count, most: int = 200) -> list[Passage]:
    """Facts and summaries per trek, prices per sale season, departures per month, offers, and how to reach us.

    Past prices stay, with their dates: what was once true is found as such, never taken for today's.
    """
    names = {trek.id: trek.name for trek in catalogue.treks.values()}
    whole = [
        *(passage for trek in catalogue.treks.values() for passage in _trek(trek)),
        *_prices(catalogue.prices, names),
        *(_offer(offer, names) for offer in catalogue.offers),
        *_departures(catalogue.departures, names),
        *_operator(catalogue.operator),
    ]
    return [part for passage in whole for part in _fitted(passage, count, most)]


def _fitted(passage: Passage, count: Count, most: int) -> Iterator[Passage]:
    room = max(most - count(passage.title), most // 2)
    for number, text in enumerate(split(passage.text, room, count), start=1):
        suffix = "" if number == 1 else f"-{number}"
        yield _passage(passage.source, passage.id.partition("#")[2] + suffix, passage.title, text, passage)


def _passage(source: str, anchor: str, title: str, text: str, like: Passage | None = None, **more: Any) -> Passage:
    about = {"kind": like.kind, "trek": like.trek, "language": like.language} if like else more
    return Passage(id=f"{source}#{anchor}", source=source, title=title, text=text, **about)


def _trek(trek: Trek) -> Iterator[Passage]:
    title = f"{trek.name}: facts"
    yield _passage(TREKS, trek.id, title, "\n".join(_facts(trek)), kind="trek", trek=trek.id)
    for language, summary in trek.summary.items():
        name = trek.name_in(language)
        yield _passage(TREKS, f"{trek.id}-{language}", name, summary, kind="trek", trek=trek.id, language=language)


def _facts(trek: Trek) -> Iterator[str]:
    where = f"{trek.region}, {_COUNTRIES.get(trek.country, trek.country)}"
    other = f" ({', '.join(trek.names.values())})" if trek.names else ""
    yield f"{trek.name}{other} is a trek of {trek.days} days and {trek.distance_km:g} km in {where}."
    yield f"Difficulty: {trek.difficulty.replace('_', ' to ')}."
    yield f"Highest point (maximum altitude): {trek.highest_point}, {trek.max_altitude_m:,} m."
    yield f"Season: {_months(trek.months)}. Best months: {_months(trek.best_months)}."
    yield f"Starts in {trek.start}, ends in {trek.end}."
    yield f"Age {trek.min_age} to {trek.max_age}. Groups of up to {trek.group_size_max} people."
    if trek.temperature:
        spans = ", ".join(f"{when} {span[0]} to {span[1]} °C" for when, span in trek.temperature.items())
        yield f"Temperature: {spans}."
    if trek.permits:
        yield f"Permits: {'; '.join(_permit(permit) for permit in trek.permits)}."
    if trek.permits_not_needed:
        yield f"Permits not needed: {'; '.join(trek.permits_not_needed)}."
    if trek.coverage:
        yield f"Phone network: {trek.coverage}."


def _permit(permit: Mapping[str, Any]) -> str:
    """`included` in words; any other key as it stands."""
    paid = "included in the price" if permit.get("included") else "not included in the price"
    rest = [f"{key.replace('_', ' ')} {value}" for key, value in permit.items() if key not in ("name", "included")]
    return f"{permit.get('name', 'permit')} ({', '.join([paid, *rest])})"


def _months(months: Sequence[int]) -> str:
    return ", ".join(_MONTHS[month] for month in months) or "not said"


def _prices(prices: Iterable[Price], names: Mapping[str, str]) -> Iterator[Passage]:
    """One passage per trek, season and validity, its currencies side by side."""
    rows = _grouped(prices, lambda p: (p.trek, p.season, p.starts_from, p.starts_to, p.booked_until))
    for same in rows.values():
        one = same[0]
        amounts = ", ".join(f"{row.currency} {row.amount:,f}" for row in same)
        name = names.get(one.trek, one.trek)
        text = (
            f"{name} costs {amounts} per person, for departures in {_span(one.starts_from, one.starts_to)} "
            f"(starting {one.starts_from} to {one.starts_to}). "
            f"{BOOKED_BY} {one.booked_until}."
        )
        title = f"{name}: price per person, season {one.season}"
        anchor = slug(f"{one.trek} {one.season} {one.starts_from} {one.booked_until}")
        yield _passage(PRICES, anchor, title, text, kind="price", trek=one.trek)


def _span(first: date, last: date) -> str:
    """The months from one day to another by name, as people ask for them."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [(first.month - 1 + n) % 12 + 1 for n in range(max(1, min(count, 12)))]
    return f"{_months(months)} {last.year}"


def _offer(offer: Offer, names: Mapping[str, str]) -> Passage:
    treks = ", ".join(names.get(trek, trek) for trek in offer.treks) or "all treks"
    people = (
        f"{offer.people_min} people or more"
        if offer.people_max >= 99
        else f"{offer.people_min} to {offer.people_max} people"
    )
    text = (
        f"{offer.percent:g}% discount on {treks}, for {people}, when booked from {offer.book_from}. "
        f"{BOOKED_BY} {offer.book_to}. Offers do not add up."
    )
    trek = offer.treks[0] if len(offer.treks) == 1 else None
    return _passage(OFFERS, slug(offer.id), f"Offer: {offer.name}", text, kind="price", trek=trek)


def _departures(departures: Iterable[Departure], names: Mapping[str, str]) -> Iterator[Passage]:
    rows = _grouped(sorted(departures, key=lambda d: d.start), lambda d: (d.trek, d.start.year, d.start.month))
    for (trek, year, month), same in rows.items():
        title = f"{names.get(trek, trek)}: departures in {_MONTHS[month]} {year}"
        anchor = f"{slug(trek)}-{year}-{month:02}"
        yield _passage(DEPARTURES, anchor, title, "\n".join(map(_seats, same)), kind="departure", trek=trek)


def _seats(row: Departure) -> str:
    return f"{row.start} to {row.end}: {row.status}, {row.seats_left} of {row.seats_total} seats left"


def _operator(operator: Mapping[str, Any]) -> Iterator[Passage]:
    told = ("name", "city", "phone", "emergency_phone", "email", "website", "booking_url", "timezone")
    lines = [f"{key.replace('_', ' ').capitalize()}: {operator[key]}" for key in told if operator.get(key)]
    hours = operator.get("hours") or {}
    if hours:
        lines.append(f"Office hours: {hours.get('from')} to {hours.get('to')}, {', '.join(hours.get('days', []))}")
    if lines:
        title = f"How to contact {operator.get('name', 'us')}"
        yield _passage(OPERATOR, "contact", title, "\n".join(lines), kind="guide")


Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)


def _grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
