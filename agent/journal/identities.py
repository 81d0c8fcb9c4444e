"""The book of addresses in SQL: phone numbers and user ids to surrogate contacts."""

import secrets
import sqlite3

from agent.journal import merging, persons, records
from agent.journal.persons import Entry, IdKind, address_body, ids_of, merged, normal
from agent.journal.values import iso, new_contact
from agent.ports import Address, IdentityChange

_ADDRESS = "phone, user_id, name, parent_id, username"


def resolve(connection: sqlite3.Connection, address: Address, now: float, at: int | None = None) -> str:
    """The contact with this address; `at`: when what names it was sent, in microseconds, else now."""
    return persons.resolve(SQLBook(connection, now), address, round(now * 1e6) if at is None else at)


def move(connection: sqlite3.Connection, contact: str, old: Address, change: IdentityChange, now: float) -> str:
    """The contact, whose ids are others now."""
    return persons.move(SQLBook(connection, now), contact, old, change)


def learn(connection: sqlite3.Connection, address: Address, now: float, at: int) -> str:
    """The contact that a status is about; empty where nobody is known by any id of the address."""
    return persons.learn(SQLBook(connection, now), address, at)


def enrol(connection: sqlite3.Connection, contact: str, given: Address, now: float) -> None:
    """Bind an address to a contact id from outside; what another contact is bound to stays with that one."""
    seen = normal(given)
    connection.execute(
        "INSERT OR IGNORE INTO contacts (contact, phone, user_id, name, first_seen) VALUES (?, '', '', ?, ?)",
        (contact, seen.name, now),
    )
    connection.execute("INSERT OR IGNORE INTO conversations (contact) VALUES (?)", (contact,))
    for kind, value in ids_of(seen):
        connection.execute(
            "INSERT OR IGNORE INTO identities (kind, value, contact) VALUES (?, ?, ?)", (kind, value, contact)
        )
    book = SQLBook(connection, now)
    mine = {kind: value for kind, value in ids_of(seen) if (line := book.entry(kind, value)) and line[0] == contact}
    _write(connection, contact, merged(Address(**mine, name=seen.name), book.known(contact)))


def find(connection: sqlite3.Connection, value: str) -> str:
    """The contact with this phone number or user id; empty when nobody has it."""
    row = connection.execute(
        "SELECT contact FROM identities WHERE (kind = 'phone' AND value = ?) OR (kind <> 'phone' AND value = ?)",
        (value.lstrip("+"), value),
    ).fetchone()
    return str(row[0]) if row else ""


def address(connection: sqlite3.Connection, contact: str) -> Address | None:
    """Where to reach the contact; None when nobody knows."""
    known = _known(connection, merging.real(connection, contact))
    return known if ids_of(known) else None


class SQLBook:
    """`Book` over one connection."""

    def __init__(self, connection: sqlite3.Connection, now: float) -> None:
        self._connection = connection
        self._now = now

    def entry(self, kind: IdKind, value: str) -> Entry | None:
        row = self._connection.execute(
            "SELECT contact, left_at FROM identities WHERE kind = ? AND value = ?", (kind, value)
        ).fetchone()
        return Entry(*row) if row else None

    def enter(self, kind: IdKind, value: str, contact: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO identities (kind, value, contact) VALUES (?, ?, ?)", (kind, value, contact)
        )

    def leave(self, kind: IdKind, value: str, at: int) -> None:
        self._connection.execute("UPDATE identities SET left_at = ? WHERE kind = ? AND value = ?", (at, kind, value))

    def known(self, contact: str) -> Address:
        return _known(self._connection, contact)

    def first_seen(self, contact: str) -> float:
        row = self._connection.execute("SELECT first_seen FROM contacts WHERE contact = ?", (contact,)).fetchone()
        return float(row[0])

    def make(self, seen: Address) -> str:
        contact = new_contact()
        self._connection.execute(
            f"INSERT INTO contacts (contact, {_ADDRESS}, first_seen) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (contact, *_values(seen), self._now),
        )
        self._connection.execute("INSERT INTO conversations (contact) VALUES (?)", (contact,))
        body = {**address_body(seen), "first_seen": iso(self._now)}
        records.append(self._connection, "contact", contact, contact, body, self._now)
        return contact

    def write(self, contact: str, address: Address) -> None:
        _write(self._connection, contact, address)
        key = f"{contact}:{secrets.token_hex(8)}"
        records.append(self._connection, "profile", key, contact, address_body(address), self._now)

    def merge(self, kept: str, gone: str, by: str) -> bool:
        return merging.merge(self._connection, kept, gone, by, self._now)

    def note(self, field: str, contact: str, other: str) -> None:
        body = {"field": field, "payload": {"contact": contact, "other": other}}
        records.append(self._connection, "event", f"{field}:{contact}:{other}", contact, body, self._now)


def _known(connection: sqlite3.Connection, contact: str) -> Address:
    row = connection.execute(f"SELECT {_ADDRESS} FROM contacts WHERE contact = ?", (contact,)).fetchone()
    if row is None:
        return Address()
    phone, user_id, name, parent_id, username = row
    return Address(phone=phone, user_id=user_id, name=name, parent_id=parent_id, username=username)


def _write(connection: sqlite3.Connection, contact: str, address: Address) -> None:
    connection.execute(
        "UPDATE contacts SET phone = ?, user_id = ?, name = ?, parent_id = ?, username = ? WHERE contact = ?",
        (*_values(address), contact),
    )


def _values(address: Address) -> tuple[str, ...]:
    return (address.phone, address.user_id, address.name, address.parent_id, address.username)
