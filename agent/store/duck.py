"""The store in one DuckDB file: one writing thread, readers on cursors of their own."""

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import structlog

from agent.ports import PortError, Record
from agent.store import database
from agent.store.amend import AMENDS, amend_sql
from agent.store.ask import all_customers, contacts_named, one_customer, recent_lines
from agent.store.block_cache import BlockCache
from agent.store.recent import RecentTurns
from agent.store.rows import Row, row_of
from agent.store.select import select
from agent.store.tables import arrow_batch, insert
from agent.turn import Customer, Utterance

T = TypeVar("T")
Connection = duckdb.DuckDBPyConnection
_BROKEN = (duckdb.FatalException, duckdb.InternalException)


class DuckDBStore:
    """`Store` on disk. The server opens it with `open_store`, which repairs; others with `read_only`."""

    def __init__(self, path: Path, connection: Connection, *, query_timeout_s: float = 30.0) -> None:
        """Use `open_store` or `DuckDBStore.read_only`. Takes the connection over."""
        self.path = path
        self.notes: tuple[str, ...] = ()
        """What was repaired while opening, for the operator."""
        self._connection = connection
        self._query_timeout_s = query_timeout_s
        self._cursors: list[Connection] = []
        self._own = threading.local()
        self._gate = threading.Lock()
        self._recent = RecentTurns()
        self._blocks = BlockCache(connection)
        self._healthy = True
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._reading = ThreadPoolExecutor(2, thread_name_prefix="store-reader")
        # Apart from `_reading`: people's long queries must not hold up a customer's context.
        self._asking = ThreadPoolExecutor(2, thread_name_prefix="store-query")

    @classmethod
    def read_only(cls, path: Path, *, memory_limit: str = "", query_timeout_s: float = 30.0) -> "DuckDBStore":
        """See `database.connect_to_read`."""
        connection = database.connect_to_read(path, memory_limit=memory_limit)
        return cls(path, connection, query_timeout_s=query_timeout_s)

    @property
    def healthy(self) -> bool:
        """False once DuckDB gave up the file: nothing works until the process starts again."""
        return self._healthy

    async def apply(self, records: Sequence[Record]) -> None:
        def write(cursor: Connection) -> None:
            try:
                _apply(cursor, records)
            finally:
                self._recent.forget()

        await self._run(self._writing, write)

    async def watermark(self) -> int:
        return await self._run(self._reading, _watermark)

    async def customer(self, contact: str, *, messages: int) -> Customer | None:
        return await self._run(self._reading, lambda cursor: one_customer(cursor, contact, messages, self._recent.of))

    async def lines(self, contact: str, *, last: int) -> Sequence[Utterance]:
        return await self._run(self._reading, lambda cursor: recent_lines(cursor, contact, last, self._recent.of))

    async def contacts(self) -> Sequence[Customer]:
        return await self._run(self._reading, all_customers)

    async def named(self, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
        return await self._run(self._reading, lambda cursor: contacts_named(cursor, names))

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        timeout_s = self._query_timeout_s
        return await self._run(self._asking, lambda cursor: select(cursor, sql, parameters, timeout_s=timeout_s))

    async def checkpoint(self) -> None:
        """Fold the log into the file, so that the next start is quick."""
        await self._run(self._writing, _checkpoint)

    async def aclose(self) -> None:
        # Fails on a closed, a broken or a read-only store: closing goes on all the same.
        with contextlib.suppress(PortError):
            await self.checkpoint()
        await asyncio.to_thread(self._close)

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, copy_context().run, self._on_own_cursor, work)
        except RuntimeError as error:
            raise PortError(f"store {self.path}: already closed; open it again") from error

    def _on_own_cursor(self, work: Callable[[Connection], T]) -> T:
        try:
            cursor = self._cursor()
            with self._blocks.used(cursor):
                return work(cursor)
        except duckdb.Error as error:
            raise self._explained(error) from error

    def _cursor(self) -> Connection:
        known: Connection | None = getattr(self._own, "cursor", None)
        if known is None:
            with self._gate:
                known = self._own.cursor = self._connection.cursor()
                self._cursors.append(known)
        return known

    def _explained(self, error: duckdb.Error) -> PortError:
        if not isinstance(error, _BROKEN) and not _is_corruption(error):
            return PortError(f"store {self.path}: {type(error).__name__}; free disk space and memory, then try again")
        self._healthy = False
        suspect(self.path)
        log = structlog.get_logger(__name__)
        log.error("store_broken", error=type(error).__name__)
        return PortError(
            f"store {self.path}: DuckDB gave the file up ({type(error).__name__}); restart the server, "
            "it checks the file and rebuilds it from the journal"
        )

    def _close(self) -> None:
        for pool in (self._writing, self._reading, self._asking):
            pool.shutdown(wait=True)
        for connection in (*self._cursors, self._connection):
            with contextlib.suppress(duckdb.Error):
                connection.close()


def suspect(path: Path) -> Path:
    """Leave word for the next start that the file must be read through; returns the mark."""
    mark = suspicion(path)
    with contextlib.suppress(OSError):
        mark.touch()
    return mark


def suspicion(path: Path) -> Path:
    """The mark that a damaged block was met."""
    return path.with_name(path.name + ".suspect")


def _is_corruption(error: duckdb.Error) -> bool:
    text = str(error).lower()
    return "corrupt" in text or "checksum" in text


def _watermark(cursor: Connection) -> int:
    return int(cursor.execute("SELECT watermark FROM store_meta").fetchall()[0][0])


def _checkpoint(cursor: Connection) -> None:
    cursor.execute("CHECKPOINT")


def _apply(cursor: Connection, records: Sequence[Record]) -> None:
    done = _watermark(cursor)
    fresh = {record.seq: record for record in records if record.seq > done}
    if not fresh:
        return
    cursor.execute("BEGIN")
    try:
        _take(cursor, [fresh[seq] for seq in sorted(fresh)])
        last = fresh[max(fresh)]
        cursor.execute("UPDATE store_meta SET watermark = ?, kind = ?, key = ?", [last.seq, last.kind, last.key])
        cursor.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(duckdb.Error):
            cursor.execute("ROLLBACK")
        raise


def _take(cursor: Connection, records: Sequence[Record]) -> None:
    """Rows in batches; a record that changes rows sees all that came before it, and none that come after."""
    tables: defaultdict[str, list[Row]] = defaultdict(list)
    for record in records:
        table, row = row_of(record)
        tables[table].append(row)
        if record.kind in AMENDS:
            _flush(cursor, tables)
            amend_sql(record, cursor)
    _flush(cursor, tables)


def _flush(cursor: Connection, tables: defaultdict[str, list[Row]]) -> None:
    for table, rows in tables.items():
        insert_rows(cursor, table, rows)
    tables.clear()


def insert_rows(cursor: Connection, table: str, rows: Sequence[Row]) -> None:
    """Add rows as one Arrow batch: row by row is a hundred times slower."""
    cursor.register("incoming", arrow_batch(table, rows))
    try:
        cursor.execute(insert(table, "incoming"))
    finally:
        with contextlib.suppress(duckdb.Error):
            cursor.unregister("incoming")
