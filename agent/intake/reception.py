"""Takes signed webhooks: read at once while few come, kept as they came and read afterwards while many do.

Either way a 200 follows a commit. A flood costs one row for each body, and is read in slices that let
acknowledgements come between; what a crash leaves unread is read after the next start. Nothing overtakes: while
anything is unread, all that comes is read after it.
"""

import asyncio
import time
from collections.abc import Generator, Sequence
from itertools import accumulate

import structlog

from agent.channel.payload import Read, kept_whole, parse_webhook, read_webhook
from agent.channel.routing import OwnNumbers
from agent.intake.sparing import sparing
from agent.ports import Arrival, InboxItem, Journal, PortError
from agent.service import Service

log = structlog.get_logger("channel")

LARGE = 32 * 1024
"""Bytes from which a body is a batch: reading it takes longer than a request should wait for another."""
SLICE_S = 0.001
"""So long is read before acknowledgements that wait come between."""
PORTION = 128
"""Bodies whose content is committed together; a few more where they came together."""
KEPT_BYTES = 1024 * 1024
"""Bytes of bodies that are kept by one commit, unless one alone is larger."""
READING_SHARE = 0.05
"""Of the time, while more keeps coming; all of it otherwise. Floods end: they hold what could not be delivered."""
TRIES = 3
"""After so many a body whose content cannot be kept is kept whole, as an event: it must not block those behind it."""
AGAIN_S = 1.0


class Reception:
    """`take` returns once a body is on the disk. `open` and `aclose` begin and end the reading."""

    def __init__(self, journal: Journal, service: Service, numbers: OwnNumbers, *, at_once: int) -> None:
        """`at_once`: webhooks that are read before they are answered, at the same time."""
        self._journal = journal
        self._service = service
        self._numbers = numbers
        self._at_once = at_once
        self._reading = 0
        self._is_behind = False
        self._tries = 0
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._keeping: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()
        """Kept: to be asked which loop runs, Python asks the system which process this is, for every webhook."""

    async def open(self) -> None:
        """Begin with what was left unread."""
        self._is_behind = bool(await self._journal.arrivals(limit=1))
        self._news.set()
        self._reader = asyncio.create_task(self._read_on())

    async def aclose(self) -> None:
        """Stop reading; what is unread stays in the journal."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    async def take(self, body: bytes) -> None:
        """Commit what the body holds, or the body. Raises PortError where it cannot: then it must come again."""
        if self._is_behind or self._reading >= self._at_once or len(body) > LARGE:
            await self._keep(body)
            return
        self._reading += 1
        try:
            await self._service.receive(self._items(Read(*parse_webhook(body))))
        finally:
            self._reading -= 1

    def _items(self, read: Read) -> list[InboxItem]:
        if read.problems:
            log.warning("webhook elements kept unread", problems=[str(problem) for problem in read.problems])
        return self._numbers.route(read.items)

    def _keep(self, body: bytes) -> asyncio.Future[None]:
        kept: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append((body, kept))
        self._is_behind = True
        if self._keeping is None:
            self._keeping = self._loop.create_task(self._keep_all())
        return kept

    async def _keep_all(self) -> None:
        """All that came while the last commit was made, in one."""
        while self._waiting:
            portion = self._next_portion()
            try:
                await self._journal.keep_arrivals([body for body, _ in portion])
            except Exception as error:
                _tell(portion, error)
            else:
                _tell(portion, None)
            self._news.set()
        self._keeping = None

    def _next_portion(self) -> Sequence[tuple[bytes, asyncio.Future[None]]]:
        sizes = accumulate(len(body) for body, _ in self._waiting)
        fitting = max(1, sum(size <= KEPT_BYTES for size in sizes))
        portion, self._waiting = self._waiting[:fitting], self._waiting[fitting:]
        return portion

    async def _read_on(self) -> None:
        """Read whatever is unread, for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                while portion := await self._journal.arrivals(limit=PORTION):
                    async with sparing(1.0 if self._keeping is None else READING_SHARE):
                        await self._read(portion)
                self._is_behind = self._keeping is not None or self._news.is_set()
            except Exception as error:  # a reader that dies silently would leave everybody waiting
                self._tries += 1
                reason = str(error) if isinstance(error, PortError) else type(error).__name__
                log.error("webhooks not read yet", reason=reason)
                await asyncio.sleep(AGAIN_S)
                self._news.set()

    async def _read(self, portion: Sequence[Arrival]) -> None:
        bodies = [body for arrival in portion for body in arrival.bodies]
        webhooks = await self._read_in_slices(bodies)
        instead = [kept_whole(body) for body in bodies] if self._tries >= TRIES else ()
        new = await self._journal.read_arrivals([arrival.seq for arrival in portion], webhooks, instead)
        self._tries = 0
        for body, items, taken in zip(bodies, webhooks, new, strict=True):
            if taken is None:
                log.error("a webhook that could not be kept is kept whole, as an event", bytes=len(body))
            else:
                await self._service.taken(items, taken)

    async def _read_in_slices(self, bodies: Sequence[bytes]) -> list[list[InboxItem]]:
        webhooks = []
        began = time.perf_counter()
        for body in bodies:
            steps = read_webhook(body)
            while (read := _next(steps)) is None:
                if time.perf_counter() - began > SLICE_S:
                    await asyncio.sleep(0)
                    began = time.perf_counter()
            webhooks.append(self._items(read))
        return webhooks


def _tell(portion: Sequence[tuple[bytes, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, kept in portion:
        if kept.done():  # whoever posted it has hung up
            continue
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)


def _next(steps: Generator[None, None, Read]) -> Read | None:
    """One step further; what was read, at the end."""
    try:
        next(steps)
    except StopIteration as end:
        read: Read = end.value
        return read
    return None
