"""POST over connections that are kept open: hundreds of webhooks a second leave no time for a general client."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_IDLE_S = 2.0
_LONGEST_HEAD = 65_536


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used_at: float = field(default_factory=time.monotonic)

    def usable(self) -> bool:
        return time.monotonic() - self.used_at < _IDLE_S and not self.reader.at_eof() and not self.writer.is_closing()


class Connections:
    """To one address. The newest idle connection is used again; one idle for two seconds is closed."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._tls = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._tls else 80)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._head = f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        self._idle: list[_Connection] = []

    async def post(self, content: bytes, headers: Mapping[str, str]) -> int:
        """The HTTP status; the rest of the answer is thrown away.

        Raises OSError, EOFError or ValueError when there is no connection, no answer, or none that is HTTP.
        """
        connection = self._take() or await self._open()
        try:
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            head = f"{self._head}{lines}Content-Length: {len(content)}\r\n\r\n"
            connection.writer.write(head.encode("latin-1") + content)
            await connection.writer.drain()
            status, keep = await _read(connection.reader)
        except BaseException:
            connection.writer.close()
            raise
        self._give_back(connection, keep=keep)
        return status

    def close(self) -> None:
        """Close what is idle."""
        for connection in self._idle:
            connection.writer.close()
        self._idle.clear()

    async def _open(self) -> _Connection:
        reader, writer = await asyncio.open_connection(
            self._host, self._port, ssl=self._tls or None, limit=_LONGEST_HEAD
        )
        return _Connection(reader, writer)

    def _take(self) -> _Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable():
                return connection
            connection.writer.close()
        return None

    def _give_back(self, connection: _Connection, *, keep: bool) -> None:
        if not keep:
            connection.writer.close()
            return
        connection.used_at = time.monotonic()
        self._idle.append(connection)


async def _read(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Status, and whether the connection can be used again: only after a body of known length."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    except asyncio.LimitOverrunError as error:
        raise ValueError("the answer's head is too long") from error
    first, *lines = head.split("\r\n")
    version, _, rest = first.partition(" ")
    if not version.startswith("http/1.") or not rest[:3].isdigit():
        raise ValueError("the answer is not HTTP/1")
    named = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = named.get("content-length", "")
    if length.isdigit():
        await reader.readexactly(int(length))
    keep = length.isdigit() and version == "http/1.1" and named.get("connection", "") != "close"
    return int(rest[:3]), keep
