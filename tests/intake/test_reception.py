"""Webhooks under a flood: on the disk before the 200, read afterwards, in order, once, and in nobody's way."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from agent.channel.payload import kept_whole, parse_webhook
from agent.channel.routing import OwnNumbers
from agent.intake.reception import LARGE, TRIES, Reception
from agent.journal import MemoryJournal, SQLiteJournal
from agent.ports import InboxItem, InboxMessage, PortError
from agent.service import Service
from agent.settings import ServiceSettings
from agent.store.feed import Feed
from tests.conftest import Load
from tests.serve.test_webhook import text_message
from tests.steps.safety_world import world
from tests.test_service import LINES, STEPS

AnyJournal = MemoryJournal | SQLiteJournal


@pytest.fixture(params=["memory", "sqlite"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyJournal]:
    made = MemoryJournal() if request.param == "memory" else SQLiteJournal.open(tmp_path / "journal.sqlite")
    yield made
    await made.aclose()


@asynccontextmanager
async def receiving(load: Load, journal: Any, *, at_once: int = 0) -> AsyncIterator[Reception]:
    ports = replace(world(), journal=journal)
    service = Service(lambda contact: load(LINES, STEPS), ports, Feed(ports.journal, ports.store), ServiceSettings())
    reception = Reception(journal, service, OwnNumbers(["100"]), at_once=at_once)
    await reception.open()
    try:
        yield reception
    finally:
        await reception.aclose()


async def read_all(journal: AnyJournal) -> None:
    async with asyncio.timeout(10):
        while await journal.arrivals(limit=1):  # noqa: ASYNC110 (another task reads)
            await asyncio.sleep(0.01)


async def waiting(journal: AnyJournal) -> list[str]:
    """The texts that wait, by contact in the order they came."""
    found = []
    for contact in await journal.waiting():
        lease = await journal.lease(contact, 30)
        found += [message.text for message in lease.messages] if lease else []
    return found


async def test_a_flood_is_kept_at_once_and_read_in_order(load: Load, journal: AnyJournal) -> None:
    async with receiving(load, journal) as reception:
        await asyncio.gather(*(reception.take(text_message(n, f"line {n}")) for n in range(40)))
        await read_all(journal)
    assert await waiting(journal) == [f"line {n}" for n in range(40)]


async def test_one_webhook_after_the_other_is_read_before_its_200(load: Load, journal: AnyJournal) -> None:
    async with receiving(load, journal, at_once=4) as reception:
        for number in range(3):
            await reception.take(text_message(number))
            assert (await journal.depth())["waiting"] == number + 1
            assert await journal.arrivals(limit=1) == []


async def test_what_a_crash_left_unread_is_read_after_the_start_and_nothing_overtakes_it(
    load: Load, journal: AnyJournal
) -> None:
    await journal.keep_arrivals([text_message(1, "first"), text_message(2, "second")])
    async with receiving(load, journal, at_once=4) as reception:
        await reception.take(text_message(3, "third"))
        await read_all(journal)
    assert await waiting(journal) == ["first", "second", "third"]


async def test_a_repeat_is_known_whichever_way_it_comes(load: Load, journal: AnyJournal) -> None:
    for at_once in (0, 4, 0):
        async with receiving(load, journal, at_once=at_once) as reception:
            await reception.take(text_message(1))
            await read_all(journal)
    assert (await journal.depth())["waiting"] == 1


async def test_a_body_that_is_no_webhook_is_kept_as_an_event_and_blocks_nobody(load: Load, journal: AnyJournal) -> None:
    async with receiving(load, journal) as reception:
        await asyncio.gather(*(reception.take(body) for body in (b"{", b"\xff\x00", text_message(1))))
        await read_all(journal)
    assert (await journal.depth())["waiting"] == 1
    fields = [record.body["field"] for record in await journal.records_after(0) if record.kind == "event"]
    assert fields == ["unreadable", "unreadable"]


class Refusing:
    """A journal whose disk may be full, and that tells how many bodies each commit kept."""

    def __init__(self, journal: Any) -> None:
        self._journal = journal
        self.full = False
        self.commits: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    async def keep_arrivals(self, bodies: Sequence[bytes]) -> None:
        if self.full:
            raise PortError("the disk is full")
        self.commits.append(len(bodies))
        await asyncio.sleep(0.01)
        await self._journal.keep_arrivals(bodies)


async def test_where_the_disk_is_full_it_is_said_and_nothing_is_promised(load: Load) -> None:
    journal = Refusing(MemoryJournal())
    journal.full = True
    async with receiving(load, journal) as reception:
        ends = await asyncio.gather(*(reception.take(text_message(n)) for n in range(5)), return_exceptions=True)
        assert all(isinstance(end, PortError) for end in ends)
        journal.full = False
        await reception.take(text_message(9, "again"))
        await read_all(journal)  # type: ignore[arg-type]
    assert await waiting(journal) == ["again"]  # type: ignore[arg-type]


async def test_all_that_comes_during_a_commit_is_one_commit(load: Load) -> None:
    journal = Refusing(MemoryJournal())
    async with receiving(load, journal) as reception:
        await asyncio.gather(*(reception.take(text_message(n)) for n in range(30)))
    assert sum(journal.commits) == 30
    assert len(journal.commits) <= 2


class Poisoned(MemoryJournal):
    """Cannot keep one text."""

    async def receive(self, items: Sequence[InboxItem]) -> Sequence[bool]:
        if any(isinstance(item, InboxMessage) and item.text == "poison" for item in items):
            raise ValueError("a shape nobody thought of")
        return await super().receive(items)


async def test_a_body_whose_content_cannot_be_kept_is_an_event_after_some_tries_and_blocks_nobody(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.intake.reception.AGAIN_S", 0.01)
    journal = Poisoned()
    texts = ["before", "poison", "after"]
    with capture_logs() as logs:
        async with receiving(load, journal) as reception:
            await asyncio.gather(*(reception.take(text_message(n, text)) for n, text in enumerate(texts)))
            await read_all(journal)
    assert await waiting(journal) == ["before", "after"]
    (event,) = [record.body for record in await journal.records_after(0) if record.kind == "event"]
    assert "poison" in event["payload"]["text"]
    assert [line["event"] for line in logs].count("webhooks not read yet") == TRIES


async def test_an_sqlite_journal_keeps_a_poisoned_body_whole_and_the_rest_as_it_is(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    bodies = [text_message(n) for n in range(3)]
    await journal.keep_arrivals(bodies)
    webhooks: list[Any] = [parse_webhook(body)[0] for body in bodies]
    webhooks[1] = [object()]
    (arrival,) = await journal.arrivals(limit=10)
    with pytest.raises(AttributeError):
        await journal.read_arrivals([arrival.seq], webhooks)
    assert len(await journal.arrivals(limit=10)) == 1
    new = await journal.read_arrivals([arrival.seq], webhooks, [kept_whole(body) for body in bodies])
    assert new == [[True], None, [True]]
    assert await journal.arrivals(limit=10) == []
    await journal.aclose()


async def test_a_batch_of_a_thousand_lets_others_come_between(load: Load) -> None:
    journal = MemoryJournal()
    batch = json.loads(text_message(0))
    (message,) = batch["entry"][0]["changes"][0]["value"]["messages"]
    batch["entry"][0]["changes"][0]["value"]["messages"] = [{**message, "id": f"wamid.batch-{n}"} for n in range(1000)]
    body = json.dumps(batch).encode()
    assert len(body) > LARGE
    turns = 0
    async with receiving(load, journal, at_once=4) as reception:
        await reception.take(body)
        while await journal.arrivals(limit=1):
            await asyncio.sleep(0)
            turns += 1
    assert (await journal.depth())["waiting"] == 1000
    assert turns > 5
