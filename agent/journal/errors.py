"""What went wrong in SQLite, in words that say what to do."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from agent.ports import PortError

_ADVICE: Mapping[str, str] = {
    "SQLITE_FULL": "the disk is full; free space in {folder} (webhooks are refused until then and delivered again)",
    "SQLITE_READONLY": "the file may not be written; give this user write access to {folder}",
    "SQLITE_CANTOPEN": "it cannot be opened; check that {folder} exists and belongs to this user",
    "SQLITE_PERM": "it cannot be opened; check that {folder} belongs to this user",
    "SQLITE_BUSY": "another process kept it locked; stop the other writer, then try again",
    "SQLITE_LOCKED": "another process kept it locked; stop the other writer, then try again",
    "SQLITE_IOERR": "the disk did not read or write; check the disk under {folder} and the system log",
    "SQLITE_CORRUPT": "the file is damaged. {restore}",
    "SQLITE_NOTADB": "this is not a journal, or it is damaged. {restore}",
    "SQLITE_CONSTRAINT": "a rule of the journal forbids this write",
}
_RESTORE = (
    "Stop the server, move the file and its -wal and -shm aside (keep them), then copy the newest backup to {path}, "
    "or salvage the damaged one: sqlite3 DAMAGED .recover | sqlite3 {path}"
)


def port_error(error: sqlite3.Error, path: Path) -> PortError:
    """The PortError for an SQLite error: never holds a value of a row."""
    name = getattr(error, "sqlite_errorname", "") or type(error).__name__
    advice = next((text for code, text in _ADVICE.items() if name.startswith(code)), f"unexpected error: {error}")
    restore = _RESTORE.format(path=path)
    return PortError(f"journal {path}: {name}: {advice.format(folder=path.parent, restore=restore)}")


def damaged(path: Path, finding: str) -> PortError:
    """The refusal to start on a journal whose pages do not add up."""
    return PortError(f"journal {path}: damaged, not started ({finding}). {_RESTORE.format(path=path)}")
