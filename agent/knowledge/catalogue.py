"""The catalogue: facts about treks, prices, offers, departures and the operator, as typed rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ConfigDict, with_config

from agent.knowledge.codes import Country, Grade, Written
from agent.knowledge.practical import Months, Practical
from agent.knowledge.stages import Stage


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Trek:
    """One trek, as `treks.yaml` has it.

    Altitude in metres, distance in kilometres, ages in years, months 1–12, temperatures in °C (low, high).
    """

    id: str
    name: str
    country: Country
    region: str
    days: int
    distance_km: float
    max_altitude_m: int
    highest_point: str
    difficulty: Grade
    months: Months
    best_months: Months
    min_age: int
    max_age: int
    group_size_max: int
    start: str
    end: str
    document: str
    network: str = ""
    aliases: tuple[str, ...] = ()
    names: Mapping[Written, str] = field(default_factory=dict)
    summary: Mapping[Written, str] = field(default_factory=dict)
    permits: tuple[Mapping[str, Any], ...] = ()
    permits_not_needed: tuple[str, ...] = ()
    temperature: Mapping[str, Sequence[int]] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    practical: Practical = field(default_factory=Practical)

    @property
    def coverage(self) -> str:
        """Where a phone works, in English: the sentence, else the places of `signal`; "" where neither is there."""
        return self.network or (self.practical.signal.in_english() if self.practical.signal else "")

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
