"""A byte a second from two hundred connections, in the head and in the body: all are told 408, nobody else waits."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from agent.channel.signature import sign
from agent.settings import ROOT
from tests.contract.hostile import statuses
from tests.real_parts import KEYS, PATIENCE_S, Deployment, edited, phones, running_deployment, until
from tests.serve.test_webhook import text_message

pytestmark = pytest.mark.alone

SLOW = 200
WITHIN_S = 3.0
SECRET, NUMBER = KEYS["WHATSAPP_APP_SECRET"], KEYS["WHATSAPP_PHONE_NUMBER_ID"]
HEAD = b"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n"
SIGNED = HEAD.replace(
    b"X-Slow: ", f"X-Hub-Signature-256: {sign(b'x' * 99, SECRET)}\r\nContent-Length: 99\r\n\r\n".encode()
)
STARTS = (HEAD, BODY, SIGNED)
"""In the head, in a body of megabytes, and in a small one that would be taken if it came in time."""
ELSEWHERE = b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    shipped = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    config = edited(shipped, service={"request_within_s": WITHIN_S, "burst_window_s": 0.1})
    with running_deployment(Deployment, tmp_path_factory.mktemp("slow"), config) as found:
        yield found


async def trickle(port: int, start: bytes) -> bytes:
    """A byte a second after this start, until the server hangs up; what it said before it did."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    dripping = asyncio.create_task(drip(writer, start))
    said = b""
    try:
        while some := await reader.read(4096):
            said += some
    except ConnectionError:
        pass  # it did not read the byte that came after its answer
    finally:
        dripping.cancel()
        writer.close()
    return said


async def drip(writer: asyncio.StreamWriter, start: bytes) -> None:
    writer.write(start)
    while not writer.is_closing():
        writer.write(b"x")
        await asyncio.sleep(1.0)


class Crowd:
    """So many that trickle at any time: who is cut off comes again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._tasks: list[asyncio.Task[None]] = []
        self.told: list[list[bytes]] = [[] for _ in range(SLOW)]
        """What each was told, time after time."""

    async def __aenter__(self) -> "Crowd":
        self._tasks = [asyncio.create_task(self._come_again(n)) for n in range(SLOW)]
        return self

    async def __aexit__(self, *about: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _come_again(self, n: int) -> None:
        while True:
            self.told[n].append(await trickle(self._port, STARTS[n % len(STARTS)]))

    async def was_cut_off(self) -> None:
        """Wait until every one of them was."""
        async with asyncio.timeout(PATIENCE_S):
            while not all(self.told):  # noqa: ASYNC110 (what they were told is a plain list)
                await asyncio.sleep(0.1)


async def acknowledged(server: Deployment, number: int, phone: str) -> int:
    body = text_message(number=number, to=NUMBER, **{"from": phone}, text="Is it far?")
    headers = {"X-Hub-Signature-256": sign(body, SECRET), "Content-Type": "application/json"}
    async with httpx.AsyncClient(trust_env=False, verify=False, timeout=PATIENCE_S) as client:
        return (await client.post(f"{server.url}/webhook", content=body, headers=headers)).status_code


async def test_while_two_hundred_send_a_byte_a_second_others_are_acknowledged_and_only_they_are_cut_off(
    server: Deployment,
) -> None:
    asking = phones(611, 60)
    async with Crowd(server.server_port) as crowd:
        for first in range(0, len(asking), 20):
            at_once = [acknowledged(server, 6110 + n, asking[n]) for n in range(first, first + 20)]
            assert await asyncio.gather(*at_once) == [200] * len(at_once)
            await asyncio.sleep(1.0)
        await asyncio.to_thread(until, lambda: all(map(server.sent, asking)), "the others are answered")
        await crowd.was_cut_off()

    told = [tuple(statuses(one)) for each in crowd.told for one in each]
    assert set(told) <= {(408,), ()}  # nothing, where the byte that came after the end reset all
    assert told.count((408,)) > 0.9 * len(told)


async def test_a_body_for_nobody_is_not_read_for_ever(server: Deployment) -> None:
    async with asyncio.timeout(PATIENCE_S):
        assert statuses(await trickle(server.server_port, ELSEWHERE)) == [404]


async def test_one_that_takes_its_time_within_the_limit_is_taken(server: Deployment) -> None:
    body = text_message(number=6200, to=NUMBER, **{"from": phones(620, 1)[0]}, text="Is it far?")
    head = f"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: {sign(body, SECRET)}\r\n"
    sent = head.encode() + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
    reader, writer = await asyncio.open_connection("127.0.0.1", server.server_port)
    for place in range(0, len(sent), len(sent) // 8):
        writer.write(sent[place : place + len(sent) // 8])
        await asyncio.sleep(0.1)
    async with asyncio.timeout(PATIENCE_S):
        assert statuses(await reader.read()) == [200]
    writer.close()


async def test_a_connection_that_is_kept_open_is_not_counted_from_its_first_request(server: Deployment) -> None:
    request = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", server.server_port)
    for _ in range(8):
        writer.write(request)
        async with asyncio.timeout(PATIENCE_S):
            assert statuses(await reader.readuntil(b'"ok"}')) == [200]
        await asyncio.sleep(1.0)
    writer.close()
