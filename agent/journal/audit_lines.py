"""The audit log as an operator reads it: the newest lines that are wanted, and whether the chain is whole."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from agent.journal import ledger
from agent.journal.errors import port_error
from agent.journal.schema import open_reader

_BUSY_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines; empty means all. `who` and `what` are beginnings such as `workbench:`; `about` is the whole name."""

    who: str = ""
    what: str = ""
    about: str = ""
    since: datetime | None = None
    last: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `at` is ISO 8601 in UTC."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The lines, the oldest first; how many there are in all, and the first that was changed or taken out."""

    lines: Sequence[Line]
    count: int
    broken: int | None


def read_audit(path: Path, wanted: Wanted) -> Told:
    """Of a journal's file, also beside a running server. Raises PortError where there is none."""
    where, values = _conditions(wanted)
    try:
        with closing(open_reader(path, busy_s=_BUSY_S)) as connection:
            return _read(connection, where, values, wanted.last)
    except sqlite3.Error as error:
        raise port_error(error, path) from error


def _read(connection: sqlite3.Connection, where: str, values: Sequence[Any], last: int) -> Told:
    connection.execute("BEGIN")  # lines, count and chain are of one moment
    rows = connection.execute(
        f"SELECT seq, at, actor, action, subject, detail FROM audit {where} ORDER BY seq DESC LIMIT ?", (*values, last)
    ).fetchall()
    count = connection.execute("SELECT count(*) FROM audit").fetchone()[0]
    return Told(lines=[_line(row) for row in reversed(rows)], count=count, broken=ledger.broken_audit(connection))


def _line(row: Sequence[Any]) -> Line:
    seq, at, actor, action, subject, detail = row
    return Line(seq=seq, at=at, actor=actor, action=action, subject=subject, detail=json.loads(detail))


def _conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    since = wanted.since.isoformat() if wanted.since else ""
    given = (
        ("substr(actor, 1, length(?1)) = ?1", wanted.who),
        ("substr(action, 1, length(?1)) = ?1", wanted.what),
        ("subject = ?1", wanted.about),
        ("at >= ?1", since),
    )
    chosen = [(sql, value) for sql, value in given if value]
    parts = [sql.replace("?1", f"?{place}") for place, (sql, _) in enumerate(chosen, start=1)]
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), [value for _, value in chosen]
