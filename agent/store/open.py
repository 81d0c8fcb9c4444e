"""The open guard: a damaged store is put aside, never deleted, and rebuilt from the journal."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import structlog

from agent.ports import LockedError, PortError, Record
from agent.store import database
from agent.store.duck import Connection, DuckDBStore, suspicion
from agent.store.feed import Records
from agent.store.probe import survives

Progress = Callable[[int], None]
_BATCH = 2000
_FREE_WITHIN_S, _LOOK_AGAIN_S = 20.0, 0.1
_ALWAYS_READ_BYTES = 256 * 1024 * 1024
"""Up to this size every block is read at each start (well under a second); above, only after a crash."""


async def open_store_when_free(path: Path, journal: Records, *, memory_limit: str = "") -> DuckDBStore:
    """`open_store`, as soon as nobody reads the file any more; LockedError when that takes too long."""
    deadline = time.monotonic() + _FREE_WITHIN_S
    while True:
        try:
            return await open_store(path, journal, memory_limit=memory_limit)
        except LockedError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(_LOOK_AGAIN_S)


async def open_store(
    path: Path,
    journal: Records,
    *,
    progress: Progress | None = None,
    memory_limit: str = "",
    query_timeout_s: float = 30.0,
) -> DuckDBStore:
    """A store that holds every record of the journal, repaired where needed; its `notes` say what was done.

    `progress` gets the highest seq applied so far. Raises PortError when another process has the file.
    """
    connection, notes = await asyncio.to_thread(_ready, path, memory_limit)
    strange = await _strange(connection, journal)
    if strange:
        connection.close()
        connection, more = await asyncio.to_thread(_fresh, path, memory_limit, strange)
        notes += more
    store = DuckDBStore(path, connection, query_timeout_s=query_timeout_s)
    applied = await _catch_up(store, journal, progress)
    if notes:
        notes.append(f"{applied} records applied from the journal; the store is complete again")
    store.notes = tuple(notes)
    for note in notes:
        structlog.get_logger(__name__).warning("store_repaired", note=note)
    return store


def _ready(path: Path, memory_limit: str) -> tuple[Connection, list[str]]:
    """A connection to a readable store of our version; what is not one is moved aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    notes = _repaired(path)
    connection, flaw = _try_open(path, memory_limit)
    if connection:
        return connection, notes
    connection, more = _fresh(path, memory_limit, flaw)
    return connection, notes + more


def _repaired(path: Path) -> list[str]:
    """After a crash, let another process try the file first; move aside what kills it."""
    wal = _wal(path)
    if not wal.exists() or survives(path):
        return []
    notes = [_aside(wal, "its log does not replay")]
    if path.exists() and not survives(path):
        notes.append(_aside(path, "damaged"))
    return notes


def _fresh(path: Path, memory_limit: str, why: str) -> tuple[Connection, list[str]]:
    """A connection to an empty store, what was there moved aside."""
    notes = [_aside(old, why) for old in (path, _wal(path)) if old.exists()]
    suspicion(path).unlink(missing_ok=True)
    connection, flaw = _try_open(path, memory_limit)
    if connection is None:
        raise PortError(f"store {path}: a new file cannot be made ({flaw}); check the disk and its permissions")
    return connection, notes


def _try_open(path: Path, memory_limit: str) -> tuple[Connection | None, str]:
    """A connection, or why the file is no good; PortError where the file is not to blame."""
    connection = None
    try:
        connection = database.connect(path, memory_limit=memory_limit)
        database.prepare(connection)
        flaw = database.version_flaw(connection) or _read_through(connection, path)
    except duckdb.Error as error:
        flaw = _blame(path, error)
    if flaw and connection:
        connection.close()
    return (None, flaw) if flaw else (connection, "")


def _blame(path: Path, error: duckdb.Error) -> str:
    if database.is_locked(error):
        raise database.locked_error(path) from error
    if database.is_surrounding(error):
        raise PortError(f"store {path}: cannot be opened ({error}); check memory, disk space and permissions")
    return f"damaged ({type(error).__name__})"


def _read_through(connection: Connection, path: Path) -> str:
    mark = suspicion(path)
    if mark.exists() or path.stat().st_size <= _ALWAYS_READ_BYTES:
        database.read_everything(connection)
    mark.unlink(missing_ok=True)
    return ""


async def _strange(connection: Connection, journal: Records) -> str:
    """Why this store was not fed by this journal; empty when it was."""
    seq, kind, key = connection.execute("SELECT watermark, kind, key FROM store_meta").fetchall()[0]
    if seq == 0:
        return ""
    records = await journal.records_after(seq - 1, 1)
    return "" if records and _is(records[0], seq, kind, key) else "it is ahead of the journal, or of another one"


def _is(record: Record, seq: int, kind: str, key: str) -> bool:
    return (record.seq, record.kind, record.key) == (seq, kind, key)


async def _catch_up(store: DuckDBStore, journal: Records, progress: Progress | None) -> int:
    seq, applied = await store.watermark(), 0
    while records := await journal.records_after(seq, _BATCH):
        await store.apply(records)
        seq, applied = records[-1].seq, applied + len(records)
        if progress:
            progress(seq)
    return applied


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _aside(path: Path, why: str) -> str:
    target = path.with_name(f"{path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    path.rename(target)
    return f"{path.name} moved aside to {target.name}: {why}"
