"""The copy for readers: the same tables in a file of their own, with pseudonyms in the place of people.

What is not in the file cannot be asked out of it, whatever the SQL: the file with numbers and ids is another database.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog

from agent.ports import LockedError, PortError, Record
from agent.store.duck import DuckDBStore
from agent.store.feed import Feed, Records
from agent.store.open import open_store
from agent.store.pseudonyms import Pseudonyms

FILE = "readers.duckdb"
_PORTION = 250
"""Pseudonyms take the interpreter: a larger portion would hold up a webhook for longer."""
_AGAIN_S, _AGAIN_AFTER_FAILURE_S = 0.2, 10.0


class PseudonymRecords:
    """The journal's records as readers may have them."""

    def __init__(self, records: Records, pseudonyms: Pseudonyms, *, portion: int = _PORTION) -> None:
        self._records = records
        self._pseudonyms = pseudonyms
        self._portion = portion

    async def records_after(self, seq: int, limit: int = 1000) -> Sequence[Record]:
        """See `Journal.records_after`."""
        found = await self._records.records_after(seq, min(limit, self._portion))
        return await asyncio.to_thread(lambda: [self._pseudonyms.record(one) for one in found])


class ReadersCopy:
    """The server's hold of the copy: opened in the background, since no customer waits for it, then kept up to date."""

    def __init__(self, folder: Path, journal: Records, pseudonyms: Pseudonyms, *, memory_limit: str = "") -> None:
        """`journal` stays the caller's to close, after this."""
        self._path = folder / FILE
        self._records = PseudonymRecords(journal, pseudonyms)
        self._memory_limit = memory_limit
        self._task: asyncio.Task[None] | None = None
        self.store: DuckDBStore | None = None
        """None until it is there."""
        self.feed: Feed | None = None
        self.error = ""
        """Why it is not there; empty while it is being made."""

    def start(self) -> None:
        """Make or open the file, and follow the journal."""
        self._task = asyncio.create_task(self._open(), name="readers-copy")

    def poke(self) -> None:
        """There is something new."""
        if self.feed is not None:
            self.feed.poke()

    async def opened(self) -> None:
        """Return once it is there."""
        if self._task is not None:
            await self._task

    async def aclose(self) -> None:
        """Take in what is left, then close."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self.feed is not None and self.store is not None:
            await self.feed.aclose()
            await self.store.aclose()

    async def _open(self) -> None:
        wait_s = await self._tried()
        while wait_s:
            await asyncio.sleep(wait_s)
            wait_s = await self._tried()
        self.poke()

    async def _tried(self) -> float:
        """Seconds to wait before the next try."""
        try:
            self.store = await open_store(self._path, self._records, memory_limit=self._memory_limit)
        except LockedError:
            return _AGAIN_S  # a workbench is reading, for as long as its query takes
        except PortError as error:
            if str(error) != self.error:
                structlog.get_logger(__name__).error("readers_copy_failing", reason=str(error))
            self.error = str(error)
            return _AGAIN_AFTER_FAILURE_S
        self.error = ""
        self.feed = Feed(self._records, self.store)
        return 0.0
