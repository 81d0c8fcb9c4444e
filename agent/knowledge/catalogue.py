"""The catalogue: facts about treks, prices, offers, departures and the operator, as typed rows."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from agent.knowledge.practical import Practical
from agent.knowledge.stages import Stage
from agent.yaml_file import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Trek:
    """One trek. Altitude in metres, distance in kilometres, months 1–12, temperatures in °C (low, high)."""

    id: str
    name: str
    country: str
    region: str
    days: int
    distance_km: float
    max_altitude_m: int
    highest_point: str
    difficulty: str
    months: tuple[int, ...]
    best_months: tuple[int, ...]
    min_age: int
    max_age: int
    group_size_max: int
    start: str
    end: str
    network: str
    document: str
    aliases: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, str] = field(default_factory=dict)
    permits: tuple[Mapping[str, Any], ...] = ()
    temperature: Mapping[str, Sequence[int]] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    practical: Practical = field(default_factory=Practical)

    def name_in(self, language: str) -> str:
        """The name as written in that language."""
        return self.names.get(language, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Per person, for departures starting in [starts_from, starts_to], when booked by `booked_until`."""

    trek: str
    season: str
    currency: str
    amount: Decimal
    starts_from: date
    starts_to: date
    booked_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A percentage off for a range of people, booked in [book_from, book_to]. `treks` is empty for all."""

    id: str
    name: str
    treks: tuple[str, ...]
    percent: Decimal
    people_min: int
    people_max: int
    book_from: date
    book_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One dated group."""

    id: str
    trek: str
    start: date
    end: date
    seats_total: int
    seats_left: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalogue:
    """All facts of one operator. `operator` is `operator.yaml` as it stands.

    Compared by identity: what is derived from a catalogue is kept for as long as that catalogue is in service.
    """

    operator: Mapping[str, Any] = field(default_factory=dict)
    treks: Mapping[str, Trek] = field(default_factory=dict)
    prices: tuple[Price, ...] = ()
    offers: tuple[Offer, ...] = ()
    departures: tuple[Departure, ...] = ()
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def place_in(self, place: str, language: str) -> str:
        """The place's name as written in that language; as it stands where nobody wrote it."""
        return self.places.get(place, {}).get(language, place)

    def prices_of(self, trek: str, *, currency: str, booked_on: date) -> tuple[Price, ...]:
        """Prices still on sale on that day, the earliest season first."""
        rows = (p for p in self.prices if p.trek == trek and p.currency == currency and p.booked_until >= booked_on)
        return tuple(sorted((p for p in rows if p.starts_to >= booked_on), key=lambda p: p.starts_from))

    def departures_of(self, trek: str, *, after: date, before: date = date.max) -> tuple[Departure, ...]:
        """Departures starting in [after, before] that take people, the earliest first."""
        rows = (d for d in self.departures if d.trek == trek and after <= d.start <= before and d.seats_left > 0)
        return tuple(sorted((d for d in rows if d.status in ("open", "guaranteed")), key=lambda d: d.start))

    def best_offer(self, trek: str, *, people: int, booked_on: date) -> Offer | None:
        """The largest discount that applies; offers do not add up."""
        fits = self.offers_for(trek, people=people, booked_on=booked_on)
        return max(fits, key=lambda o: o.percent, default=None)

    def offers_for(self, trek: str, *, people: int, booked_on: date) -> tuple[Offer, ...]:
        """All discounts that a party booking that day could have."""
        return tuple(
            o
            for o in self.offers
            if (not o.treks or trek in o.treks)
            and o.people_min <= people <= o.people_max
            and o.book_from <= booked_on <= o.book_to
        )


def load_catalogue(root: Path) -> Catalogue:
    """Read `operator.yaml` and `catalogue/` under `root`; a file that is not there counts as empty.

    Raises ValueError naming the file and the row or entry that cannot be read.
    """
    folder = root / "catalogue"
    return Catalogue(
        operator=_yaml(root / "operator.yaml") or {},
        treks={trek.id: trek for trek in _treks(folder / "treks.yaml")},
        prices=tuple(_rows(folder / "prices.csv", _price)),
        offers=tuple(_rows(folder / "offers.csv", _offer)),
        departures=tuple(_rows(folder / "departures.csv", _departure)),
        places=_yaml(folder / "places.yaml") or {},
    )


def _yaml(path: Path) -> Any:
    if not path.exists():
        return None
    try:
        return read_yaml(path)
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: not readable as YAML: {error}") from error


def _treks(path: Path) -> list[Trek]:
    return [_trek(path, number, entry) for number, entry in enumerate(_yaml(path) or [], start=1)]


def _stages(entries: Any) -> tuple[Stage, ...]:
    return tuple(Stage.model_validate(entry) for entry in entries)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "aliases": tuple,
    "months": tuple,
    "best_months": tuple,
    "permits": tuple,
    "stages": _stages,
    "practical": Practical.model_validate,
}


def _trek(path: Path, number: int, entry: Any) -> Trek:
    if not isinstance(entry, dict):
        raise ValueError(f"{path}: trek {number}: not a list of keys and values: {entry!r}")
    try:
        return Trek(**{key: _READ[key](value) if key in _READ else value for key, value in entry.items()})
    except TypeError as error:
        raise ValueError(f"{path}: trek {number} ({entry.get('id', 'no id')}): {error}") from error
    except ValidationError as error:
        raise ValueError(f"{path}: trek {number} ({entry.get('id', 'no id')}): {_told(error)}") from error


def _told(error: ValidationError) -> str:
    """Every fault with the place where it stands: `stages, walk.km: Input should be a valid number`."""
    faults = (f"{'.'.join(map(str, fault['loc'])) or 'entry'}: {fault['msg']}" for fault in error.errors())
    return f"{error.title}: {'; '.join(faults)}"


Built = TypeVar("Built")


def _rows(path: Path, build: Callable[[dict[str, str]], Built]) -> list[Built]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [_row(path, number, row, build) for number, row in enumerate(csv.DictReader(lines), start=2)]


def _row(path: Path, number: int, row: dict[str, str], build: Callable[[dict[str, str]], Built]) -> Built:
    try:
        return build(row)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise ValueError(f"{path}: line {number}: cannot read {error!s} in {row}") from error


def _price(row: dict[str, str]) -> Price:
    return Price(
        trek=row["trek_id"],
        season=row["season"],
        currency=row["currency"],
        amount=Decimal(row["price_per_person"]),
        starts_from=date.fromisoformat(row["starts_from"]),
        starts_to=date.fromisoformat(row["starts_to"]),
        booked_until=date.fromisoformat(row["booked_until"]),
    )


def _offer(row: dict[str, str]) -> Offer:
    return Offer(
        id=row["id"],
        name=row["name"],
        treks=() if row["trek_ids"] == "*" else tuple(row["trek_ids"].split(";")),
        percent=Decimal(row["percent"]),
        people_min=int(row["people_min"]),
        people_max=int(row["people_max"]),
        book_from=date.fromisoformat(row["book_from"]),
        book_to=date.fromisoformat(row["book_to"]),
    )


def _departure(row: dict[str, str]) -> Departure:
    return Departure(
        id=row["id"],
        trek=row["trek_id"],
        start=date.fromisoformat(row["start_date"]),
        end=date.fromisoformat(row["end_date"]),
        seats_total=int(row["seats_total"]),
        seats_left=int(row["seats_left"]),
        status=row["status"],
    )
