"""Webhooks posted when they are due, whether or not the earlier ones were answered: waiting shows as waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agent.channel.signature import sign
from benchmarks.load.bodies import wire
from benchmarks.load.processes import SECRET

_CONNECTIONS = 64
Made = Callable[[], dict[str, Any]]


@dataclass(slots=True)
class Answers:
    """`waits_ms`: from the moment a webhook was due to its answer."""

    waits_ms: list[float] = field(default_factory=list)
    refused: int = 0

    def quantile(self, share: float) -> float:
        """The wait that this share does not exceed, in ms."""
        return float(np.quantile(self.waits_ms, share)) if self.waits_ms else float("nan")

    def above(self, ms: float) -> float:
        """The share that waited longer."""
        return float(np.mean(np.array(self.waits_ms) > ms)) if self.waits_ms else float("nan")


class Poster:
    """Kept connections to one server; one that breaks is made anew and counts as refused."""

    def __init__(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        self._place = (host, int(port))
        self._free: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.LifoQueue()
        self.answers = Answers()

    async def open(self) -> None:
        """Connect."""
        for _ in range(_CONNECTIONS):
            self._free.put_nowait(await asyncio.open_connection(*self._place))

    async def close(self) -> None:
        """Hang up."""
        while not self._free.empty():
            self._free.get_nowait()[1].close()

    async def post(self, value: dict[str, Any], due: float) -> None:
        """One webhook around this value; `due` by the clock of the event loop."""
        body = wire(value)
        head = (
            "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Hub-Signature-256: {sign(body, SECRET)}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        talk = await self._free.get()
        try:
            if talk[0].at_eof():  # long unused: the server closed it, and nothing was refused
                talk = await asyncio.open_connection(*self._place)
            talk[1].write(head.encode("ascii") + body)
            said = await talk[0].readuntil(b"\r\n\r\n")
            self.answers.refused += not said.startswith(b"HTTP/1.1 200")
        except (OSError, asyncio.IncompleteReadError):
            self.answers.refused += 1
            talk = await asyncio.open_connection(*self._place)
        self._free.put_nowait(talk)
        self.answers.waits_ms.append((asyncio.get_running_loop().time() - due) * 1000)


@asynccontextmanager
async def posting(url: str) -> AsyncIterator[Poster]:
    """A poster with its connections open."""
    poster = Poster(url)
    await poster.open()
    try:
        yield poster
    finally:
        await poster.close()


async def post_all(poster: Poster, planned: Iterable[tuple[float, Made]]) -> None:
    """Each value at its second after the start, in order; returns when all are answered."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    async with asyncio.TaskGroup() as group:
        for at, made in planned:
            await asyncio.sleep(max(0.0, start + at - loop.time()))
            group.create_task(poster.post(made(), start + at))
