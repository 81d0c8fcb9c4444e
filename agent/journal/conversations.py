"""Leases: one worker answers a conversation at a time, and an old one cannot write after it lost the lease."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent.journal import people, reach, records, revisions
from agent.journal.merging import FREE, LEASED_UNDER_OLD_ID
from agent.journal.numbers import RUNNING
from agent.journal.rules import MAX_ATTEMPTS, age_s, due, last_heard, set_aside_item
from agent.journal.values import moment
from agent.ports import Lease, LeaseLostError, Waiting
from agent.turn import Inbound

_END_MERGED = (
    "UPDATE conversations SET lease_owner = '', lease_until = 0 WHERE lease_until > 0 "
    "AND contact IN (SELECT gone FROM merges WHERE kept = ?)"
)
"""SQL: leases under ids that were merged into this contact: over once it is leased itself, whatever the clock says."""
_HELD = "contact = ? AND fence = ? AND lease_owner = ? AND lease_until > ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    place: int
    attempts: int
    sent: bool
    message: Inbound


def waiting(connection: sqlite3.Connection, now: float) -> Sequence[str]:
    """Contacts with unanswered messages and no live lease, the longest waiting first."""
    rows = connection.execute(
        "SELECT contact FROM inbox JOIN conversations USING (contact) WHERE state = 'waiting' "
        f"AND {FREE.format(of='conversations', now='?1')} AND {RUNNING.format(of='inbox', now='?2')} "
        f"AND NOT {LEASED_UNDER_OLD_ID.format(contact='inbox.contact', now='?1')} "
        "GROUP BY contact ORDER BY min(place)",
        (now, round(now * 1e6)),
    ).fetchall()
    return [contact for (contact,) in rows]


def lease(connection: sqlite3.Connection, contact: str, owner: str, seconds: float, now: float) -> Lease | None:
    """The conversation with its due messages, each attempt counted; None when leased or nothing waits."""
    row = connection.execute(
        f"SELECT fence FROM conversations WHERE contact = ?1 AND {FREE.format(of='conversations', now='?2')} "
        f"AND NOT {LEASED_UNDER_OLD_ID.format(contact='?1', now='?2')}",
        (contact, now),
    ).fetchone()
    if row is None:
        return None
    messages = due(_without_set_aside(connection, contact, now))
    if not messages:
        return None
    fence, until = int(row[0]) + 1, now + seconds
    connection.execute(
        "UPDATE conversations SET lease_owner = ?, lease_until = ?, fence = ? WHERE contact = ?",
        (owner, until, fence, contact),
    )
    connection.execute(_END_MERGED, (contact,))
    for message in messages:
        connection.execute("UPDATE inbox SET attempts = attempts + 1 WHERE place = ?", (message.place,))
    for number, heard_at in last_heard(kept.message for kept in messages).items():
        reach.open_window(connection, contact, number, heard_at)
    return Lease(
        contact=contact,
        fence=fence,
        until=until,
        messages=tuple(message.message for message in messages),
        attempts=1 + max(message.attempts for message in messages),
    )


def renew(connection: sqlite3.Connection, held: Lease, owner: str, seconds: float, now: float) -> Lease:
    """The same lease, running until `now + seconds`."""
    changed = connection.execute(
        f"UPDATE conversations SET lease_until = ? WHERE {_HELD}",
        (now + seconds, held.contact, held.fence, owner, now),
    ).rowcount
    if not changed:
        raise lost(held.contact)
    return replace(held, until=now + seconds)


def settle(connection: sqlite3.Connection, held: Lease, owner: str, now: float) -> None:
    """Give the conversation back with the lease's messages answered."""
    release(connection, held, owner, now)
    for message in held.messages:
        connection.execute(
            "UPDATE inbox SET state = 'answered' WHERE number = ? AND id = ?", (message.number, message.id)
        )
    revisions.settled(connection, held.messages, now)


def release(connection: sqlite3.Connection, held: Lease, owner: str, now: float, *, again_in_s: float = 0.0) -> None:
    """Give the conversation back as it is; nobody's lease keeps it until it may be tried again."""
    changed = connection.execute(
        f"UPDATE conversations SET lease_owner = '', lease_until = ? WHERE {_HELD}",
        (now + again_in_s if again_in_s else 0, held.contact, held.fence, owner, now),
    ).rowcount
    if not changed:
        raise lost(held.contact)


def must_hold(connection: sqlite3.Connection, contact: str, fence: int, owner: str, now: float) -> None:
    """LeaseLostError when this owner's lease of the conversation is over."""
    if not connection.execute(f"SELECT 1 FROM conversations WHERE {_HELD}", (contact, fence, owner, now)).fetchone():
        raise lost(contact)


def clear_leases(connection: sqlite3.Connection) -> None:
    """End every lease: their owners are dead when this process holds the data folder. Fences stay."""
    connection.execute("UPDATE conversations SET lease_owner = '', lease_until = 0 WHERE lease_owner <> ''")


def lost(contact: str) -> LeaseLostError:
    """The error a worker gets that came too late."""
    return LeaseLostError(f"the lease of {contact} is over; write nothing more for it, its messages are tried again")


def _without_set_aside(connection: sqlite3.Connection, contact: str, now: float) -> Sequence[_Waiting]:
    rows = _waiting_messages(connection, contact, now)
    for row in rows:
        if row.attempts >= MAX_ATTEMPTS:
            _set_aside(connection, row, now)
    return [row for row in rows if row.attempts < MAX_ATTEMPTS]


def _waiting_messages(connection: sqlite3.Connection, contact: str, now: float) -> Sequence[_Waiting]:
    rows = connection.execute(
        "SELECT place, attempts, EXISTS (SELECT 1 FROM outbox WHERE message_id = inbox.id), "
        "id, contact, kind, text, choice, sent_at, number FROM inbox "
        f"WHERE contact = ? AND state = 'waiting' AND {RUNNING.format(of='inbox', now='?')} "
        "ORDER BY sent_at, place LIMIT 500",
        (contact, round(now * 1e6)),
    ).fetchall()
    return [
        _Waiting(
            place=place,
            attempts=attempts,
            sent=bool(sent),
            message=_inbound(message),
        )
        for place, attempts, sent, *message in rows
    ]


def _set_aside(connection: sqlite3.Connection, row: _Waiting, now: float) -> None:
    connection.execute("UPDATE inbox SET state = 'set_aside' WHERE place = ?", (row.place,))
    message = row.message
    body = {
        "field": "message-set-aside",
        "number": message.number,
        "payload": {"message_id": message.id, "attempts": row.attempts},
    }
    key = f"message-set-aside:{message.number}:{message.id}"
    records.append(connection, "event", key, message.contact, body, now)
    people.open_review(connection, set_aside_item(message, moment(round(now * 1e6))), now)


def set_aside(connection: sqlite3.Connection) -> Sequence[Inbound]:
    """Messages set aside that no send answers, the oldest first."""
    rows = connection.execute(
        "SELECT id, contact, kind, text, choice, sent_at, number FROM inbox WHERE state = 'set_aside' "
        "AND NOT EXISTS (SELECT 1 FROM outbox WHERE message_id = inbox.id) ORDER BY place LIMIT 100"
    ).fetchall()
    return [_inbound(row) for row in rows]


def held(connection: sqlite3.Connection, after: int, limit: int, now: float) -> tuple[Sequence[Inbound], int]:
    """Messages that wait because their number is stopped, in the order they came, and the place of the last."""
    rows = connection.execute(
        "SELECT id, contact, kind, text, choice, sent_at, number, place FROM inbox WHERE place > ? "
        f"AND state = 'waiting' AND NOT ({RUNNING.format(of='inbox', now='?')}) ORDER BY place LIMIT ?",
        (after, round(now * 1e6), limit),
    ).fetchall()
    return [_inbound(row[:-1]) for row in rows], rows[-1][-1] if rows else after


def _inbound(row: Sequence[Any]) -> Inbound:
    key, contact, kind, text, choice, sent_at, number = row
    return Inbound(id=key, contact=contact, kind=kind, text=text, choice=choice, sent_at=moment(sent_at), number=number)


def peek(connection: sqlite3.Connection, contact: str, now: float) -> Waiting:
    """How much waits, and the newest of it."""
    rows = connection.execute(
        "SELECT text, received_at, attempts FROM inbox WHERE contact = ? AND state = 'waiting' ORDER BY place",
        (contact,),
    ).fetchall()
    if not rows:
        return Waiting()
    text, received_at, _ = rows[-1]
    return Waiting(
        messages=len(rows),
        last_text=text,
        age_s=age_s(received_at, now),
        attempts=max(attempts for *_, attempts in rows),
    )
