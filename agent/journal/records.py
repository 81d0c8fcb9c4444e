"""Facts for the store, in the order they were committed."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from agent.journal.rules import clean, dump, micros, moment
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


def _records(rows: Sequence[Any]) -> list[Record]:
    return [
        Record(seq=number, kind=kind, key=key, contact=contact, at=moment(at), body=json.loads(body))
        for number, kind, key, contact, at, body in rows
    ]
