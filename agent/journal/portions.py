"""Messages of people we know, kept many at a time: a statement for all of them costs little more than for one.

Anything that needs more than a new row (a stranger, a new name or number, an edit, a repeat that waits for one) is
taken one by one, and so is all that came after it: nothing overtakes.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from agent.channel.kinds import STARTS_A_TURN
from agent.journal.persons import Entry, ids_of, merged, normal
from agent.journal.rules import clean, dump, micros
from agent.ports import Address, InboxItem, InboxMessage

_NUL = "\\u0000"
"""SQLite ends a text at a NUL when it reads JSON."""

Known = Mapping[tuple[str, str], tuple[Entry, Address]]
Key = tuple[str, str]

_PEOPLE = """SELECT json_group_array(json_array(
        kind, identities.value, identities.contact, left_at, phone, user_id, name, parent_id, username))
    FROM json_each(?) AS wanted
    CROSS JOIN identities ON kind = wanted.value ->> 0 AND identities.value = wanted.value ->> 1
    JOIN contacts ON contacts.contact = identities.contact"""
_SEEN = """SELECT json_group_array(wanted.key) FROM json_each(?) AS wanted
    WHERE EXISTS (SELECT 1 FROM inbox WHERE number = wanted.value ->> 0 AND id = wanted.value ->> 1)"""
_REVISED = """SELECT count(*) FROM json_each(?) AS wanted WHERE EXISTS (SELECT 1 FROM inbox
    WHERE number = wanted.value ->> 0 AND revises = wanted.value ->> 1 AND revises <> '')"""
_KEEP = """INSERT INTO inbox (number, id, contact, kind, text, choice, sent_at, payload, received_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, ?
    FROM json_each(?) ORDER BY key"""


def is_plain(item: InboxItem) -> bool:
    """Whether nothing but its own row may follow from it, where its sender is known."""
    return (
        isinstance(item, InboxMessage) and item.change is None and item.revises is None and item.kind in STARTS_A_TURN
    )


def take(connection: sqlite3.Connection, items: Sequence[InboxMessage], now: float) -> Sequence[bool]:
    """As many of the first of these plain messages as can be kept together; whether each was new."""
    keys = [(clean(item.number), clean(item.id)) for item in items]
    wanted = _json(keys)
    if _NUL in wanted or connection.execute(_REVISED, (wanted,)).fetchone()[0]:
        return []
    seen = {keys[place] for place in json.loads(connection.execute(_SEEN, (wanted,)).fetchone()[0])}
    contacts = _contacts(connection, items)
    new: list[bool] = []
    rows: list[Sequence[Any]] = []
    for item, key, contact in zip(items, keys, contacts, strict=False):
        new.append(key not in seen)
        if new[-1]:
            seen.add(key)
            rows.append(_row(item, key, contact))
    return new if _keep(connection, rows, now) else []


def _contacts(connection: sqlite3.Connection, items: Sequence[InboxMessage]) -> Sequence[str]:
    """Whose the first messages are, up to the first by somebody of whom there is anything new."""
    seen = [normal(item.sender) for item in items]
    wanted = _json(sorted({pair for address in seen for pair in ids_of(address)}))
    if _NUL in wanted:
        return []
    known: Known = {
        (kind, value): (Entry(contact, left_at), _address(told))
        for kind, value, contact, left_at, *told in json.loads(connection.execute(_PEOPLE, (wanted,)).fetchone()[0])
    }
    found: list[str] = []
    for address in seen:
        contact = _contact(known, address)
        if not contact:
            break
        found.append(contact)
    return found


def _contact(known: Known, seen: Address) -> str:
    """The contact that all ids of the address lead to, where it tells nothing new of them; else empty."""
    found = [known.get(pair) for pair in ids_of(seen)]
    if found[0] is None or any(other != found[0] for other in found):
        return ""
    entry, address = found[0]
    return entry.contact if entry.left_at is None and merged(address, seen) == address else ""


def _address(told: Sequence[str]) -> Address:
    phone, user_id, name, parent_id, username = told
    return Address(phone=phone, user_id=user_id, name=name, parent_id=parent_id, username=username)


def _row(item: InboxMessage, key: Key, contact: str) -> Sequence[Any]:
    words = (item.kind, clean(item.text), clean(item.choice))
    return (*key, contact, *words, micros(item.sent_at), dump(item.payload))


def _keep(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]], now: float) -> bool:
    """False, and nothing kept, where a text cannot go this way."""
    told = _json(rows)
    if _NUL in told:
        return False
    if rows:
        connection.execute(_KEEP, (now, told))
    return True


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
