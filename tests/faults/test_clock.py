"""A clock that jumps: back an hour, on a day. Messages are answered once all the same, and in their order."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from agent.channel.memory import Outbox
from agent.journal import SQLiteJournal
from agent.ports import Ports
from tests.conftest import Load
from tests.test_service import LINES, STEPS, serving, texts, until, written

HOUR_S = 3600.0


class Clock:
    """The wall clock, moved."""

    def __init__(self) -> None:
        self.moved_s = 0.0

    def __call__(self) -> float:
        return time.time() + self.moved_s


@asynccontextmanager
async def on_disk(path: Path, clock: Clock, ports: Ports) -> AsyncIterator[Ports]:
    journal = SQLiteJournal.open(path, now=clock)
    try:
        yield replace(ports, journal=journal)
    finally:
        await journal.aclose()


@pytest.mark.parametrize("jump_s", [-HOUR_S, -60.0, 60.0, HOUR_S, 20 * HOUR_S])
async def test_messages_before_and_after_a_jump_are_each_answered_once(
    load: Load, ports: Ports, tmp_path: Path, jump_s: float
) -> None:
    clock = Clock()
    async with on_disk(tmp_path / "journal.sqlite", clock, ports) as real, serving(load(LINES, STEPS), real) as service:
        for number in range(6):
            await service.receive([written(number, f"before {number}", sender=f"91900000000{number % 3}")])
        clock.moved_s = jump_s
        for number in range(6, 12):
            await service.receive([written(number, f"after {number}", sender=f"91900000000{number % 3}")])
        await until(lambda: sum(text.count("\n") + 1 for text in texts(real)) == 12)
        await asyncio.sleep(0.2)

        lines = [line for text in texts(real) for line in text.split("\n")]
        assert sorted(lines) == sorted([*(f"before {n}" for n in range(6)), *(f"after {n}" for n in range(6, 12))])
        for person in range(3):
            theirs = [int(line.split()[1]) for line in lines if int(line.split()[1]) % 3 == person]
            assert theirs == sorted(theirs)
        assert isinstance(real.channel, Outbox)
