"""Statuses that say how far a send has come, kept many at a time and joined to their sends together.

A failure, a status of an attempt that was given up, and one that tells something new of a person are taken by
themselves: nothing overtakes.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agent.journal.lookup import NUL, Known, compact, contact_of, found, known_people
from agent.journal.persons import normal
from agent.journal.send_rules import PROGRESS, status_body, status_state
from agent.journal.values import clean, dump, micros
from agent.ports import Address, InboxItem, InboxStatus

Key = tuple[str, str, str]

_SEEN = """SELECT json_group_array(wanted.key) FROM json_each(?) AS wanted WHERE EXISTS (SELECT 1 FROM statuses
    WHERE wamid = wanted.value ->> 0 AND status = wanted.value ->> 1 AND recipient = wanted.value ->> 2)"""
_SEND = "id, message_id, coalesce(merges.kept, sent.contact), callback, wamid"
_SENDS = f"""SELECT json_group_array(json_array({_SEND})) FROM
    (SELECT outbox.* FROM json_each(?1) AS wanted CROSS JOIN outbox ON callback = wanted.value
     UNION SELECT outbox.* FROM json_each(?2) AS wanted CROSS JOIN outbox ON wamid = wanted.value AND wamid <> '')
    AS sent LEFT JOIN merges ON gone = sent.contact"""
_APART = """SELECT json_group_array(value) FROM json_each(?) AS wanted
    WHERE EXISTS (SELECT 1 FROM former_sends WHERE callback = wanted.value)
    OR EXISTS (SELECT 1 FROM former_sends WHERE wamid = wanted.value AND wamid <> '')
    OR EXISTS (SELECT 1 FROM statuses WHERE callback = wanted.value AND callback <> '' AND status = 'failed')
    OR EXISTS (SELECT 1 FROM statuses WHERE wamid = wanted.value AND status = 'failed')"""
_NAMED = """SELECT json_group_array(json_array(wanted.value, identities.contact)) FROM json_each(?) AS wanted
    CROSS JOIN identities ON (kind = 'phone' AND identities.value = ltrim(wanted.value, '+'))
    OR (kind IN ('user_id', 'parent_id') AND identities.value = wanted.value)"""
_KEEP = """INSERT INTO statuses (wamid, status, recipient, number, callback, at, errors, payload, received_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, '[]', value ->> 6, ?
    FROM json_each(?)"""
_RECORD = """INSERT INTO records (kind, key, contact, at, body)
    SELECT 'status', value ->> 0, value ->> 1, ?, value ->> 2 FROM json_each(?) WHERE TRUE ORDER BY key
    ON CONFLICT (kind, key) DO NOTHING"""
_TOLD = """SELECT json_group_array(json_array(id, status)) FROM
    (SELECT wanted.value ->> 0 AS id, status FROM json_each(?1) AS wanted
     CROSS JOIN statuses ON callback = wanted.value ->> 1 AND callback <> ''
     UNION SELECT wanted.value ->> 0 AS id, status FROM json_each(?1) AS wanted
     CROSS JOIN statuses ON wamid = wanted.value ->> 2 AND wamid <> '')"""
_SETTLE = """UPDATE outbox SET state = told.value ->> 1, wamid = told.value ->> 2, error = '', code = NULL,
    changed_at = ?, due_at = NULL FROM json_each(?) AS told WHERE outbox.id = told.value ->> 0"""


def is_plain(item: InboxItem) -> bool:
    """Whether it only says that a send has come along."""
    return isinstance(item, InboxStatus) and not item.errors and item.status in PROGRESS


def take(connection: sqlite3.Connection, items: Sequence[InboxStatus], now: float) -> Sequence[bool]:
    """As many of the first of these plain statuses as can be kept together; whether each was new."""
    told = [_Told.by(item) for item in items]
    portion = _portion(connection, told)
    if portion is None:
        return []
    for one in told:
        if not portion.add(one):
            break
    return portion.new if portion.keep(connection, now) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A status as the journal compares it."""

    item: InboxStatus
    key: Key
    callback: str
    person: Address | None

    @classmethod
    def by(cls, item: InboxStatus) -> "_Told":
        key = (clean(item.wamid), clean(item.status), clean(item.to))
        person = normal(item.person) if item.person else None
        return cls(item=item, key=key, callback=clean(item.callback), person=person)


@dataclass(slots=True)
class _Send:
    """What of a row of the outbox a status needs. `contact`: under the id it goes on by."""

    id: str
    message_id: str
    contact: str
    callback: str
    wamid: str


def _portion(connection: sqlite3.Connection, told: Sequence[_Told]) -> "_Portion | None":
    """Nothing added yet; None where a text cannot be asked for this way."""
    keys = compact([one.key for one in told])
    callbacks = compact(sorted({one.callback for one in told} - {""}))
    known = known_people(connection, [one.person for one in told if one.person])
    if known is None or NUL in keys or NUL in callbacks:
        return None
    wamids = sorted({one.key[0] for one in told} - {""})
    sends = [_Send(*row) for row in found(connection, _SENDS, callbacks, compact(wamids))]
    names = {one.callback for one in told}.union(wamids, *((send.callback, send.wamid) for send in sends))
    return _Portion(
        known=known,
        seen={told[place].key for place in found(connection, _SEEN, keys)},
        sends=sends,
        apart=frozenset(found(connection, _APART, compact(sorted(names - {""})))),
        named=dict(found(connection, _NAMED, compact(sorted({one.key[2] for one in told})))),
    )


class _Portion:
    """What the statuses so far add to the journal."""

    def __init__(
        self,
        *,
        known: Known,
        seen: set[Key],
        sends: Sequence[_Send],
        apart: frozenset[str],
        named: Mapping[str, str],
    ) -> None:
        """`apart`: callbacks and wamids whose statuses are taken by themselves; `named`: contacts by what statuses
        call their addressee."""
        self._known = known
        self._seen = seen
        self._by_callback = {send.callback: send for send in sends}
        self._by_wamid = {send.wamid: send for send in sends if send.wamid}
        self._apart = apart
        self._named = named
        self._rows: list[Sequence[Any]] = []
        self._records: list[Sequence[str]] = []
        self._settled: dict[str, _Send] = {}
        self.new: list[bool] = []

    def add(self, told: _Told) -> bool:
        """False, and nothing added, where this one must be taken by itself."""
        is_new = told.key not in self._seen
        if is_new and not self._add(told):
            return False
        self._seen.add(told.key)
        self.new.append(is_new)
        return True

    def _add(self, told: _Told) -> bool:
        person = contact_of(self._known, told.person) if told.person else ""
        send = self._send_of(told)
        if person is None or self._is_apart(told, send):
            return False
        if send is not None:
            self._settle(send, told.key[0])
        contact = send.contact if send else person or self._named.get(told.key[2], "")
        self._rows.append(_row(told))
        self._records.append(_record(told.item, contact, send))
        return True

    def _send_of(self, told: _Told) -> _Send | None:
        ours = self._by_callback.get(told.callback) if told.callback else None
        return ours or self._by_wamid.get(told.key[0])

    def _is_apart(self, told: _Told, send: _Send | None) -> bool:
        names = {told.callback, told.key[0]} | ({send.callback, send.wamid} if send else set())
        return not self._apart.isdisjoint(names)

    def _settle(self, send: _Send, wamid: str) -> None:
        send.wamid = send.wamid or wamid
        self._by_wamid.setdefault(send.wamid, send)
        self._settled[send.id] = send

    def keep(self, connection: sqlite3.Connection, now: float) -> bool:
        """False, and nothing kept, where a text cannot go this way."""
        rows, records = compact(self._rows), compact(self._records)
        if NUL in rows or NUL in records:
            return False
        if self._rows:
            connection.execute(_KEEP, (now, rows))
            self._bring_up_to_date(connection, now)
            connection.execute(_RECORD, (micros(datetime.fromtimestamp(now, UTC)), records))
        return True

    def _bring_up_to_date(self, connection: sqlite3.Connection, now: float) -> None:
        wanted = compact([(send.id, send.callback, send.wamid) for send in self._settled.values()])
        told: defaultdict[str, list[str]] = defaultdict(list)
        for send_id, status in found(connection, _TOLD, wanted) if self._settled else ():
            told[send_id].append(status)
        if told:
            states = [(key, status_state(statuses), self._settled[key].wamid) for key, statuses in told.items()]
            connection.execute(_SETTLE, (now, compact(states)))


def _row(told: _Told) -> Sequence[Any]:
    item = told.item
    return (*told.key, clean(item.number), told.callback, micros(item.at), dump(item.payload))


def _record(item: InboxStatus, contact: str, send: _Send | None) -> Sequence[str]:
    body = status_body(item, send.id if send else item.callback, send.message_id if send else "")
    return (clean(f"{item.wamid}:{item.status}:{item.to}"), contact, dump(body))
