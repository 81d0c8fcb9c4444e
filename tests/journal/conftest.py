"""Every journal there is, on a clock that stands still until it is moved."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.journal import MemoryJournal, SQLiteJournal

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AnyJournal = SQLiteJournal | MemoryJournal


class Clock:
    def __init__(self) -> None:
        self.seconds = START.timestamp()

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "memory"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[AnyJournal]:
    kept: AnyJournal = MemoryJournal(now=clock)
    if request.param == "sqlite":
        kept = SQLiteJournal.open(tmp_path / "journal.sqlite", now=clock)
    yield kept
    await kept.aclose()
