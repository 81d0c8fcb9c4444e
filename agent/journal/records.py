"""Facts for the store, in the order they were committed."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from agent.journal.values import clean, dump, micros, moment
from agent.ports import Record


def append(
    connection: sqlite3.Connection, kind: str, key: str, contact: str, body: Mapping[str, Any], now: float
) -> int | None:
    """The new record's seq, or None when (kind, key) was there already."""
    row = connection.execute(
        "INSERT INTO records (kind, key, contact, at, body) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (kind, key) DO NOTHING RETURNING seq",
        (kind, clean(key), contact, micros(datetime.fromtimestamp(now, UTC)), dump(body)),
    ).fetchone()
    return int(row[0]) if row else None


def append_once(
    connection: sqlite3.Connection, kind: str, key: str, contact: str, body: Mapping[str, Any], now: float
) -> int:
    """The seq of the first record with this (kind, key)."""
    seq = append(connection, kind, key, contact, body, now)
    if seq is not None:
        return seq
    row = connection.execute("SELECT seq FROM records WHERE kind = ? AND key = ?", (kind, clean(key))).fetchone()
    return int(row[0])


def after(connection: sqlite3.Connection, seq: int, limit: int) -> Sequence[Record]:
    """Up to `limit` records with a higher seq, in order."""
    rows = connection.execute(
        "SELECT seq, kind, key, contact, at, body FROM records WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)
    ).fetchall()
    return _records(rows)


def of_kind(connection: sqlite3.Connection, kind: str) -> Sequence[Record]:
    """All records of a kind, in order."""
    rows = connection.execute(
        "SELECT seq, kind, key, contact, at, body FROM records WHERE kind = ? ORDER BY seq", (kind,)
    ).fetchall()
    return _records(rows)


def about(connection: sqlite3.Connection, contacts: Sequence[str], after: int, upto: int) -> Sequence[Record]:
    """The records about these contacts with a seq above `after`, up to `upto`, in order."""
    rows = connection.execute(
        f"SELECT seq, kind, key, contact, at, body FROM records WHERE contact IN ({', '.join('?' * len(contacts))}) "
        "AND seq > ? AND seq <= ? ORDER BY seq",
        (*contacts, after, upto),
    ).fetchall()
    return _records(rows)


def of_bookings(connection: sqlite3.Connection, bookings: Sequence[str], upto: int) -> Sequence[Record]:
    """The records of these bookings, whoever they are about: their keys begin with the booking's id."""
    rows = [
        row
        for booking in bookings
        for row in connection.execute(
            "SELECT seq, kind, key, contact, at, body FROM records WHERE kind = 'booking' AND seq <= ? "
            "AND (key = ?2 OR key >= ?2 || ':' AND key < ?2 || ';') ORDER BY seq",
            (upto, booking),
        )
    ]
    return _records(rows)


def newest(connection: sqlite3.Connection) -> int:
    """The highest seq; 0 for an empty journal."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()[0])


def merges(connection: sqlite3.Connection, after: int) -> Sequence[Record]:
    """The merges with a seq above `after`, in order."""
    rows = connection.execute(
        "SELECT seq, kind, key, contact, at, body FROM records WHERE kind = 'merge' AND +seq > ? ORDER BY seq", (after,)
    ).fetchall()
    return _records(rows)


def profiles(connection: sqlite3.Connection, after: int, upto: int) -> Sequence[tuple[str, int, str, str, str]]:
    """Contact, seq, name, language and country in each fact about a person; empty where it says nothing."""
    told = ", ".join(f"coalesce(json_extract(body, '$.{name}'), '')" for name in ("name", "language", "country"))
    found = connection.execute(
        f"SELECT contact, seq, {told} FROM records WHERE kind IN ('contact', 'profile') AND +seq > ? AND +seq <= ?",
        (after, upto),
    )
    return [
        (str(contact), int(seq), str(name), str(language), str(country))
        for contact, seq, name, language, country in found
    ]


def contacts(connection: sqlite3.Connection) -> Sequence[str]:
    """Every contact that a fact, a booking or a turn names."""
    found = connection.execute(
        "SELECT DISTINCT contact FROM records WHERE kind IN ('contact', 'profile', 'booking', 'turn') AND contact <> ''"
    )
    return [str(contact) for (contact,) in found]


def _records(rows: Sequence[Any]) -> list[Record]:
    return [
        Record(seq=number, kind=kind, key=key, contact=contact, at=moment(at), body=json.loads(body))
        for number, kind, key, contact, at, body in rows
    ]
