"""Backups of the journal: a whole, verified file made beside a running server, and its way back."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from agent.channel.payload import parse_webhook
from agent.journal import arrivals, ledger, people
from agent.journal.errors import damaged, port_error
from agent.journal.lock import lock_data_folder
from agent.journal.schema import open_reader, open_writer
from agent.ports import PortError, ReviewItem
from agent.process.durable import sync

JOURNAL = "journal.sqlite"
_BUSY_S = 10.0
_BESIDE = ("", "-wal", "-shm")
"""A database in WAL mode is up to three files."""
UNANSWERED = "delivery:restored"
"""Flag of a message that waited when the backup was made: a person looks whether it was answered since."""
RESTORED = "restored from a backup: it may have gone out since"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a verified journal file holds. `newest` is the time of the last message in it; None without any."""

    path: Path
    bytes: int
    messages: int
    sends: int
    records: int
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put in place; `aside` is where the journal from before lies, if there was one.

    `unanswered` messages and `unsent` sends of the backup may have been dealt with since: people look at them.
    """

    backup: Backup
    aside: Path | None
    unanswered: int
    unsent: int


def verify(path: Path) -> Backup:
    """Read every page of a journal and its audit chain; PortError when anything is wrong."""
    with _reading(path) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if found != [("ok",)]:
            raise damaged(path, str(found[0][0]).splitlines()[0] if found else "no answer")
        broken = ledger.broken_audit(connection)
        if broken is not None:
            raise PortError(f"journal {path}: line {broken} of the audit log was changed or taken out")
        return _counted(connection, path)


def back_up(journal: Path, to: Path) -> Backup:
    """Copy a journal, which may be in use, into a new file and verify that. PortError; no half file is left behind."""
    if to.exists():
        raise PortError(f"{to}: is there already; name a new file, no backup is overwritten")
    fresh = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        _copy(journal, fresh)
        found = verify(fresh)
        os.link(fresh, to)  # unlike a rename, it fails when somebody else was there first
        sync(to.parent)
    except OSError as error:
        raise PortError(f"{to}: {error.strerror}; check the folder, its permissions and the room on it") from error
    finally:
        fresh.unlink(missing_ok=True)
    return replace(found, path=to)


def restore(backup: Path, folder: Path, *, force: bool = False) -> Restored:
    """Put a verified backup in the place of the folder's journal, while no server runs.

    A journal that is there is moved aside, and only with `force`. Nothing of the backup is sent or answered by
    itself: nobody knows what happened since it was made. Raises PortError, and then nothing has changed.
    """
    found = verify(backup)
    journal = folder / JOURNAL
    with lock_data_folder(folder):
        if journal.exists() and not force:
            raise PortError(f"{journal}: is there; with --force it is moved aside, and the backup takes its place")
        fresh = journal.with_name(f".{JOURNAL}.{os.getpid()}")
        try:
            _copy(backup, fresh)
            unanswered, unsent = _hold(fresh)
            aside = _move_aside(journal)
            os.replace(fresh, journal)
            sync(folder)
        except OSError as error:
            raise PortError(f"{journal}: {error.strerror}; check permissions and room on the disk") from error
        finally:
            for end in _BESIDE:
                fresh.with_name(fresh.name + end).unlink(missing_ok=True)
    return Restored(backup=found, aside=aside, unanswered=unanswered, unsent=unsent)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_reader(path, busy_s=_BUSY_S)
    try:
        yield connection
    except sqlite3.Error as error:
        raise port_error(error, path) from error
    finally:
        connection.close()


def _copy(source: Path, to: Path) -> None:
    """All of it at one moment, what stands in the write-ahead log too, as one file."""
    to.unlink(missing_ok=True)
    with _reading(source) as connection:
        target = sqlite3.connect(to, isolation_level=None)
        try:
            os.chmod(to, 0o600)
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        finally:
            target.close()
    sync(to)


def _hold(path: Path) -> tuple[int, int]:
    """What the backup has as waiting or on its way goes to people; messages and sends of it, in numbers."""
    connection = open_writer(path, busy_s=_BUSY_S)
    try:
        now = time.time()
        connection.execute("BEGIN IMMEDIATE")
        unsent = connection.execute(
            "UPDATE outbox SET state = 'unknown', error = ?, changed_at = ?, due_at = ? "
            "WHERE state IN ('queued', 'sending')",
            (RESTORED, now, now),
        ).rowcount
        _read_arrivals(connection, now)
        unanswered = _to_people(connection, now)
        ledger.write_audit(connection, "restore", "restored", "journal", "{}", now)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = DELETE")
        return unanswered, unsent
    except sqlite3.Error as error:
        raise port_error(error, path) from error
    finally:
        connection.close()


def _read_arrivals(connection: sqlite3.Connection, now: float) -> None:
    """What came shortly before the backup and was not read yet."""
    while portion := arrivals.first(connection, limit=100):
        webhooks = [parse_webhook(body)[0] for arrival in portion for body in arrival.bodies]
        arrivals.read(connection, [arrival.seq for arrival in portion], webhooks, (), now)


def _to_people(connection: sqlite3.Connection, now: float) -> int:
    """One item for each message that waits; it counts as answered, for the bot may have answered it since."""
    waiting = connection.execute("SELECT place, contact, id FROM inbox WHERE state = 'waiting'").fetchall()
    for place, contact, message_id in waiting:
        connection.execute("UPDATE inbox SET state = 'answered' WHERE place = ?", (place,))
        item = ReviewItem(
            id=f"r-restored-{place}",
            contact=contact,
            message_id=message_id,
            reason="delivery",
            flags=(UNANSWERED,),
            severity="high",
            opened_at=datetime.fromtimestamp(now, UTC),
        )
        people.open_review(connection, item, now)
    return len(waiting)


def _move_aside(journal: Path) -> Path | None:
    """All of its files; their new name shows the time."""
    if not journal.exists():
        return None
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    aside = journal.with_name(f"{journal.name}.replaced-{stamp}")
    for end in _BESIDE:
        beside = journal.with_name(journal.name + end)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + end))
    return aside


def _counted(connection: sqlite3.Connection, path: Path) -> Backup:
    counts = [
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("inbox", "outbox", "records")
    ]
    (newest,) = connection.execute("SELECT max(received_at) FROM inbox").fetchone()
    return Backup(
        path=path,
        bytes=path.stat().st_size,
        messages=counts[0],
        sends=counts[1],
        records=counts[2],
        newest=datetime.fromtimestamp(newest, UTC) if newest is not None else None,
    )
