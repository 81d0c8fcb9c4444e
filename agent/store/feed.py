"""From the journal to the store, in the background."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from agent.intake.sparing import sparing
from agent.ports import PortError, Record, Store

_BATCH = 1000
_POLL_S = 1.0
"""A safety net: other processes may record facts without poking us."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 5.0
_LAST_TRIES = 3
_SHARE = 0.1
"""Of the time: webhooks in a flood are applied in larger batches, and are not slowed by it."""


class Records(Protocol):
    """Where facts come from: the journal, or something before it."""

    async def records_after(self, seq: int, limit: int = 1000) -> Sequence[Record]:
        """See `Journal.records_after`."""


class Feed:
    """Applies new records in batches; starts with the first `poke`, ends with `aclose`."""

    def __init__(self, journal: Records, store: Store) -> None:
        """Both stay the caller's to close, after the feed."""
        self._journal = journal
        self._store = store
        self.on_moved: Callable[[], None] = lambda: None
        """Called after every batch: somebody else may have the same to do."""
        self._applied = -1
        self._task: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._moved = asyncio.Condition()
        self._turn = asyncio.Lock()
        self._closed = False
        self.error = ""
        """Why the last batch was not taken; empty while all is well."""

    @property
    def applied(self) -> int:
        """The seq up to which the store is known to be complete; -1 before the first look."""
        return self._applied

    def poke(self) -> None:
        """There is something new: look at once."""
        if self._closed:
            return  # what is recorded now is applied at the next start
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="store-feed")
        self._news.set()

    async def catch_up(self) -> None:
        """Apply what is recorded now; when the store fails that is reported and tried again later, not raised."""
        if not self._closed:
            await self._tried()

    async def caught_up(self, seq: int) -> None:
        """Return once the store shows the record `seq` (read your own writes). Waits as long as the store fails."""
        if self._applied >= seq:
            return
        self.poke()
        async with self._moved:
            await self._moved.wait_for(lambda: self._applied >= seq or self._closed)
        if self._applied < seq:
            raise PortError(f"feed: closed before record {seq} was applied; it is applied at the next start")

    async def aclose(self) -> None:
        """Apply what is left (a store that fails is given up after a few tries), then stop."""
        if self._task and not self._closed:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if not self._closed:
            await self._drain()
        self._closed = True
        async with self._moved:
            self._moved.notify_all()

    async def _run(self) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            self._news.clear()
            async with sparing(_SHARE):
                taken = await self._tried()
            if taken:
                pause = _FIRST_PAUSE_S
                await self._wait()
            else:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _wait(self) -> None:
        # Not `wait_for`: in Python 3.11 it loses a cancellation that comes together with the news.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_POLL_S):
                await self._news.wait()

    async def _drain(self) -> None:
        for _ in range(_LAST_TRIES):
            if await self._tried():
                return
            await asyncio.sleep(_FIRST_PAUSE_S)

    async def _tried(self) -> bool:
        try:
            async with self._turn:
                await self._take_all()
        except Exception as error:  # a feed that dies silently would leave everybody waiting
            self._report(str(error) if isinstance(error, PortError) else type(error).__name__)
            return False
        self._report("")
        return True

    async def _take_all(self) -> None:
        if self._applied < 0:
            await self._reached(await self._store.watermark())
        while records := await self._journal.records_after(self._applied, _BATCH):
            await self._store.apply(records)
            await self._reached(records[-1].seq)

    async def _reached(self, seq: int) -> None:
        async with self._moved:
            self._applied = seq
            self._moved.notify_all()
        self.on_moved()

    def _report(self, error: str) -> None:
        if error and error != self.error:
            structlog.get_logger(__name__).warning("store_feed_failing", error=error)
        if self.error and not error:
            structlog.get_logger(__name__).info("store_feed_recovered")
        self.error = error
