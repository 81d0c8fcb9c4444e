"""Deeds of programs beside the server: in the audit log at once, or kept until there is one that can be written.

Users are added before the first server makes a journal, and are removed also while it is damaged: that is done all the
same, and told later.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from agent.journal.guest import Deed, write_down
from agent.ports import PortError

log = structlog.get_logger("people")

FILE, JOURNAL = "deeds.waiting", "journal.sqlite"
_OWNER_ONLY = 0o600


def note(folder: Path, deed: Deed) -> bool:
    """Whether it stands in the audit log of this data folder now, with all that waited before it; else it waits."""
    with _alone(folder):
        try:
            write_down(folder / JOURNAL, [*waiting(folder), deed])
        except PortError as error:
            _keep(folder, deed, str(error))
            return False
        _done(folder)
        return True


def catch_up(folder: Path) -> None:
    """Write down what waits; it goes on waiting where the journal still cannot be written."""
    if not (folder / FILE).exists() or not (folder / JOURNAL).exists():
        return
    with _alone(folder):
        try:
            write_down(folder / JOURNAL, waiting(folder))
        except PortError as error:
            log.warning("deeds wait for the audit log", reason=str(error))
            return
        _done(folder)


def waiting(folder: Path) -> list[Deed]:
    """Those that are in no audit log yet, the oldest first; a line that a crash tore is passed over."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        with suppress(ValueError, TypeError):
            found.append(Deed(**json.loads(line)))
    return found


def _keep(folder: Path, deed: Deed, reason: str) -> None:
    """Its moment goes along, as the line of the audit log will bear that of its writing."""
    private: Mapping[str, Any] = {**deed.private, "done_at": datetime.now(UTC).isoformat(timespec="seconds")}
    line = json.dumps(asdict(replace(deed, private=private)), ensure_ascii=False) + "\n"
    try:
        descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.error("in no audit log", action=deed.action, actor=deed.actor, reason=f"{reason}; {error.strerror}")
        return
    log.info("not in the audit log yet", action=deed.action, actor=deed.actor, reason=reason)


def _done(folder: Path) -> None:
    (folder / FILE).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time; where not even that can be had, what is done counts more than its order."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / f"{FILE}.lock").open("w")
    except OSError:
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
