"""From a finished month into the data folder's journal: one transaction, all or nothing, a server may run."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.journal import ledger, records
from agent.journal.errors import port_error
from agent.journal.schema import open_reader, open_writer
from agent.ports import PortError

MARK = "sample_month"
"""The `field` of the event that says so: `SELECT payload FROM events WHERE field = 'sample_month'`."""
_KEY = "sample-month"
_BUSY_S = 30.0
_AS_THEY_ARE = (
    "contacts",
    "identities",
    "merges",
    "outbox",
    "former_sends",
    "statuses",
    "pauses",
    "pause_messages",
    "reviews",
    "numbers",
    "number_news",
    "template_news",
    "windows",
    "marks",
)
_TRAFFIC = ("turn", "lead", "status", "event", "pause", "review", "merge", "joined", "revision")

_DEED = (
    "kind = 'event' AND (json_extract(body, '$.payload.action') IS NOT NULL "
    "OR json_extract(body, '$.field') IN ('number_stop', 'number_start'))"
)
"""What somebody did to the setup, such as the first config that a server finds, or a number stopped and started: no
customer had a part in it. Where a status stopped the number, that status is traffic itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a journal holds: `sample` is the mark of a month, `later` how many messages came after it.

    `real` counts messages of a journal without a mark.
    """

    sample: Mapping[str, Any] | None = None
    later: int = 0
    real: int = 0


def held(path: Path) -> Held:
    """What stands in this journal; nothing where there is none. Raises PortError for a file that cannot be read."""
    if not path.exists():
        return Held()
    connection = open_reader(path, busy_s=_BUSY_S)
    try:
        return _held(connection)
    except sqlite3.Error as error:
        raise port_error(error, path) from error
    finally:
        connection.close()


def pour(source: Path, target: Path, about: Mapping[str, Any]) -> int:
    """Everything of the journal `source` into `target`, and the mark with `about`; how many records that were.

    Contacts and bookings that both were imported with stay as they are. Raises PortError when `target` holds traffic.
    """
    connection = open_writer(target, busy_s=_BUSY_S)
    try:
        connection.execute("ATTACH ? AS month", (str(source),))
        connection.execute("BEGIN IMMEDIATE")
        refuse(_held(connection), target)
        count = _copy(connection, about)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise port_error(error, target) from error
    finally:
        connection.close()
    return count


def refuse(found: Held, path: Path) -> None:
    """Raises PortError where a sample month has no place."""
    if found.sample is not None:
        raise PortError(
            f"{path}: holds a sample month already; `cairn simulator --month --forget` puts it aside, then fill again"
        )
    if found.real:
        raise PortError(
            f"{path}: holds {found.real} messages of real traffic, and a sample month would mix with them; "
            "set CAIRN_DATA to another folder"
        )


def _held(connection: sqlite3.Connection) -> Held:
    row = connection.execute("SELECT body FROM records WHERE kind = 'event' AND key = ?", (_KEY,)).fetchone()
    if row:
        mark: Mapping[str, Any] = json.loads(row[0])["payload"]
        later = connection.execute("SELECT count(*) FROM inbox WHERE place > ?", (mark["last_place"],)).fetchone()[0]
        return Held(sample=mark, later=int(later))
    marks = ", ".join("?" * len(_TRAFFIC))
    (messages,) = connection.execute("SELECT count(*) FROM inbox").fetchone()
    (facts,) = connection.execute(
        f"SELECT count(*) FROM records WHERE kind IN ({marks}) AND NOT ({_DEED})", _TRAFFIC
    ).fetchone()
    return Held(real=int(messages or facts))


def _copy(connection: sqlite3.Connection, about: Mapping[str, Any]) -> int:
    _contacts_first(connection)
    for table in _AS_THEY_ARE:
        connection.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM month.{table}")
    _numbered_anew(connection, "inbox", "place", "TRUE")
    fresh = "source <> 'import' OR contact NOT IN (SELECT contact FROM main.consents)"
    _numbered_anew(connection, "consents", "seq", fresh)
    before = connection.execute("SELECT count(*) FROM records").fetchone()[0]
    _numbered_anew(connection, "records", "seq", "TRUE")
    _audit(connection)
    last = connection.execute("SELECT max(place) FROM inbox").fetchone()[0] or 0
    body = {"field": MARK, "number": "", "payload": {**about, "last_place": last}}
    records.append(connection, "event", _KEY, "", body, _last_moment(connection))
    return int(connection.execute("SELECT count(*) FROM records").fetchone()[0] - before)


def _contacts_first(connection: sqlite3.Connection) -> None:
    """Others refer to them; a lease that ended with the month is nobody's."""
    connection.execute("INSERT OR IGNORE INTO main.contacts SELECT * FROM month.contacts")
    connection.execute(
        "INSERT OR REPLACE INTO main.conversations (contact, fence) SELECT contact, fence FROM month.conversations"
    )


def _numbered_anew(connection: sqlite3.Connection, table: str, number: str, where: str) -> None:
    """Rows in their order, under numbers of the target's own."""
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})") if row[1] != number]
    names = ", ".join(f'"{name}"' for name in columns)
    connection.execute(
        f"INSERT OR IGNORE INTO main.{table} ({names}) "
        f"SELECT {names} FROM month.{table} WHERE {where} ORDER BY {number}"
    )


def _audit(connection: sqlite3.Connection) -> None:
    """Each line sealed anew, behind those that are there."""
    lines = connection.execute("SELECT at, actor, action, subject, detail FROM month.audit ORDER BY seq").fetchall()
    for at, actor, action, subject, detail in lines:
        moment = datetime.fromisoformat(at).timestamp()
        ledger.write_audit(connection, actor, action, subject, detail, moment)


def _last_moment(connection: sqlite3.Connection) -> float:
    (micros,) = connection.execute("SELECT max(at) FROM month.records").fetchone()
    return float(micros) / 1e6 if micros else datetime.now(UTC).timestamp()
