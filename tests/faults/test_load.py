"""A few hundred webhooks a second on the real server while turns run: every 200 holds."""

import asyncio

import httpx
import pytest

from agent.channel.signature import sign
from tests.faults.backlog import come_to_rest, flaws, out_of_order, verdict
from tests.faults.deployment import Mortal
from tests.faults.week import Week, a_rush
from tests.real_parts import KEYS, PLAIN

pytestmark = pytest.mark.alone

CUSTOMERS, EACH, A_SECOND = 300, 5, 300


async def post(server: Mortal, rush: Week) -> list[int]:
    """Each webhook when it is due, whether or not those before it were answered; their answers."""
    loop = asyncio.get_running_loop()
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(**PLAIN, timeout=server.patience_s, limits=limits) as client:
        start = loop.time()

        async def one(nth: int, body: bytes) -> int:
            await asyncio.sleep(start + nth / A_SECOND - loop.time())
            headers = {"X-Hub-Signature-256": sign(body, KEYS["WHATSAPP_APP_SECRET"])}
            return (await client.post(f"{server.url}/webhook", content=body, headers=headers)).status_code

        return await asyncio.gather(*(one(nth, body) for nth, body in enumerate(rush.webhooks)))


def test_under_load_every_webhook_is_kept_and_every_message_answered_once(server: Mortal) -> None:
    rush = a_rush(CUSTOMERS, EACH, KEYS["WHATSAPP_PHONE_NUMBER_ID"])
    answers = asyncio.run(post(server, rush))
    come_to_rest(server, rush)

    assert answers == [200] * CUSTOMERS * EACH
    assert (flaws(server, rush), out_of_order(server, rush)) == ([], [])
    books = verdict(server, rush)
    assert (books.flaws, books.lost, books.twice, books.unknown, books.set_aside) == ([], 0, 0, 0, 0)
    assert books.answered == len(rush.messages)
