"""What a process that is not the server writes: lines of the audit log, in one transaction beside the server's own."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.journal import ledger, records
from agent.journal.errors import port_error
from agent.journal.schema import open_guest
from agent.journal.values import dump

_BUSY_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did: a line of the audit log, and an event of the store under its own `key`.

    `private` goes into the audit log alone: the store's events are read by more people.
    """

    key: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    private: Mapping[str, Any] = field(default_factory=dict)


def write_down(path: Path, deeds: Sequence[Deed]) -> None:
    """Append them all or none; one whose key is known was written before. Raises PortError, also without a journal."""
    with closing(open_guest(path, busy_s=_BUSY_S)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            for deed in deeds:
                _write(connection, deed, time.time())
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise port_error(error, path) from error


def _write(connection: sqlite3.Connection, deed: Deed, now: float) -> None:
    payload = {**deed.detail, "action": deed.action, "by": deed.actor}
    event = {"field": deed.action.partition(".")[0], "number": "", "payload": payload}
    if records.append(connection, "event", deed.key, "", event, now) is not None:
        told = dump({**deed.detail, **deed.private})
        ledger.write_audit(connection, deed.actor, deed.action, deed.subject, told, now)
