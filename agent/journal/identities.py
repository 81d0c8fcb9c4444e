"""Who is who: phone numbers and business-scoped user ids to surrogate contacts."""

import secrets
import sqlite3

from agent.journal import records
from agent.journal.rules import iso, merged, new_contact, normal
from agent.ports import Address


def resolve(connection: sqlite3.Connection, address: Address, now: float) -> str:
    """The contact with this address; made, linked or renamed where the address says something new."""
    seen = normal(address)
    by_phone = _find(connection, "phone", seen.phone)
    by_user = _find(connection, "user_id", seen.user_id)
    contact = by_phone or by_user
    if contact is None:
        return _make(connection, seen, now)
    if by_phone and by_user and by_phone != by_user:
        _conflict(connection, by_phone, by_user, now)
        seen = Address(phone=seen.phone, name=seen.name)
    _update(connection, contact, seen, now)
    return contact


def enrol(connection: sqlite3.Connection, contact: str, given: Address, now: float) -> None:
    """Bind an address to a contact id from outside; what another contact is bound to stays with that one."""
    seen = normal(given)
    connection.execute("INSERT OR IGNORE INTO contacts VALUES (?, '', '', ?, ?)", (contact, seen.name, now))
    connection.execute("INSERT OR IGNORE INTO conversations (contact) VALUES (?)", (contact,))
    _link(connection, contact, seen)
    known = _known(connection, contact)
    mine = Address(
        phone=known.phone or _if_mine(connection, contact, "phone", seen.phone),
        user_id=known.user_id or _if_mine(connection, contact, "user_id", seen.user_id),
        name=known.name or seen.name,
    )
    connection.execute(
        "UPDATE contacts SET phone = ?, user_id = ?, name = ? WHERE contact = ?",
        (mine.phone, mine.user_id, mine.name, contact),
    )


def _if_mine(connection: sqlite3.Connection, contact: str, kind: str, value: str) -> str:
    return value if _find(connection, kind, value) == contact else ""


def find(connection: sqlite3.Connection, value: str) -> str:
    """The contact with this phone number or user id; empty when nobody has it."""
    digits = value.lstrip("+")
    return _find(connection, "phone", digits) or _find(connection, "user_id", value) or ""


def address(connection: sqlite3.Connection, contact: str) -> Address | None:
    """Where to reach the contact; None when nobody knows."""
    known = _known(connection, contact)
    return known if known.phone or known.user_id else None


def _known(connection: sqlite3.Connection, contact: str) -> Address:
    row = connection.execute("SELECT phone, user_id, name FROM contacts WHERE contact = ?", (contact,)).fetchone()
    return Address(phone=row[0], user_id=row[1], name=row[2]) if row else Address()


def _find(connection: sqlite3.Connection, kind: str, value: str) -> str | None:
    if not value:
        return None
    row = connection.execute("SELECT contact FROM identities WHERE kind = ? AND value = ?", (kind, value)).fetchone()
    return str(row[0]) if row else None


def _make(connection: sqlite3.Connection, seen: Address, now: float) -> str:
    contact = new_contact()
    connection.execute(
        "INSERT INTO contacts VALUES (?, ?, ?, ?, ?)", (contact, seen.phone, seen.user_id, seen.name, now)
    )
    connection.execute("INSERT INTO conversations (contact) VALUES (?)", (contact,))
    _link(connection, contact, seen)
    body = {"phone": seen.phone, "user_id": seen.user_id, "name": seen.name, "first_seen": iso(now)}
    records.append(connection, "contact", contact, contact, body, now)
    return contact


def _update(connection: sqlite3.Connection, contact: str, seen: Address, now: float) -> None:
    known = _known(connection, contact)
    after = merged(known, seen)
    _link(connection, contact, seen)
    if after == known:
        return
    connection.execute(
        "UPDATE contacts SET phone = ?, user_id = ?, name = ? WHERE contact = ?",
        (after.phone, after.user_id, after.name, contact),
    )
    body = {"phone": after.phone, "user_id": after.user_id, "name": after.name}
    records.append(connection, "profile", f"{contact}:{secrets.token_hex(8)}", contact, body, now)


def _link(connection: sqlite3.Connection, contact: str, seen: Address) -> None:
    for kind, value in (("phone", seen.phone), ("user_id", seen.user_id)):
        if value:
            connection.execute("INSERT OR IGNORE INTO identities VALUES (?, ?, ?)", (kind, value, contact))


def _conflict(connection: sqlite3.Connection, by_phone: str, by_user: str, now: float) -> None:
    key = f"identity-conflict:{by_phone}:{by_user}"
    body = {"field": "identity-conflict", "payload": {"phone_contact": by_phone, "user_id_contact": by_user}}
    records.append(connection, "event", key, by_phone, body, now)
