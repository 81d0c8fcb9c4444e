"""The journal's file: one connection that writes, one that reads, and how work gets to them."""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from agent.journal.errors import port_error
from agent.journal.merging import real
from agent.journal.writer import GroupCommit, Work
from agent.ports import (
    ConsentEntry,
    Outgoing,
    Pause,
    PortError,
    ReviewItem,
)

T = TypeVar("T")
AboutContact = TypeVar("AboutContact", ConsentEntry, Outgoing, Pause, ReviewItem)


class JournalFile:
    """What every part of the journal on disk is built on."""

    def __init__(
        self, path: Path, reader: sqlite3.Connection, writer: GroupCommit | None, now: Callable[[], float]
    ) -> None:
        """Use `SQLiteJournal.open`."""
        self.path = path
        self._reader = reader
        self._writer = writer
        self._now = now
        self._owner = secrets.token_hex(8)
        self._fences: dict[str, int] = {}
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")

    async def backup(self, to: Path) -> None:
        """A consistent copy of the whole journal, made while it is in use."""

        def copy(connection: sqlite3.Connection) -> None:
            target = sqlite3.connect(to)
            try:
                connection.backup(target)
            finally:
                target.close()

        await self._read(copy)

    async def aclose(self) -> None:
        if self._writer:
            await self._writer.close()
        await asyncio.to_thread(self._reading.shutdown)
        self._reader.close()

    async def _write(self, work: Work[T]) -> T:
        return await self._writing().run(work)

    def _writing(self) -> GroupCommit:
        if self._writer is None:
            raise PortError(f"journal {self.path}: opened for reading only; write through the server that holds it")
        return self._writer

    async def _read(self, work: Work[T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reading, work, self._reader)
        except sqlite3.Error as error:
            raise port_error(error, self.path) from error
        except RuntimeError as error:
            raise PortError(f"journal {self.path}: already closed; open it again to read") from error


def moved(connection: sqlite3.Connection, about: AboutContact) -> AboutContact:
    """The same, about the contact this one was merged into."""
    return replace(about, contact=real(connection, about.contact))
