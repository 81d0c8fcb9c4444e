"""Contradictions found by reading: between price rows, between a trek's page and the catalogue, with today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby
from typing import Literal

import regex

from agent.knowledge.blocks import Block, Document
from agent.knowledge.catalogue import Catalogue, Price, Trek

_DAYS = regex.compile(
    r"^\s*(?:day|days|d[ií]as?|jours?|दिन)\s*(\p{Nd}{1,2})(?:\s*(?:-|–|—|to|&|and|a|à|et|y|से)\s*(\p{Nd}{1,2}))?\b",
    regex.IGNORECASE,
)
_GLANCE = regex.compile(r"glance|quick facts|key facts|trek facts|un vistazo|en bref|fiche", regex.IGNORECASE)
_HIGHEST = regex.compile(r"highest|altitude|altitud|elevation|altura|ऊँचाई|ऊंचाई|point culminant", regex.IGNORECASE)
_METRES = regex.compile(
    r"(?<![\p{N}.,])(\d{1,2}[,.\u202f\u00a0 ]?\d{3}|\d{3,4})\s?(m|met(?:er|re)s?|metros|mètres|ft|feet)\b"
)
_FOOT = 0.3048


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One contradiction. `error` means that a customer may be told something wrong."""

    level: Literal["error", "warning"]
    source: str
    message: str


def lint(catalogue: Catalogue, pages: Mapping[str, Document], today: date) -> tuple[Finding, ...]:
    """`pages` are the parsed trek pages by trek id; treks without one are named too."""
    found = [
        *_prices(catalogue, today),
        *_offers(catalogue, today),
        *_departures(catalogue),
        *(finding for trek in catalogue.treks.values() for finding in _trek(trek, pages.get(trek.id))),
    ]
    return tuple(found)


def _prices(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    key = sorted(catalogue.prices, key=lambda p: (p.trek, p.currency, p.starts_from))
    for (trek, currency), rows in groupby(key, key=lambda p: (p.trek, p.currency)):
        same = list(rows)
        for one, two in combinations(same, 2):
            if _contradict(one, two):
                yield _finding("error", "catalogue/prices.csv", _two_prices(one, two))
        if all(row.booked_until < today for row in same):
            text = f"{trek}: every {currency} price has expired (the last could be booked until {_last(same)})"
            yield _finding("warning", "catalogue/prices.csv", text)
    for trek in sorted({row.trek for row in catalogue.prices} - set(catalogue.treks)):
        yield _finding("error", "catalogue/prices.csv", f"{trek}: has prices but is not in treks.yaml")


def _contradict(one: Price, two: Price) -> bool:
    """Two amounts for a departure on one day, both on sale at one time."""
    starts = one.starts_from <= two.starts_to and two.starts_from <= one.starts_to
    return starts and one.amount != two.amount and _on_sale(one, two) and _on_sale(two, one)


def _on_sale(one: Price, two: Price) -> bool:
    """A season's price replaced by the next one before its departures begin is no contradiction."""
    return one.booked_until >= two.starts_from or one.booked_until == two.booked_until


def _two_prices(one: Price, two: Price) -> str:
    return (
        f"{one.trek}: two {one.currency} prices for the same departures: {one.amount} ({one.season}, {one.starts_from} "
        f"to {one.starts_to}) and {two.amount} ({two.season}, {two.starts_from} to {two.starts_to}); keep one"
    )


def _last(rows: list[Price]) -> date:
    return max(row.booked_until for row in rows)


def _offers(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    for offer in catalogue.offers:
        if offer.book_to < today:
            text = f"{offer.id}: the offer ended on {offer.book_to}; it is no longer given"
            yield _finding("warning", "catalogue/offers.csv", text)
        for trek in sorted(set(offer.treks) - set(catalogue.treks)):
            yield _finding("error", "catalogue/offers.csv", f"{offer.id}: names the trek {trek}, not in treks.yaml")


def _departures(catalogue: Catalogue) -> Iterator[Finding]:
    for row in catalogue.departures:
        trek = catalogue.treks.get(row.trek)
        days = (row.end - row.start).days + 1
        if trek is None:
            yield _finding("error", "catalogue/departures.csv", f"{row.id}: the trek {row.trek} is not in treks.yaml")
        elif days != trek.days:
            text = f"{row.id}: lasts {days} days, the trek {trek.days}"
            yield _finding("error", "catalogue/departures.csv", text)
        if row.seats_left > row.seats_total or row.seats_left < 0:
            text = f"{row.id}: {row.seats_left} of {row.seats_total} seats left"
            yield _finding("error", "catalogue/departures.csv", text)


def _trek(trek: Trek, page: Document | None) -> Iterator[Finding]:
    if page is None:
        if trek.document:
            yield _finding("warning", trek.document, f"{trek.id}: its page is missing or could not be read")
        return
    days = _last_day(page)
    if days and days != trek.days:
        text = f"{trek.id}: the page's days end at Day {days}, the catalogue says {trek.days} days"
        yield _finding("error", page.source, text)
    for told, metres in _altitudes(page):
        if abs(metres - trek.max_altitude_m) > (1 if told.endswith("m") else 15):
            text = f"{trek.id}: the page says {told} for the highest point, the catalogue {trek.max_altitude_m} m"
            yield _finding("error", page.source, text)


def _last_day(page: Document) -> int:
    """The highest day among headings like `Day 4` or `Days 5-6`; 0 without any."""
    found = [_DAYS.search(block.text) for block in page.blocks if block.kind == "heading"]
    return max((int(match[2] or match[1]) for match in found if match), default=0)


def _altitudes(page: Document) -> Iterator[tuple[str, float]]:
    """Heights on lines about the highest point, in the section that gives the facts at a glance."""
    for block in _glance(page):
        if not _HIGHEST.search(block.text):
            continue
        for number, unit in _METRES.findall(block.text)[:1]:
            value = float(regex.sub(r"\D", "", number))
            yield f"{number} {'ft' if unit[0] == 'f' else 'm'}", value * (_FOOT if unit[0] == "f" else 1.0)


def _glance(page: Document) -> Iterator[Block]:
    inside = False
    for block in page.blocks:
        if block.kind == "heading":
            inside = _GLANCE.search(block.text) is not None
        elif inside:
            yield block


def _finding(level: Literal["error", "warning"], source: str, message: str) -> Finding:
    return Finding(level=level, source=source, message=message)
