"""From the journal to the store: in order, in the background, and never silently stuck."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
import structlog

from agent.journal import MemoryJournal
from agent.ports import PortError, Record
from agent.store import Feed, MemoryStore


class ShakyStore(MemoryStore):
    """Fails as often as told, like a disk that is full for a while."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures

    async def apply(self, records: Sequence[Record]) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise PortError("store: no space")
        await super().apply(records)


@pytest.fixture
async def journal() -> AsyncIterator[MemoryJournal]:
    kept = MemoryJournal()
    yield kept
    await kept.aclose()


async def test_one_reads_ones_own_writes(journal: MemoryJournal) -> None:
    store = MemoryStore()
    feed = Feed(journal, store)
    for number in range(2500):
        seq = await journal.record("turn", f"m{number}", "c-1", {"message": {"text": f"q{number}"}})
    async with asyncio.timeout(10):
        await feed.caught_up(seq)
    customer = await store.customer("c-1", messages=1)
    assert customer
    assert customer.history[0].text == "q2499"
    assert feed.applied == seq
    await feed.aclose()


async def test_catching_up_applies_what_is_there_at_once(journal: MemoryJournal) -> None:
    store = MemoryStore()
    feed = Feed(journal, store)
    await journal.record("turn", "m1", "c-1", {})
    await asyncio.gather(*(feed.catch_up() for _ in range(10)))
    assert await store.watermark() == 1
    await feed.aclose()


async def test_a_failing_store_is_tried_again_and_reported_once(journal: MemoryJournal) -> None:
    store = ShakyStore(failures=2)
    feed = Feed(journal, store)
    seq = await journal.record("turn", "m1", "c-1", {})
    with structlog.testing.capture_logs() as logs:
        await feed.catch_up()
        assert feed.error == "store: no space"
        async with asyncio.timeout(10):
            await feed.caught_up(seq)
    assert feed.error == ""
    assert [entry["event"] for entry in logs] == ["store_feed_failing", "store_feed_recovered"]
    await feed.aclose()


async def test_closing_applies_the_rest(journal: MemoryJournal) -> None:
    store = MemoryStore()
    feed = Feed(journal, store)
    feed.poke()
    await journal.record("turn", "m1", "c-1", {})
    await feed.aclose()
    assert await store.watermark() == 1
    feed.poke()
    await feed.catch_up()
    await feed.aclose()


async def test_whoever_waits_is_told_when_the_feed_closes(journal: MemoryJournal) -> None:
    feed = Feed(journal, ShakyStore(failures=10**6))
    seq = await journal.record("turn", "m1", "c-1", {})
    with structlog.testing.capture_logs():
        waiting = asyncio.create_task(feed.caught_up(seq))
        await asyncio.sleep(0)
        await feed.aclose()
    with pytest.raises(PortError, match="next start"):
        await waiting
