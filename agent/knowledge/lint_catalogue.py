"""Contradictions inside the catalogue, and rows past their date."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, groupby

from agent.knowledge.catalogue import Catalogue, Departure, Price
from agent.knowledge.finding import Finding, Level
from agent.knowledge.lint_stages import lint_stages

PRICES, OFFERS, DEPARTURES, TREKS = (
    "catalogue/prices.csv",
    "catalogue/offers.csv",
    "catalogue/departures.csv",
    "catalogue/treks.yaml",
)


def lint_catalogue(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    """Price rows against each other, every row against treks.yaml and against today, the days of treks against both."""
    yield from _prices(catalogue, today)
    yield from _offers(catalogue, today)
    yield from _departures(catalogue, today)
    yield from lint_stages(catalogue)


def _prices(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    key = sorted(catalogue.prices, key=lambda p: (p.trek, p.currency, p.starts_from))
    for (trek, currency), rows in groupby(key, key=lambda p: (p.trek, p.currency)):
        same = list(rows)
        yield from (_two_prices(one, two) for one, two in combinations(same, 2) if _contradict(one, two))
        if all(row.booked_until < today for row in same):
            last = max(row.booked_until for row in same)
            yield _finding("warning", PRICES, f"{trek}: every {currency} price has expired (the last on {last})", trek)
    for trek in sorted({row.trek for row in catalogue.prices} - set(catalogue.treks)):
        yield _finding("error", PRICES, f"{trek}: has prices but is not in treks.yaml", trek, TREKS)
    ended = sum(row.booked_until < today for row in catalogue.prices)
    if ended:
        text = f"{ended} of {len(catalogue.prices)} price rows can no longer be booked; they are quoted to nobody"
        yield _finding("note", PRICES, text)


def _contradict(one: Price, two: Price) -> bool:
    """Two amounts for a departure on one day, both on sale at one time."""
    starts = one.starts_from <= two.starts_to and two.starts_from <= one.starts_to
    return starts and one.amount != two.amount and _on_sale(one, two) and _on_sale(two, one)


def _on_sale(one: Price, two: Price) -> bool:
    """A season's price replaced by the next one before its departures begin is no contradiction."""
    return one.booked_until >= two.starts_from or one.booked_until == two.booked_until


def _two_prices(one: Price, two: Price) -> Finding:
    text = f"{one.trek}: two {one.currency} prices for the same departures, {one.amount} and {two.amount}; keep one"
    return _finding("error", PRICES, text, _row(one), f"{PRICES}, {_row(two)}")


def _row(price: Price) -> str:
    return f"{price.season}, {price.starts_from} to {price.starts_to}"


def _offers(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    for offer in catalogue.offers:
        if offer.book_to < today:
            text = f"{offer.id}: the offer ended on {offer.book_to}; it is no longer given"
            yield _finding("warning", OFFERS, text, offer.id)
        for trek in sorted(set(offer.treks) - set(catalogue.treks)):
            text = f"{offer.id}: names the trek {trek}, not in treks.yaml"
            yield _finding("error", OFFERS, text, offer.id, TREKS)


def _departures(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    for row in catalogue.departures:
        yield from _departure(row, catalogue)
    past = [row for row in catalogue.departures if row.start < today]
    if past:
        last = max(past, key=lambda row: row.start).id
        text = f"{len(past)} of {len(catalogue.departures)} departures have started already, the last is {last}"
        yield _finding("note", DEPARTURES, text)


def _departure(row: Departure, catalogue: Catalogue) -> Iterator[Finding]:
    trek = catalogue.treks.get(row.trek)
    days = (row.end - row.start).days + 1
    if trek is None:
        yield _finding("error", DEPARTURES, f"{row.id}: the trek {row.trek} is not in treks.yaml", row.id, TREKS)
    elif days != trek.days:
        text = f"{row.id}: lasts {days} days, the trek {trek.days}"
        yield _finding("error", DEPARTURES, text, row.id, f"{TREKS}, {trek.id}")
    if row.seats_left > row.seats_total or row.seats_left < 0:
        yield _finding("error", DEPARTURES, f"{row.id}: {row.seats_left} of {row.seats_total} seats left", row.id)


def _finding(level: Level, source: str, message: str, where: str = "", also: str = "") -> Finding:
    return Finding(level=level, source=source, message=message, where=where, also=also)
