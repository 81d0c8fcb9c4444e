"""What became of the operator's facts between two runs, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from agent.knowledge.catalogue import Catalogue

Row = Mapping[str, Any]
TABLES = ("operator.yaml", "catalogue/treks.yaml", "catalogue/prices.csv", "catalogue/offers.csv",
          "catalogue/departures.csv", "catalogue/places.yaml")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One row or entry. `what` is new, changed or gone; `detail` names the fields, old and new."""

    source: str
    item: str
    what: str
    detail: str = ""


def facts_changed(old: Catalogue, new: Catalogue) -> tuple[FactChange, ...]:
    """In the order of the files and their rows; rows that are gone come last."""
    before, after = _tables(old), _tables(new)
    return tuple(change for table in TABLES for change in _changes(table, before[table], after[table]))


def fact_counts(catalogue: Catalogue) -> dict[str, int]:
    """Rows by file."""
    return {table: len(rows) for table, rows in _tables(catalogue).items()}


def _tables(catalogue: Catalogue) -> dict[str, dict[str, Row]]:
    prices = {f"{p.trek}, {p.season}, {p.currency}, starts from {p.starts_from}": _row(p) for p in catalogue.prices}
    rows: tuple[dict[str, Row], ...] = (
        {str(key): {"": value} for key, value in catalogue.operator.items()},
        {trek.id: _row(trek) for trek in catalogue.treks.values()},
        prices,
        {offer.id: _row(offer) for offer in catalogue.offers},
        {departure.id: _row(departure) for departure in catalogue.departures},
        {place: dict(names) for place, names in catalogue.places.items()},
    )
    return dict(zip(TABLES, rows, strict=True))


def _row(entry: Any) -> Row:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


def _changes(table: str, old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterator[FactChange]:
    for item, row in new.items():
        if item not in old:
            yield FactChange(source=table, item=item, what="new")
        elif row != old[item]:
            yield FactChange(source=table, item=item, what="changed", detail=_detail(old[item], row))
    for item in (item for item in old if item not in new):
        yield FactChange(source=table, item=item, what="gone")


def _detail(old: Row, new: Row) -> str:
    keys = [key for key in new if new[key] != old.get(key)]
    return "; ".join(f"{key} {_short(old.get(key))} → {_short(new[key])}".strip() for key in keys)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
