"""Somebody in danger writes to a number that may not send: nothing leaves from it, and a person is called."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.alerts.desk import AlertDesk
from agent.alerts.post import Post
from agent.alerts.settings import AlertSettings
from agent.channel.memory import Outbox
from agent.intake.held import UNPAGED, HeldMessages
from agent.journal import MemoryJournal, SQLiteJournal
from agent.ports import Address, InboxMessage, Ports
from agent.steps.send import Send
from tests.conftest import Load
from tests.steps.test_send import emergency, scene
from tests.test_service import LINES, STEPS, serving

NOW = datetime.now(UTC)
DANGER = "My friend fell into a crevasse and is not breathing, please help"
Found = list[tuple[str, str]]


def written(
    key: str, text: str, *, number: str = "100", sender: str = "919000000001", kind: str = "text"
) -> InboxMessage:
    return InboxMessage(
        id=key, number=number, sender=Address(phone=sender), kind="text", text=text, sent_at=NOW, payload={}
    )


@pytest.fixture(params=["memory", "sqlite"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MemoryJournal | SQLiteJournal]:
    made = MemoryJournal() if request.param == "memory" else SQLiteJournal.open(tmp_path / "journal.sqlite")
    await made.stop_number("100", "complaints", "asha")
    yield made
    await made.aclose()


def watch(journal: MemoryJournal | SQLiteJournal) -> tuple[HeldMessages, Found]:
    found: Found = []
    return HeldMessages(journal, lambda kind, contact: found.append((kind, contact))), found


async def test_a_danger_is_found_once_among_what_waits(journal: MemoryJournal | SQLiteJournal) -> None:
    held, found = watch(journal)
    await journal.receive([written("m1", "How much is Hampta Pass?"), written("m2", DANGER)])
    for _ in range(3):
        await held.look()
    (item,) = await journal.reviews()
    assert (item.severity, item.reason, item.message_id, item.flags[0]) == ("critical", "emergency", "m2", UNPAGED)
    assert found == [(item.flags[1], item.contact)]
    assert (await journal.depth())["unpaged_emergencies"] == 1


async def test_after_a_restart_nobody_is_called_again(journal: MemoryJournal | SQLiteJournal) -> None:
    await journal.receive([written("m1", DANGER)])
    for expected in (1, 0):
        held, found = watch(journal)
        await held.look()
        assert len(found) == expected


async def test_it_is_over_when_somebody_has_them(journal: MemoryJournal | SQLiteJournal) -> None:
    held, _ = watch(journal)
    await journal.receive([written("m1", DANGER)])
    await held.look()
    (item,) = await journal.reviews()
    await journal.close_review(item.id, "asha")
    assert (await journal.depth())["unpaged_emergencies"] == 0


async def test_what_waited_before_the_stop_is_read_too(journal: MemoryJournal | SQLiteJournal) -> None:
    held, found = watch(journal)
    await journal.receive([written("m1", DANGER, number="200"), written("m2", "hello")])
    await held.look()
    assert found == []
    await journal.stop_number("200", "complaints", "asha")
    await held.look()
    assert len(found) == 1


async def test_a_number_that_may_send_answers_itself(journal: MemoryJournal | SQLiteJournal) -> None:
    held, found = watch(journal)
    await journal.start_number("100", "asha")
    await journal.receive([written("m1", DANGER)])
    await held.look()
    assert found == []
    assert await journal.held() == ([], 0)


async def test_a_flood_is_read_in_portions_and_to_its_end(journal: MemoryJournal | SQLiteJournal) -> None:
    held, found = watch(journal)
    await journal.receive([written(f"m{n}", f"hello {n}", sender=f"91900001{n:04}") for n in range(120)])
    await journal.receive([written("last", DANGER)])
    for _ in range(3):
        await held.look()
    assert len(found) == 1


async def test_nothing_leaves_and_the_alert_names_no_number_and_no_word(load: Load, ports: Ports) -> None:
    await ports.journal.stop_number("100", "complaints", "asha")
    told: list[str] = []

    class Listening(Post):
        def put(self, notice: object) -> None:
            told.append(str(notice))

    async def well() -> list[object]:
        return []

    desk = AlertDesk(ports, Listening([]), AlertSettings, well)  # type: ignore[arg-type]
    async with serving(load(LINES, STEPS), ports) as service:
        service.held.on_emergency = desk.emergency
        await service.receive([written("m1", DANGER)])
        async with asyncio.timeout(10):
            while not told:  # noqa: ASYNC110 (waits for another task)
                await asyncio.sleep(0.01)
    assert isinstance(ports.channel, Outbox)
    assert ports.channel.posts == []
    assert "critical" in told[0]
    for private in ("919000000001", "crevasse"):
        assert private not in told[0]


async def test_a_page_that_waits_behind_the_stop_calls_a_person_in_another_way() -> None:
    ports = await scene()
    await ports.journal.stop_number("n1", "complaints", "asha")
    turn = emergency()
    turn = replace(turn, message=replace(turn.message, number="n1"))
    await Send().run(turn, ports)
    assert isinstance(ports.channel, Outbox)
    assert ports.channel.posts == []
    assert [(item.severity, item.flags) for item in await ports.journal.reviews()] == [("critical", (UNPAGED,))]
