"""Pauses and the review queue: where a person has taken over, and what one should look at."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from agent.journal import ledger, records
from agent.journal.persons import longest
from agent.journal.rules import META, TAKEOVERS, held_now, in_queue_order, pause_body, review_body, with_message
from agent.journal.values import clean, dump, iso, micros, moment
from agent.ports import Pause, ReviewItem, ReviewState, Takeover

_IN_FORCE = "contact = ? AND released_at IS NULL AND (until IS NULL OR until > ?)"
_ITEM = (
    "id, contact, message_id, reason, flags, severity, opened_at, state, done_by, done_at, "
    "(SELECT count(*) FROM pause_messages WHERE pause_messages.contact = reviews.contact "
    "AND pause = reviews.message_id)"
)


def pause(connection: sqlite3.Connection, wanted: Pause, now: float) -> bool:
    """Insert, unless a pause is in force or this message made one before."""
    if any(held.reason not in TAKEOVERS for held in _in_force(connection, wanted.contact, now)):
        return False
    until = micros(wanted.until) if wanted.until else None
    key = clean(wanted.message_id)
    new = connection.execute(
        "INSERT OR IGNORE INTO pauses (contact, message_id, reason, at, until) VALUES (?, ?, ?, ?, ?)",
        (wanted.contact, key, wanted.reason, micros(wanted.at), until),
    ).rowcount
    if new:
        records.append(connection, "pause", f"{wanted.contact}:{key}:paused", wanted.contact, pause_body(wanted), now)
    return bool(new)


def hold(connection: sqlite3.Connection, wanted: Pause, instead_of: str, free_before: datetime, now: float) -> Pause:
    """See `Journal.hold`."""
    held = next((one for one in _in_force(connection, wanted.contact, now) if one.reason not in TAKEOVERS), None)
    if held is None:
        held = replace(wanted, message_id=clean(wanted.message_id), holder="", held_since=None, held_at=None)
        pause(connection, held, now)
    changed = held_now(held, wanted, instead_of, free_before)
    if changed is None:
        return held
    _keep(connection, changed, now)
    return changed


def _keep(connection: sqlite3.Connection, changed: Pause, now: float) -> None:
    """Who holds it and when it ends, told to the store too."""
    connection.execute(
        "UPDATE pauses SET until = ?, holder = ?, held_since = ?, held_at = ? WHERE contact = ? AND message_id = ?",
        (
            *(_micros(changed.until), clean(changed.holder), _micros(changed.held_since), _micros(changed.held_at)),
            *(changed.contact, changed.message_id),
        ),
    )
    key = f"{changed.contact}:{changed.message_id}:held:{round(now * 1e6)}"
    records.append(connection, "pause", key, changed.contact, pause_body(changed), now)


def _micros(at: datetime | None) -> int | None:
    return micros(at) if at else None


def add_pause(connection: sqlite3.Connection, wanted: Pause, now: float) -> None:
    """A pause beside those in force, so that every line of a colleague's makes the silence last longer."""
    new = connection.execute(
        "INSERT OR IGNORE INTO pauses (contact, message_id, reason, at, until) VALUES (?, ?, ?, ?, ?)",
        (
            *(wanted.contact, clean(wanted.message_id), wanted.reason, micros(wanted.at)),
            micros(wanted.until) if wanted.until else None,
        ),
    ).rowcount
    if new:
        key = f"{wanted.contact}:{clean(wanted.message_id)}:paused"
        records.append(connection, "pause", key, wanted.contact, pause_body(wanted), now)


def end_takeover(connection: sqlite3.Connection, contact: str, news: Takeover, now: float) -> None:
    """The other app gave the conversation back: what it caused before is over."""
    for held in _in_force(connection, contact, now):
        if held.reason == news.reason and held.at <= news.at:
            _release(connection, held, META, now)


def pause_of(connection: sqlite3.Connection, contact: str, now: float) -> Pause | None:
    """The pause in force at this time."""
    return next(iter(_in_force(connection, contact, now)), None)


def _in_force(connection: sqlite3.Connection, contact: str, now: float) -> Sequence[Pause]:
    """The newest first; there is more than one only while two contacts are being merged."""
    rows = connection.execute(
        "SELECT message_id, reason, at, until, holder, held_since, held_at, (SELECT count(*) FROM pause_messages WHERE "
        "pause_messages.contact = pauses.contact AND pause = pauses.message_id) FROM pauses "
        f"WHERE {_IN_FORCE} ORDER BY at DESC",
        (contact, round(now * 1e6)),
    ).fetchall()
    return [
        Pause(
            contact=contact,
            message_id=message_id,
            reason=reason,
            at=moment(at),
            until=_moment(until),
            waiting=waiting,
            holder=holder,
            held_since=_moment(held_since),
            held_at=_moment(held_at),
        )
        for message_id, reason, at, until, holder, held_since, held_at, waiting in rows
    ]


def _moment(at: int | None) -> datetime | None:
    return moment(at) if at is not None else None


def _release(connection: sqlite3.Connection, pause: Pause, by: str, now: float) -> None:
    connection.execute(
        "UPDATE pauses SET released_at = ?, released_by = ? WHERE contact = ? AND message_id = ?",
        (round(now * 1e6), clean(by), pause.contact, pause.message_id),
    )
    body = {**pause_body(pause), "state": "released", "released_by": by, "released_at": iso(now)}
    records.append(connection, "pause", f"{pause.contact}:{pause.message_id}:released", pause.contact, body, now)


def join(connection: sqlite3.Connection, kept: str, gone: str, now: float) -> None:
    """The pauses of two contacts that are one: of those in force the longest stays, and what waits, waits for it."""
    connection.execute("UPDATE OR IGNORE pauses SET contact = ? WHERE contact = ?", (kept, gone))
    connection.execute("UPDATE OR IGNORE pause_messages SET contact = ? WHERE contact = ?", (kept, gone))
    connection.execute("DELETE FROM pause_messages WHERE contact = ?", (gone,))
    held = _in_force(connection, kept, now)
    stays = longest(held)
    for pause in held:
        if stays is not None and pause != stays:
            _release(connection, pause, "merge", now)
            connection.execute(
                "UPDATE pause_messages SET pause = ? WHERE contact = ? AND pause = ?",
                (stays.message_id, kept, pause.message_id),
            )


def count_waiting(connection: sqlite3.Connection, contact: str, message_id: str, now: float) -> None:
    """One more message that waits, but for the one that made the pause."""
    held = pause_of(connection, contact, now)
    if held and held.message_id != clean(message_id):
        row = (contact, clean(message_id), held.message_id)
        connection.execute("INSERT OR IGNORE INTO pause_messages (contact, message_id, pause) VALUES (?, ?, ?)", row)
        owed = with_message(held)
        if owed != held:
            _keep(connection, owed, now)


def end_pause(connection: sqlite3.Connection, contact: str, by: str, now: float) -> bool:
    """Release, settle the hand-offs of this contact, and write both down."""
    held = pause_of(connection, contact, now)
    if held is None:
        return False
    for pause in _in_force(connection, contact, now):
        _release(connection, pause, by, now)
    detail = dump({"reason": held.reason, "message_id": held.message_id, "waiting": held.waiting})
    ledger.write_audit(connection, by, "contact.release", contact, detail, now)
    for item in _items(connection, "contact = ? AND state = 'open' AND reason NOT IN ('flagged', 'delivery')", contact):
        _done(connection, item, by, now)
    return True


def open_review(connection: sqlite3.Connection, item: ReviewItem, now: float) -> bool:
    """Insert, unless the id is known."""
    new = connection.execute(
        "INSERT OR IGNORE INTO reviews (id, contact, message_id, reason, flags, severity, opened_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(item.id, item.contact, clean(item.message_id), item.reason),
            *(dump(list(item.flags)), item.severity, micros(item.opened_at)),
        ),
    ).rowcount
    if new:
        records.append(connection, "review", f"{item.id}:open", item.contact, review_body(item), now)
    return bool(new)


def reviews(connection: sqlite3.Connection, state: ReviewState) -> Sequence[ReviewItem]:
    """All items in this state, in the order of the queue."""
    return in_queue_order(_items(connection, "state = ?", state))


def close_review(connection: sqlite3.Connection, item_id: str, by: str, now: float) -> ReviewItem | None:
    """Mark done and write it down."""
    found = _items(connection, "id = ?", item_id)
    if not found or found[0].state == "done":
        return found[0] if found else None
    return _done(connection, found[0], by, now)


def _done(connection: sqlite3.Connection, item: ReviewItem, by: str, now: float) -> ReviewItem:
    done = replace(item, state="done", done_by=clean(by), done_at=moment(round(now * 1e6)))
    connection.execute(
        "UPDATE reviews SET state = 'done', done_by = ?, done_at = ? WHERE id = ?",
        (done.done_by, round(now * 1e6), item.id),
    )
    records.append(connection, "review", f"{item.id}:done", item.contact, review_body(done), now)
    ledger.write_audit(connection, by, "review.done", item.id, dump(audit_detail(item)), now)
    return done


def audit_detail(item: ReviewItem) -> Mapping[str, Any]:
    """What the audit log keeps of a settled item."""
    return {"contact": item.contact, "reason": item.reason, "flags": list(item.flags)}


def _items(connection: sqlite3.Connection, where: str, value: str) -> Sequence[ReviewItem]:
    rows = connection.execute(f"SELECT {_ITEM} FROM reviews WHERE {where}", (value,)).fetchall()
    return [
        ReviewItem(
            id=key,
            contact=contact,
            message_id=message_id,
            reason=reason,
            flags=tuple(json.loads(flags)),
            severity=severity,
            opened_at=moment(opened_at),
            state=state,
            done_by=done_by,
            done_at=moment(done_at) if done_at is not None else None,
            waiting=waiting,
        )
        for key, contact, message_id, reason, flags, severity, opened_at, state, done_by, done_at, waiting in rows
    ]
