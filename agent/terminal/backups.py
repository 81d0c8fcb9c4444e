"""`cairn backup` and `cairn restore`: the journal's file in the data folder of the environment."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.journal.backup import JOURNAL, Backup, Restored, back_up, restore
from agent.settings import Environment


def back_up_journal(to: Path | None = None, environment: Environment | None = None) -> Backup:
    """Into `to`, or a new file in `backups/` named after the time (UTC). Raises PortError."""
    folder = (environment or Environment()).cairn_data
    named = folder / "backups" / f"journal-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite"
    return back_up(folder / JOURNAL, to or named)


def restore_journal(backup: Path, *, force: bool, environment: Environment | None = None) -> Restored:
    """The backup in the journal's place; the store is rebuilt from it at the next start. Raises PortError."""
    return restore(backup, (environment or Environment()).cairn_data, force=force)


def said_of_backup(backup: Backup) -> Mapping[str, Any]:
    """As JSON values."""
    return {
        "path": str(backup.path),
        "bytes": backup.bytes,
        "messages": backup.messages,
        "sends": backup.sends,
        "records": backup.records,
        "newest": backup.newest.isoformat() if backup.newest else None,
    }


def said_of_restored(restored: Restored) -> Mapping[str, Any]:
    """As JSON values."""
    return {
        **said_of_backup(restored.backup),
        "aside": str(restored.aside) if restored.aside else None,
        "unanswered": restored.unanswered,
        "unsent": restored.unsent,
    }
