"""Whom we may write to: when a customer last wrote, and what WhatsApp told us of contacts and templates."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from agent.journal.values import clean, micros, moment


def window(connection: sqlite3.Connection, contact: str, number: str) -> datetime | None:
    """The newest time this contact wrote to this number."""
    row = connection.execute(
        "SELECT opened_at FROM windows WHERE contact = ? AND number = ?", (contact, clean(number))
    ).fetchone()
    return moment(row[0]) if row else None


def open_window(connection: sqlite3.Connection, contact: str, number: str, at: datetime) -> None:
    """The contact wrote or called; an earlier time changes nothing."""
    connection.execute(
        "INSERT INTO windows VALUES (?, ?, ?) ON CONFLICT (contact, number) "
        "DO UPDATE SET opened_at = max(opened_at, excluded.opened_at)",
        (contact, clean(number), micros(at)),
    )


def mark(connection: sqlite3.Connection, subject: str, kind: str, hours: float, now: float) -> None:
    """Kept for so many hours, or for good."""
    connection.execute(
        "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)",
        (clean(subject), kind, round(now * 1e6), round((now + hours * 3600) * 1e6) if hours else None),
    )


def unmark(connection: sqlite3.Connection, subject: str, at: datetime) -> None:
    """Forget what was remembered until then."""
    connection.execute("DELETE FROM marks WHERE subject = ? AND at <= ?", (clean(subject), micros(at)))


def marks(connection: sqlite3.Connection, subject: str, now: float) -> Mapping[str, datetime]:
    """Those in force, by kind, with the time they were made."""
    rows = connection.execute(
        "SELECT kind, at FROM marks WHERE subject = ? AND (until IS NULL OR until > ?) ORDER BY kind",
        (clean(subject), round(now * 1e6)),
    ).fetchall()
    return {kind: moment(at) for kind, at in rows}
