"""Webhook posts over kept connections, to receivers that are well behaved and to others."""

import asyncio
from collections.abc import Sequence

import pytest

from agent.channel.simulator.delivery.connections import Connections


class Receiver:
    """Gives the answers in order, each as raw bytes, and counts its connections."""

    def __init__(self, answers: Sequence[bytes], *, hang_up: bool = False) -> None:
        self.answers = list(answers)
        self.hang_up = hang_up
        self.connections = 0
        self.heads: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while self.answers:
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
            except asyncio.IncompleteReadError:
                break
            self.heads.append(head)
            await reader.readexactly(int(head.lower().partition("content-length: ")[2].partition("\r\n")[0]))
            writer.write(self.answers.pop(0))
            if self.hang_up:
                break
        writer.close()

    async def posts(self, n: int) -> list[int | str]:
        """Statuses of n posts, or the names of their errors."""
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        connections = Connections(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?a=b")
        found: list[int | str] = []
        for _ in range(n):
            try:
                found.append(await connections.post(b"{}", {"X-A": "b"}))
            except (OSError, EOFError, ValueError) as error:
                found.append(type(error).__name__)
            await asyncio.sleep(0.01)
        connections.close()
        server.close()
        return found


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def test_a_connection_is_used_again_and_the_whole_path_is_asked_for() -> None:
    receiver = Receiver([OK, b"HTTP/1.1 503 no\r\nContent-Length: 0\r\n\r\n", OK])
    assert await receiver.posts(3) == [200, 503, 200]
    assert receiver.connections == 1
    assert receiver.heads[0].startswith("POST /hook?a=b HTTP/1.1\r\nHost: 127.0.0.1:")
    assert "X-A: b\r\n" in receiver.heads[0]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
async def test_after_an_answer_without_a_known_end_a_new_connection_is_made(answer: bytes) -> None:
    receiver = Receiver([answer, answer], hang_up=True)
    assert await receiver.posts(2) == [200, 200]
    assert receiver.connections == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", "IncompleteReadError"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok", "IncompleteReadError"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "ValueError"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", "ValueError"),
    ],
)
async def test_what_is_no_whole_answer_is_none(answer: bytes, error: str) -> None:
    assert await Receiver([answer], hang_up=True).posts(1) == [error]


async def test_where_nobody_listens_there_is_no_answer() -> None:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    with pytest.raises(ConnectionRefusedError):
        await Connections(f"http://127.0.0.1:{port}/").post(b"", {})
