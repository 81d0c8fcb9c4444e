"""Plain messages, kept many at a time: a statement for all of them costs little more than for one.

Anything that needs more than new rows (a new name or number of somebody we know, an edit, a repeat that waits for one)
is taken by itself: nothing overtakes.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from agent.channel.kinds import STARTS_A_TURN
from agent.journal import strangers
from agent.journal.lookup import NUL, Known, compact, contact_of, found, known_people
from agent.journal.persons import Entry, ids_of, normal
from agent.journal.strangers import Stranger
from agent.journal.values import clean, dump, micros, new_contact
from agent.ports import Address, InboxItem, InboxMessage

Key = tuple[str, str]

_SEEN = """SELECT json_group_array(wanted.key) FROM json_each(?) AS wanted
    WHERE EXISTS (SELECT 1 FROM inbox WHERE number = wanted.value ->> 0 AND id = wanted.value ->> 1)"""
_REVISED = """SELECT count(*) FROM json_each(?) AS wanted WHERE EXISTS (SELECT 1 FROM inbox
    WHERE number = wanted.value ->> 0 AND revises = wanted.value ->> 1 AND revises <> '')"""
_KEEP = """INSERT INTO inbox (number, id, contact, kind, text, choice, sent_at, payload, received_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, ?
    FROM json_each(?) ORDER BY key"""


def is_plain(item: InboxItem) -> bool:
    """Whether nothing but its own row may follow from it, where its sender is known or nobody's."""
    return (
        isinstance(item, InboxMessage) and item.change is None and item.revises is None and item.kind in STARTS_A_TURN
    )


def take(connection: sqlite3.Connection, items: Sequence[InboxMessage], now: float) -> Sequence[bool]:
    """As many of the first of these plain messages as can be kept together; whether each was new."""
    keys = [(clean(item.number), clean(item.id)) for item in items]
    wanted = compact(keys)
    if NUL in wanted or connection.execute(_REVISED, (wanted,)).fetchone()[0]:
        return []
    senders = [normal(item.sender) for item in items]
    known = known_people(connection, senders)
    if known is None:
        return []
    portion = _Portion(known, {keys[place] for place in found(connection, _SEEN, wanted)})
    for item, key, sender in zip(items, keys, senders, strict=True):
        if not portion.add(item, key, sender):
            break
    return portion.new if portion.keep(connection, now) else []


class _Portion:
    """What the messages so far add to the journal."""

    def __init__(self, known: Known, seen: set[Key]) -> None:
        self._known = known
        self._seen = seen
        self._rows: list[Sequence[Any]] = []
        self._strangers: list[Stranger] = []
        self.new: list[bool] = []

    def add(self, item: InboxMessage, key: Key, sender: Address) -> bool:
        """False, and nothing added, where the sender is somebody of whom there is anything new."""
        is_new = key not in self._seen
        if is_new:
            contact = contact_of(self._known, sender)
            if contact is None:
                return False
            self._seen.add(key)
            self._rows.append(_row(item, key, contact or self._meet(sender)))
        self.new.append(is_new)
        return True

    def _meet(self, sender: Address) -> str:
        contact = new_contact()
        self._strangers.append((contact, sender))
        self._known.update(dict.fromkeys(ids_of(sender), (Entry(contact), sender)))
        return contact

    def keep(self, connection: sqlite3.Connection, now: float) -> bool:
        """False, and nothing kept, where a text cannot go this way."""
        told, met = compact(self._rows), strangers.rows_of(self._strangers, now)
        if NUL in told or NUL in met:
            return False
        if self._strangers:
            strangers.make_known(connection, self._strangers, met, now)
        if self._rows:
            connection.execute(_KEEP, (now, told))
        return True


def _row(item: InboxMessage, key: Key, contact: str) -> Sequence[Any]:
    words = (item.kind, clean(item.text), clean(item.choice))
    return (*key, contact, *words, micros(item.sent_at), dump(item.payload))
