"""Business numbers that may not send: stopped by a person, or because Meta said so."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from agent.journal import ledger, records
from agent.journal.rules import lasts_longer, stop_body
from agent.journal.values import clean, dump, micros, moment
from agent.ports import NumberState

RUNNING = "NOT EXISTS (SELECT 1 FROM numbers WHERE numbers.number = {of}.number AND (until IS NULL OR until > {now}))"
"""SQL: the number of a row of this table may send. Both placeholders are SQL; `now` is in microseconds."""
KNOWN = """WITH RECURSIVE written (number) AS (
    SELECT min(number) FROM inbox
    UNION ALL SELECT (SELECT min(number) FROM inbox WHERE inbox.number > written.number)
        FROM written WHERE written.number IS NOT NULL)
    SELECT number FROM written WHERE number <> ''
    UNION SELECT number FROM number_news WHERE number <> '' UNION SELECT number FROM numbers ORDER BY number"""
"""From one number of the inbox to the next by its index: as many steps as numbers, whatever was ever written."""
_COLUMNS = "number, reason, stopped_by, at, until"


def state(connection: sqlite3.Connection, number: str, now: float) -> NumberState:
    """Stopped, and why, or not."""
    found = _stopped(connection, now, "AND number = ?", (clean(number),))
    return found[0] if found else NumberState(number=number)


def stopped(connection: sqlite3.Connection, now: float) -> Sequence[NumberState]:
    """All that are stopped."""
    return _stopped(connection, now, "ORDER BY at, number", ())


def known(connection: sqlite3.Connection) -> Sequence[str]:
    """See `Journal.known_numbers`."""
    return [number for (number,) in connection.execute(KNOWN)]


def stop(connection: sqlite3.Connection, number: str, reason: str, by: str, until: datetime | None, now: float) -> bool:
    """Insert, unless it is stopped for as long already."""
    before = state(connection, number, now)
    wanted = NumberState(
        number=clean(number), stopped=True, reason=clean(reason), by=clean(by), at=moment(round(now * 1e6)), until=until
    )
    if not lasts_longer(wanted, before, now):
        return False
    connection.execute(
        f"INSERT OR REPLACE INTO numbers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
        (wanted.number, wanted.reason, wanted.by, round(now * 1e6), micros(until) if until else None),
    )
    _write_down(connection, "number.stop", by, wanted, now)
    return True


def start(connection: sqlite3.Connection, number: str, by: str, now: float) -> bool:
    """Delete, and write it down."""
    before = state(connection, number, now)
    connection.execute("DELETE FROM numbers WHERE number = ?", (clean(number),))
    if before.stopped:
        _write_down(connection, "number.start", by, before, now)
    return before.stopped


def _write_down(connection: sqlite3.Connection, action: str, by: str, about: NumberState, now: float) -> None:
    body = stop_body(about)
    ledger.write_audit(connection, by, action, about.number, dump(body), now)
    key = f"{action}:{about.number}:{round(now * 1e6)}"
    event = {"number": about.number, "field": action.replace(".", "_"), "payload": {**body, "by": by}}
    records.append(connection, "event", key, "", event, now)


def _stopped(connection: sqlite3.Connection, now: float, rest: str, values: tuple[str, ...]) -> Sequence[NumberState]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM numbers WHERE (until IS NULL OR until > ?) {rest}", (round(now * 1e6), *values)
    ).fetchall()
    return [
        NumberState(
            number=number,
            stopped=True,
            reason=reason,
            by=by,
            at=moment(at),
            until=moment(until) if until is not None else None,
        )
        for number, reason, by, at, until in rows
    ]
