"""Real servers on 127.0.0.1 for the channel's tests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest


@dataclass(slots=True)
class Webhook:
    """Takes POSTs and answers with `statuses` in order, then 200, after `wait_s` in order, then at once.

    Keeps (headers in lower case, body).
    """

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    wait_s: list[float] = field(default_factory=list)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    _arrival: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for(self, n: int) -> None:
        """Until `n` requests have come."""
        while len(self.received) < n:
            self._arrival.clear()
            await asyncio.wait_for(self._arrival.wait(), 20)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request per connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[1:]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        status = self.statuses.pop(0) if self.statuses else 200
        if self.wait_s:
            await asyncio.sleep(self.wait_s.pop(0))
        writer.write(b"HTTP/1.1 %d x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        await writer.drain()
        writer.close()
        self.received.append((headers, body))
        self._arrival.set()


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    """A receiving server."""
    hook = Webhook()
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0)
    hook.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook"
    yield hook
    server.close()
    await server.wait_closed()


@asynccontextmanager
async def raw_server(answer: bytes, *, wait_s: float = 0.0) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Reads each request wholly, waits, writes `answer` as it is and hangs up. Yields its URL and the bodies."""
    bodies: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        bodies.append(await reader.readexactly(length))
        await asyncio.sleep(wait_s)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", bodies
    server.close()
    await server.wait_closed()


@pytest.fixture(name="raw_server")
def _raw_server() -> Callable[..., object]:
    return raw_server


@asynccontextmanager
async def raw_get_server(answer: bytes) -> AsyncIterator[str]:
    """Answers every GET with these bytes and hangs up. Yields its URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()
