"""A byte a second from two hundred connections, in the head and in the body: all are cut off, and nobody else waits."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from agent.channel.signature import sign
from agent.settings import ROOT
from tests.contract.hostile import statuses
from tests.real_parts import KEYS, PATIENCE_S, Deployment, edited, phones, running_deployment, until
from tests.serve.test_webhook import text_message

SLOW = 200
WITHIN_S = 3.0
SECRET, NUMBER = KEYS["WHATSAPP_APP_SECRET"], KEYS["WHATSAPP_PHONE_NUMBER_ID"]
HEAD = b"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n"
ELSEWHERE = b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    shipped = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    config = edited(shipped, service={"request_within_s": WITHIN_S, "burst_window_s": 0.1})
    with running_deployment(Deployment, tmp_path_factory.mktemp("slow"), config) as found:
        yield found


async def trickle(port: int, start: bytes) -> bytes:
    """A byte a second after this start, until the server hangs up; what it said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = asyncio.create_task(reader.read())
    try:
        writer.write(start)
        while not answer.done():
            writer.write(b"x")
            await asyncio.wait([answer], timeout=1.0)
        return answer.result()
    except ConnectionError:
        return b""
    finally:
        answer.cancel()
        writer.close()


@asynccontextmanager
async def while_they_dawdle(port: int) -> AsyncIterator[list[asyncio.Task[bytes]]]:
    slow = [asyncio.create_task(trickle(port, HEAD if n % 2 else BODY)) for n in range(SLOW)]
    try:
        yield slow
    finally:
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


async def acknowledged(server: Deployment, number: int, phone: str) -> int:
    body = text_message(number=number, to=NUMBER, **{"from": phone}, text="Is it far?")
    headers = {"X-Hub-Signature-256": sign(body, SECRET), "Content-Type": "application/json"}
    async with httpx.AsyncClient(trust_env=False, verify=False, timeout=PATIENCE_S) as client:
        return (await client.post(f"{server.url}/webhook", content=body, headers=headers)).status_code


async def test_two_hundred_that_send_a_byte_a_second_are_cut_off_and_others_acknowledged(server: Deployment) -> None:
    asking = phones(611, 40)
    async with while_they_dawdle(server.server_port) as slow:
        answers = [await acknowledged(server, 6110 + n, phone) for n, phone in enumerate(asking)]
        async with asyncio.timeout(PATIENCE_S):
            said = await asyncio.gather(*slow)

    assert answers == [200] * len(asking)
    told = [tuple(statuses(one)) for one in said]  # nothing, where the byte that came after the end reset all
    assert set(told) <= {(408,), ()}
    assert told.count((408,)) > SLOW / 2
    await asyncio.to_thread(until, lambda: all(map(server.sent, asking)), "the others are answered")


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
