"""WhatsApp's limits, kept before it has to refuse."""

import asyncio
import time

import pytest

from agent.channel.memory import Outbox
from agent.channel.paced import PacedChannel
from agent.ports import Address, Outgoing
from agent.settings import PaceSettings

pytestmark = pytest.mark.alone

TO = Address(phone="919000000001")


def send(key: str, contact: str = "c-1", number: str = "100") -> Outgoing:
    return Outgoing(id=key, message_id=key, contact=contact, body={}, state="sending", number=number)


async def test_who_had_too_much_is_held_without_a_post_and_nobody_else_is() -> None:
    outbox = Outbox()
    channel = PacedChannel(outbox, PaceSettings(pair_every_s=6.0, pair_burst=3))
    receipts = [await channel.send(send(f"s{n}"), TO) for n in range(4)]
    assert [receipt.state for receipt in receipts] == ["sent"] * 3 + ["failed"]
    held = receipts[-1]
    assert (held.held, held.retryable, held.code, 5 < held.retry_after_s <= 6) == (True, True, None, True)
    assert len(outbox.posts) == 3
    assert (await channel.send(send("other", "c-2"), TO)).state == "sent"
    assert (await channel.send(send("own", "c-1", "200"), TO)).state == "sent"


async def test_a_number_sends_no_faster_than_it_may_and_in_the_order_of_coming() -> None:
    outbox = Outbox()
    channel = PacedChannel(outbox, PaceSettings(per_second=10))
    began = time.monotonic()
    await asyncio.gather(*(channel.send(send(f"s{n:02}", f"c-{n}"), TO) for n in range(25)))
    assert time.monotonic() - began >= 1.9
    assert [post.outgoing.id for post in outbox.posts] == [f"s{n:02}" for n in range(25)]


async def test_another_number_does_not_wait() -> None:
    outbox = Outbox()
    channel = PacedChannel(outbox, PaceSettings(per_second=1))
    slow = [asyncio.create_task(channel.send(send(f"s{n}", f"c-{n}"), TO)) for n in range(3)]
    await asyncio.sleep(0.05)
    async with asyncio.timeout(0.5):
        assert (await channel.send(send("x", number="200"), TO)).state == "sent"
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


async def test_a_wall_clock_that_is_set_back_holds_no_number_up(monkeypatch: pytest.MonkeyPatch) -> None:
    channel, true_time = PacedChannel(Outbox(), PaceSettings(per_second=5)), time.time
    for n in range(5):
        await channel.send(send(f"s{n}", f"c-{n}"), TO)
    monkeypatch.setattr(time, "time", lambda: true_time() - 3600)
    async with asyncio.timeout(60):
        assert (await channel.send(send("s5", "c-5"), TO)).state == "sent"


async def test_marks_and_closing_pass_through() -> None:
    outbox = Outbox()
    channel = PacedChannel(outbox, PaceSettings())
    await channel.mark_read("m1", typing=True)
    await channel.aclose()
    assert (outbox.reads, outbox.closed) == ([("m1", True)], True)
