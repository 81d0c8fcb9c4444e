"""People looked up many at a time: one statement for all the ids that a portion of a webhook names."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from agent.journal.persons import Entry, ids_of, merged
from agent.ports import Address

NUL = "\\u0000"
"""SQLite ends a text at a NUL when it reads JSON: a portion that holds one goes another way."""

Known = dict[tuple[str, str], tuple[Entry, Address]]
"""By kind and value of an id: its line in the book of addresses, and all we know of whose it is."""

_PEOPLE = """SELECT json_group_array(json_array(
        kind, identities.value, identities.contact, left_at, phone, user_id, name, parent_id, username))
    FROM json_each(?) AS wanted
    CROSS JOIN identities ON kind = wanted.value ->> 0 AND identities.value = wanted.value ->> 1
    JOIN contacts ON contacts.contact = identities.contact"""


def known_people(connection: sqlite3.Connection, seen: Sequence[Address]) -> Known | None:
    """What the book says of the ids of these normal addresses; None where SQLite could not read one of them."""
    wanted = compact(sorted({pair for address in seen for pair in ids_of(address)}))
    if NUL in wanted:
        return None
    return {
        (kind, value): (Entry(contact, left_at), _address(told))
        for kind, value, contact, left_at, *told in found(connection, _PEOPLE, wanted)
    }


def contact_of(known: Known, seen: Address) -> str | None:
    """The contact that all ids of the address lead to, empty where nobody has any of them; None where anything of it
    is new: then the book itself must be asked."""
    lines = [known.get(pair) for pair in ids_of(seen)]
    first = lines[0]
    if any(line != first for line in lines):
        return None
    if first is None:
        return ""
    entry, address = first
    return entry.contact if entry.left_at is None and merged(address, seen) == address else None


def compact(value: Any) -> str:
    """JSON for SQLite to read."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def found(connection: sqlite3.Connection, sql: str, *values: Any) -> list[Any]:
    """The one JSON array that a statement answers with: fetching rows one by one takes longer than reading it."""
    rows: list[Any] = json.loads(connection.execute(sql, values).fetchone()[0])
    return rows


def _address(told: Sequence[str]) -> Address:
    phone, user_id, name, parent_id, username = told
    return Address(phone=phone, user_id=user_id, name=name, parent_id=parent_id, username=username)
