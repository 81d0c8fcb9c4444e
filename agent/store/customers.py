"""An operator's existing customers: contacts and bookings from CSV into the journal, once each."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from agent.ports import Address, ConsentEntry, Journal
from agent.turn import ConsentStatus

SOURCE = "import"
_STATUSES: Mapping[str, ConsentStatus] = {"subscribed": "subscribed", "opted_out": "opted_out"}


async def import_customers(folder: Path, journal: Journal, at: datetime | None = None) -> int:
    """Record the rows of `contacts.csv` and `bookings.csv`: a contact once, a booking each time its row is another.

    `at`: when the consents of the file count from; without it, now.

    Returns how many contacts the files hold; 0 when there are none. Raises PortError when the journal cannot write.
    """
    contacts = list(_rows(folder / "contacts.csv"))
    for row in contacts:
        await _import_contact(row, journal, at or datetime.now(UTC))
    for row in _rows(folder / "bookings.csv"):
        # A row that was changed in the file is a new fact about the same booking; the newest counts.
        digest = hashlib.sha256("|".join(row.values()).encode()).hexdigest()[:12]
        await journal.record("booking", f"{row['booking_id']}:{digest}", row["contact_id"], _booking(row))
    return len(contacts)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


async def _import_contact(row: Mapping[str, str], journal: Journal, at: datetime) -> None:
    contact = row["contact_id"]
    address = Address(phone=row["phone"].lstrip("+"), user_id=row["user_id"], name=row["name"])
    await journal.enrol(contact, address)
    await journal.record("contact", contact, contact, _profile(row))
    status = _STATUSES.get(row["marketing_consent"])
    if status and await journal.consent(contact) is None:
        await journal.write_consent(
            ConsentEntry(contact=contact, status=status, at=at, source=SOURCE, scope="marketing")
        )


def _profile(row: Mapping[str, str]) -> dict[str, object]:
    preferences = {"difficulty": row["preferred_difficulty"], "notes": row["notes"]}
    return {
        "phone": row["phone"].lstrip("+"),
        "user_id": row["user_id"],
        "name": row["name"],
        "language": row["language"],
        "country": row["country"],
        "first_seen": row["created_at"],
        "source": row["source"],
        "preferences": {key: value for key, value in preferences.items() if value},
    }


def _booking(row: Mapping[str, str]) -> dict[str, object]:
    return {**row, "people": int(row["people"])}
