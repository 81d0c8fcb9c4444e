"""Journal and store for one who is alone: the same code on the same files, in the caller's thread.

Threads keep a server's loop free. A month has nobody to keep waiting, and would pay for a hundred hand-overs a turn.
"""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import duckdb

from agent.journal import inbox
from agent.journal.errors import port_error
from agent.journal.schema import open_reader, open_writer
from agent.journal.sqlite import SQLiteJournal
from agent.journal.writer import Work
from agent.ports import InboxItem
from agent.store.database import connect, prepare
from agent.store.duck import DuckDBStore

T = TypeVar("T")


class InlineJournal(SQLiteJournal):
    """A journal that nobody else reads, and that need not survive a crash."""

    def __init__(self, path: Path, writer: sqlite3.Connection, now: Callable[[], float]) -> None:
        """Use `InlineJournal.begin`."""
        super().__init__(path, open_reader(path, busy_s=1.0), None, now)
        self._connection = writer

    @classmethod
    def begin(cls, path: Path, now: Callable[[], float]) -> "InlineJournal":
        """A new file. Raises PortError where it cannot be made."""
        connection = open_writer(path, busy_s=1.0)
        connection.execute("PRAGMA synchronous = OFF")
        return cls(path, connection, now)

    async def receive(self, items: Sequence[InboxItem]) -> Sequence[bool]:
        return (await self._write(lambda connection: inbox.receive_all(connection, [items], self._now())))[0]

    async def aclose(self) -> None:
        self._connection.close()
        await super().aclose()

    async def _write(self, work: Work[T]) -> T:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            done = work(self._connection)
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise port_error(error, self.path) if isinstance(error, sqlite3.Error) else error from error
        return done

    async def _read(self, work: Work[T]) -> T:
        return work(self._reader)


class InlineStore(DuckDBStore):
    """A store in memory: the real one is built from the journal when the month is whole."""

    @classmethod
    def begin(cls) -> "InlineStore":
        """An empty one."""
        connection = connect(None)
        prepare(connection)
        return cls(Path("the month's store"), connection)

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        return self._on_own_cursor(work)
