"""Audit lines of a process that is not the server: one transaction, beside whatever the server writes."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.journal import ledger
from agent.journal.errors import port_error
from agent.journal.rules import dump
from agent.journal.schema import open_guest

_BUSY_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did: a line of the audit log before it has its place there."""

    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


def write_down(path: Path, deeds: Sequence[Deed]) -> None:
    """Append them all or none. Raises PortError, also where there is no journal yet."""
    with closing(open_guest(path, busy_s=_BUSY_S)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            for deed in deeds:
                ledger.write_audit(connection, deed.actor, deed.action, deed.subject, dump(deed.detail), time.time())
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise port_error(error, path) from error
