#!/usr/bin/env python3
"""Writes contacts.csv and bookings.csv: fictional customers; the same seed writes the same bytes."""

import argparse
import csv
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
CATALOGUE = HERE.parent / "catalogue"
Row = dict[str, Any]
TODAY = date(2026, 11, 22)  # fixed: a moving date would change the bytes

CONTACT_COLUMNS = [
    "contact_id", "name", "language", "phone", "user_id", "country", "created_at", "source",
    "marketing_consent", "preferred_difficulty", "notes",
]  # fmt: skip
BOOKING_COLUMNS = [
    "booking_id", "contact_id", "trek_id", "departure_id", "start_date", "people", "status", "price_total",
    "currency", "booked_at",
]  # fmt: skip

# country: (languages with weights, phone prefix, digits after it, currency)
# Prefixes set aside for fiction are used where a country has them (GB, US, CA, FR).
COUNTRIES = {
    "IN": ({"en": 40, "hi": 30, "hi-Latn": 30}, ["+9190000", "+9180000"], 5, "INR"),
    "ES": ({"es": 90, "en": 10}, ["+34600000", "+34611000"], 3, "EUR"),
    "MX": ({"es": 95, "en": 5}, ["+52555000", "+52333000"], 4, "USD"),
    "CO": ({"es": 100}, ["+57300000"], 4, "USD"),
    "AR": ({"es": 100}, ["+54911500"], 5, "USD"),
    "FR": ({"fr": 95, "en": 5}, ["+3363998"], 4, "EUR"),
    "BE": ({"fr": 80, "en": 20}, ["+3247000"], 4, "EUR"),
    "GB": ({"en": 100}, ["+447700900"], 3, "USD"),
    "US": ({"en": 85, "es": 15}, ["+141555501", "+120655501", "+130355501"], 2, "USD"),
    "CA": ({"en": 60, "fr": 40}, ["+160455501", "+151455501"], 2, "USD"),
    "DE": ({"en": 100}, ["+491700000"], 4, "EUR"),
}
COUNTRY_WEIGHTS = {
    "IN": 52, "ES": 10, "MX": 4, "CO": 2, "AR": 2, "FR": 9, "BE": 3, "GB": 6, "US": 7, "CA": 3,
    "DE": 2,
}  # fmt: skip

INDIAN_FIRST = "Ananya Vikram Sneha Karan Priya Aditya Ishita Nikhil Pooja Siddharth Kavya Manish Tara Varun"
INDIAN_LAST = "Sharma Iyer Negi Kapoor Reddy Bisht Banerjee Kulkarni Thakur Nair Gupta Saxena Pillai Bora"
NAMES = {
    "hi": (
        "अंजलि सुनील रेखा दीपक कविता राजेश नेहा मोहन सीमा विनोद शालिनी अशोक गीता पवन",
        "शर्मा रावत वर्मा नेगी गुप्ता ठाकुर मिश्रा बिष्ट यादव सिंह जोशी पांडे त्यागी भट्ट",
    ),
    "es": (
        "Marta Diego Elena Pablo Sofía Javier Carmen Andrés Valeria Mateo Paula Hugo Inés Tomás",
        "García Romero Navarro Castro Ortega Molina Herrera Vargas Ibáñez Pardo Salas Quintero",
    ),
    "fr": (
        "Hugo Chloé Julien Manon Antoine Élise Théo Margaux Nicolas Inès Baptiste Léa Marc Sylvie",
        "Moreau Lefèvre Girard Fontaine Chevalier Perrin Dubois Marchand Renaud Colin Lacroix",
    ),
    "en": (
        "Emily Jack Olivia Daniel Grace Thomas Hannah Ryan Zoe Samuel Chloe Ben Laura Connor",
        "Walker Hughes Bennett Foster Murphy Campbell Reed Sullivan Turner Brooks Hayes Parsons",
    ),
}
SOURCES = {"website": 35, "whatsapp_link": 25, "instagram": 18, "referral": 14, "travel_fair": 8}
CONSENTS = {"subscribed": 55, "unknown": 30, "opted_out": 15}
DIFFICULTIES = {"easy": 18, "easy_moderate": 27, "moderate": 33, "moderate_difficult": 12, "": 10}
NOTES = {
    "": 60,
    "Vegetarian, no onion or garlic": 5,
    "Travels with two children, 14 and 16": 4,
    "Prefers weekends": 6,
    "First trek": 8,
    "Bad knee, asks about descents": 3,
    "Wants a quiet route": 4,
    "Organises an office group": 4,
    "Asked about rental boots": 4,
    "Mild asthma": 2,
}
PAST_STATUSES = {"completed": 80, "cancelled": 20}
COMING_STATUSES = {"enquiry": 40, "deposit_paid": 33, "paid": 17, "cancelled": 10}

# name, language, phone, user_id, country, created_at, source, consent, difficulty, notes
PERSONAS = [
    ("Aarav Mehta", "en", "+919000010001", "IN.20260000000001", "IN", "2025-10-18T11:05:00",
     "instagram", "subscribed", "moderate", "Runs half marathons; wants Everest Base Camp next"),
    ("Meera Rawat", "hi", "+919000010002", "", "IN", "2026-11-09T18:42:00",
     "whatsapp_link", "unknown", "easy", "First trek; asks for her mother too, 58"),
    ("Lucía Fernández", "es", "+34600000103", "ES.20260000000003", "ES", "2026-08-27T16:20:00",
     "website", "subscribed", "moderate", "Travels with her sister; vegetarian"),
    ("Camille Laurent", "fr", "+33639980104", "FR.20260000000004", "FR", "2026-11-15T20:11:00",
     "referral", "unknown", "easy_moderate", "Photographer; asks about flowers and light"),
    ("Rohit Chauhan", "hi-Latn", "+919000010005", "IN.20260000000005", "IN", "2026-03-30T21:55:00",
     "referral", "subscribed", "moderate", "Comes with college friends; watches the budget"),
]  # fmt: skip
# contact, trek, month of a coming departure or start of a past one, people, status, booked_at
PERSONA_BOOKINGS: list[tuple[str, str, date | str, int, str, str]] = [
    ("c-0001", "kedarkantha", date(2026, 1, 17), 2, "completed", "2025-11-20T10:15:00"),
    ("c-0001", "everest-base-camp", "2027-04", 1, "enquiry", "2026-11-19T21:30:00"),
    ("c-0003", "annapurna-base-camp", "2027-04", 2, "deposit_paid", "2026-10-12T17:02:00"),
    ("c-0005", "hampta-pass", date(2026, 7, 4), 5, "completed", "2026-04-22T22:40:00"),
    ("c-0005", "kuari-pass", "2026-12", 4, "cancelled", "2026-10-03T20:18:00"),
]


@dataclass
class Catalogue:
    """The sample operator's treks, prices, offers and departures."""

    treks: dict[str, Row]
    prices: list[Row]
    offers: list[Row]
    departures: list[Row]
    taken: Counter[str] = field(default_factory=Counter)  # seats given to bookings, per departure

    @classmethod
    def load(cls, folder: Path) -> "Catalogue":
        treks = yaml.safe_load((folder / "treks.yaml").read_text(encoding="utf-8"))
        prices, offers, departures = (read_csv(folder / f"{name}.csv") for name in ("prices", "offers", "departures"))
        return cls({trek["id"]: trek for trek in treks}, prices, offers, departures)

    def unit_price(self, trek_id: str, currency: str, start: date) -> int:
        day = start.isoformat()
        for row in self.prices:
            fits = row["trek_id"] == trek_id and row["currency"] == currency
            if fits and row["starts_from"] <= day <= row["starts_to"]:
                return int(row["price_per_person"])
        raise LookupError(f"prices.csv: no {currency} price of {trek_id} for a start on {day}")

    def percent_off(self, trek_id: str, people: int, booked: str) -> int:
        """Offers do not add up: the best one counts."""
        return max((int(row["percent"]) for row in self.offers if applies(row, trek_id, people, booked)), default=0)

    def total(self, trek_id: str, currency: str, start: date, people: int, booked: str) -> int:
        full = self.unit_price(trek_id, currency, start) * people
        return round(full * (100 - self.percent_off(trek_id, people, booked)) / 100)

    def has_sold(self, row: Row, people: int) -> bool:
        """A paid seat must be one the departure no longer offers."""
        sold = int(row["seats_total"]) - int(row["seats_left"])
        return row["status"] != "cancelled" and self.taken[row["id"]] + people <= sold


def applies(offer: Row, trek_id: str, people: int, booked: str) -> bool:
    covered = offer["trek_ids"] == "*" or trek_id in offer["trek_ids"].split(";")
    sized = int(offer["people_min"]) <= people <= int(offer["people_max"])
    return covered and sized and offer["book_from"] <= booked[:10] <= offer["book_to"]


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def pick(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def moment(rng: random.Random, first: date, last: date) -> str:
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return datetime(day.year, day.month, day.day, rng.randint(7, 22), rng.randint(0, 59)).isoformat()


def full_name(rng: random.Random, language: str, country: str) -> str:
    latin_indian = country == "IN" and language != "hi"
    first, last = (INDIAN_FIRST, INDIAN_LAST) if latin_indian else NAMES[language]
    return f"{rng.choice(first.split())} {rng.choice(last.split())}"


def new_phone(rng: random.Random, country: str, used: set[str]) -> str:
    """A number nobody has yet, or none when the country's made-up range is exhausted."""
    _, prefixes, digits, _ = COUNTRIES[country]
    for _ in range(50):
        phone = rng.choice(prefixes) + f"{rng.randrange(10**digits):0{digits}d}"
        if phone not in used:
            used.add(phone)
            return phone
    return ""


def new_user_id(rng: random.Random, country: str) -> str:
    return f"{country}.{rng.randrange(10**13, 10**14)}"


def identity(rng: random.Random, country: str, used: set[str]) -> tuple[str, str]:
    """Phone, business-scoped id, or both: WhatsApp no longer promises the phone."""
    kind = rng.choices(["phone", "user_id", "both"], [45, 20, 35])[0]
    phone = "" if kind == "user_id" else new_phone(rng, country, used)
    user_id = "" if kind == "phone" and phone else new_user_id(rng, country)
    return phone, user_id


def persona_contacts() -> list[Row]:
    return [dict(zip(CONTACT_COLUMNS, (f"c-{n:04d}", *persona), strict=True)) for n, persona in enumerate(PERSONAS, 1)]


def random_contact(rng: random.Random, number: int, used: set[str]) -> Row:
    country = pick(rng, COUNTRY_WEIGHTS)
    language = pick(rng, COUNTRIES[country][0])
    name = full_name(rng, language, country)
    phone, user_id = identity(rng, country, used)
    values = (
        f"c-{number:04d}", name, language, phone, user_id, country,
        moment(rng, date(2025, 9, 1), TODAY - timedelta(days=1)),
        pick(rng, SOURCES), pick(rng, CONSENTS), pick(rng, DIFFICULTIES), pick(rng, NOTES),
    )  # fmt: skip
    return dict(zip(CONTACT_COLUMNS, values, strict=True))


def make_contacts(rng: random.Random, count: int) -> list[Row]:
    contacts = persona_contacts()[:count]
    used = {contact["phone"] for contact in contacts}
    contacts += [random_contact(rng, n, used) for n in range(len(contacts) + 1, count + 1)]
    return contacts


def booking(contact: Row, shop: Catalogue, trek_id: str, departure: str, start: date,
            people: int, status: str, booked: str) -> Row:  # fmt: skip
    currency = COUNTRIES[contact["country"]][3]
    total = shop.total(trek_id, currency, start, people, booked)
    if departure and status in ("deposit_paid", "paid"):
        shop.taken[departure] += people
    values = (
        "", contact["contact_id"], trek_id, departure, start.isoformat(), people, status, total, currency, booked,
    )  # fmt: skip
    return dict(zip(BOOKING_COLUMNS, values, strict=True))


def bookable(shop: Catalogue, people: int, status: str, trek_id: str = "", month: str = "") -> list[Row]:
    rows = [
        row
        for row in shop.departures
        if row["status"] != "cancelled" and row["trek_id"].startswith(trek_id) and row["start_date"].startswith(month)
    ]
    if status in ("deposit_paid", "paid"):
        return [row for row in rows if shop.has_sold(row, people)]
    if status == "cancelled":
        return rows  # the seats went back and may be sold again
    return [row for row in rows if int(row["seats_left"]) >= people]


def coming(contact: Row, shop: Catalogue, row: Row, people: int, status: str, booked: str) -> Row:
    start = date.fromisoformat(row["start_date"])
    return booking(contact, shop, row["trek_id"], row["id"], start, people, status, booked)


def persona_bookings(contacts: list[Row], shop: Catalogue) -> list[Row]:
    people_by_id = {contact["contact_id"]: contact for contact in contacts}
    rows = []
    for contact_id, trek_id, when, people, status, booked in PERSONA_BOOKINGS:
        contact = people_by_id.get(contact_id)
        if contact is None:
            continue
        if isinstance(when, date):
            rows.append(booking(contact, shop, trek_id, "", when, people, status, booked))
            continue
        row = bookable(shop, people, status, trek_id, when)[0]
        rows.append(coming(contact, shop, row, people, status, booked))
    return rows


def group_size(rng: random.Random) -> int:
    return rng.choices([1, 2, 3, 4, 5, 7, 10], [28, 36, 12, 11, 6, 4, 3])[0]


def created_day(contact: Row) -> date:
    return date.fromisoformat(contact["created_at"][:10])


def past_booking(rng: random.Random, contact: Row, shop: Catalogue) -> Row | None:
    """A trek walked or called off before today, booked after the contact was made."""
    booked = moment(rng, created_day(contact), TODAY - timedelta(days=30))
    first = date.fromisoformat(booked[:10]) + timedelta(days=7)
    trek = rng.choice(list(shop.treks.values()))
    last = TODAY - timedelta(days=trek["days"] + 1)
    days = [first + timedelta(days=n) for n in range(max(0, (last - first).days))]
    days = [day for day in days if day.month in trek["months"] and day >= date(2025, 12, 1)]
    if not days:
        return None
    start, status = rng.choice(days), pick(rng, PAST_STATUSES)
    return booking(contact, shop, trek["id"], "", start, group_size(rng), status, booked)


def coming_booking(rng: random.Random, contact: Row, shop: Catalogue) -> Row | None:
    people, status = group_size(rng), pick(rng, COMING_STATUSES)
    rows = bookable(shop, people, status)
    if not rows:
        return None
    first = max(created_day(contact), date(2026, 9, 1))
    booked = moment(rng, first, TODAY - timedelta(days=1))
    return coming(contact, shop, rng.choice(rows), people, status, booked)


def random_bookings(rng: random.Random, contact: Row, shop: Catalogue) -> list[Row]:
    rows = []
    if rng.random() < 0.4 and created_day(contact) < TODAY - timedelta(days=60):
        rows.append(past_booking(rng, contact, shop))
    if rng.random() < 0.45:
        rows.append(coming_booking(rng, contact, shop))
    return [row for row in rows if row]


def make_bookings(rng: random.Random, contacts: list[Row], shop: Catalogue) -> list[Row]:
    rows = persona_bookings(contacts, shop)
    for contact in contacts[len(PERSONAS) :]:
        rows += random_bookings(rng, contact, shop)
    rows.sort(key=lambda row: (row["booked_at"], row["contact_id"]))
    return [{**row, "booking_id": f"b-{n:04d}"} for n, row in enumerate(rows, 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--contacts", type=int, default=120)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    contacts = make_contacts(rng, options.contacts)
    bookings = make_bookings(rng, contacts, Catalogue.load(CATALOGUE))
    options.out.mkdir(parents=True, exist_ok=True)
    write_csv(options.out / "contacts.csv", CONTACT_COLUMNS, contacts)
    write_csv(options.out / "bookings.csv", BOOKING_COLUMNS, bookings)


if __name__ == "__main__":
    main()
