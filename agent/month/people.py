"""The invented people: names, numbers, homes, ways of typing, and what they have booked."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from agent.knowledge.catalogue import Catalogue
from agent.month.habits import Habits
from agent.ports import Address
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("names.yaml")
_AHEAD = ("deposit_paid", "paid")
_BEHIND = ("completed",)
CURRENCIES: Mapping[str, str] = {"IN": "INR", "ES": "EUR", "FR": "EUR", "BE": "EUR", "DE": "EUR"}
"""What people pay in by country; dollars elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A booking of somebody's, as the file of bookings has it."""

    id: str
    trek: str
    departure: str
    start: date
    people: int
    status: str
    total: str
    currency: str
    booked_at: date

    def body(self, contact: str, status: str = "") -> dict[str, object]:
        """As a record of kind booking."""
        return {
            "booking_id": self.id,
            "contact_id": contact,
            "trek_id": self.trek,
            "departure_id": self.departure,
            "start_date": self.start.isoformat(),
            "people": self.people,
            "status": status or self.status,
            "price_total": self.total,
            "currency": self.currency,
            "booked_at": self.booked_at.isoformat(),
        }


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody who writes. `ahead_h`: their clock before UTC; `reads`: how surely blue ticks come back.

    `enrolled`: the journal knows them already. `blocked`: nothing reaches them any more.
    """

    contact: str
    address: Address
    language: str
    country: str
    ahead_h: float
    habits: Habits
    reads: float
    bookings: Sequence[Booked] = ()
    enrolled: bool = False
    blocked: bool = False

    @property
    def currency(self) -> str:
        """What they pay in."""
        return CURRENCIES.get(self.country, "USD")


@cache
def names() -> Mapping[str, Any]:
    """Names, homes, months and cities of names.yaml."""
    found: Mapping[str, Any] = read_yaml(_FILE)
    return found


@dataclass(slots=True)
class People:
    """Makes people one after another; who is on file already is met first where that will do."""

    rng: Random
    known: list[Person]
    taken: set[str] = field(default_factory=set)

    def stranger(self) -> Person:
        """Somebody nobody heard of before."""
        rng, told = self.rng, names()
        language = rng.choices(list(told["languages"]), list(told["languages"].values()))[0]
        homes = told["homes"][language]
        country, _, ahead_h = rng.choices(homes, [share for _, share, _ in homes])[0]
        called = told[language]
        name = f"{rng.choice(called['first'])} {rng.choice(called['last'])}"
        return Person(
            contact=f"c-{rng.getrandbits(48):012x}",
            address=Address(phone=self._phone(country), name=name),
            language=language,
            country=country,
            ahead_h=ahead_h,
            habits=Habits.of(rng),
            reads=rng.choice((0.95, 0.9, 0.8, 0.0)),
        )

    def met(self, *, ahead: bool | None) -> Person | None:
        """One of those on file who was not met yet; `ahead`: with a trek ahead, or behind. None when all were."""
        wanted = {None: (*_AHEAD, *_BEHIND), True: _AHEAD, False: _BEHIND}[ahead]
        fits = [
            person
            for person in self.known
            if person.contact not in self.taken
            and (ahead is None or any(one.status in wanted for one in person.bookings))
        ]
        found = self.rng.choice(fits) if fits else None
        if found:
            self.taken.add(found.contact)
        return found

    def _phone(self, country: str) -> str:
        start, digits = names()["phones"][country]
        while True:
            phone = f"{start}{self.rng.randrange(10**digits):0{digits}d}"
            if phone not in self.taken:
                self.taken.add(phone)
                return phone


def people_of(folder: Path, catalogue: Catalogue, rng: Random) -> People:
    """With the operator's contacts and bookings on file in `folder`; none where there are no files."""
    bookings: dict[str, list[Booked]] = {}
    for row in _rows(folder / "bookings.csv"):
        bookings.setdefault(row["contact_id"], []).append(_booked(row))
    rows = _rows(folder / "contacts.csv")
    known = [_person(row, tuple(bookings.get(row["contact_id"], ())), rng) for row in rows]
    return People(rng, known, {person.address.phone for person in known if person.address.phone})


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _booked(row: Mapping[str, str]) -> Booked:
    return Booked(
        id=row["booking_id"],
        trek=row["trek_id"],
        departure=row["departure_id"],
        start=date.fromisoformat(row["start_date"]),
        people=int(row["people"]),
        status=row["status"],
        total=row["price_total"],
        currency=row["currency"],
        booked_at=date.fromisoformat(row["booked_at"][:10]),
    )


def _person(row: Mapping[str, str], bookings: Sequence[Booked], rng: Random) -> Person:
    country = row["country"]
    homes = names()["homes"].values()
    clocks = {land: ahead for lands in homes for land, _, ahead in lands}
    return Person(
        contact=row["contact_id"],
        address=Address(phone=row["phone"].lstrip("+"), user_id=row["user_id"], name=row["name"]),
        language=row["language"],
        country=country,
        ahead_h=clocks.get(country, 0.0),
        habits=Habits.of(rng),
        reads=rng.choice((0.95, 0.9, 0.8, 0.0)),
        bookings=bookings,
        enrolled=True,
    )
