"""People who write for the first time, made known many at a time."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from agent.journal.lookup import compact
from agent.journal.persons import address_body, ids_of
from agent.journal.values import dump, iso, micros
from agent.ports import Address

Stranger = tuple[str, Address]
"""The id of the new contact, and the normal address it was seen with."""

_CONTACTS = """INSERT INTO contacts (contact, phone, user_id, name, parent_id, username, first_seen)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, ?
    FROM json_each(?)"""
_CONVERSATIONS = "INSERT INTO conversations (contact) SELECT value ->> 0 FROM json_each(?)"
_RECORDS = """INSERT INTO records (kind, key, contact, at, body)
    SELECT 'contact', value ->> 0, value ->> 0, ?, value ->> 6 FROM json_each(?) ORDER BY key"""
_IDENTITIES = """INSERT INTO identities (kind, value, contact)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)"""


def rows_of(strangers: Sequence[Stranger], now: float) -> str:
    """What `make_known` takes; not for it where a NUL stands in it."""
    return compact([_row(contact, seen, now) for contact, seen in strangers])


def make_known(connection: sqlite3.Connection, strangers: Sequence[Stranger], rows: str, now: float) -> None:
    """Contacts, conversations, ids and the facts for the store: what the book of addresses makes of one at a time."""
    connection.execute(_CONTACTS, (now, rows))
    connection.execute(_CONVERSATIONS, (rows,))
    connection.execute(_RECORDS, (micros(datetime.fromtimestamp(now, UTC)), rows))
    ids = [(kind, value, contact) for contact, seen in strangers for kind, value in ids_of(seen)]
    connection.execute(_IDENTITIES, (compact(ids),))


def _row(contact: str, seen: Address, now: float) -> Sequence[str]:
    body = dump({**address_body(seen), "first_seen": iso(now)})
    return (contact, seen.phone, seen.user_id, seen.name, seen.parent_id, seen.username, body)
