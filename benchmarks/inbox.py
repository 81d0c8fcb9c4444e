"""Durable acknowledgements: how fast the inbox commits, against the same journal in memory."""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from agent.journal.memory import MemoryJournal
from agent.journal.sqlite import SQLiteJournal
from agent.ports import Address, InboxMessage, Journal
from benchmarks.figures import spread, table

MESSAGES, AT_ONCE = 6000, 64


async def inbox_figures() -> Table:
    """Receives per second at 64 at once, each on disk before it counts; ratio to memory, which promises nothing."""
    with tempfile.TemporaryDirectory() as folder:
        disk = SQLiteJournal.open(Path(folder) / "journal.sqlite")
        durable, waits = await _receive(disk)
        await disk.aclose()
    memory, memory_waits = await _receive(MemoryJournal())
    rows = {
        "memory": (f"{memory:,.0f}", *spread(memory_waits), "1.00"),
        "SQLite, synced": (f"{durable:,.0f}", *spread(waits), f"{durable / memory:.2f}"),
    }
    return table(f"inbox commits, {AT_ONCE} at once", ("per second", "p50 ms", "p99 ms", "to memory"), rows)


async def _receive(journal: Journal) -> tuple[float, list[float]]:
    waits: list[float] = []
    numbers = iter(range(MESSAGES))

    async def sender() -> None:
        for number in numbers:
            started = time.perf_counter()
            await journal.receive([_message(number)])
            waits.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(AT_ONCE)))
    return MESSAGES / (time.perf_counter() - started), waits


def _message(number: int) -> InboxMessage:
    return InboxMessage(
        id=f"wamid.{number}",
        number="100000000000001",
        sender=Address(phone=f"9190{number % 500:08d}"),
        kind="text",
        text="What does Hampta Pass cost in June?",
        sent_at=datetime.now(UTC),
        payload={"type": "text"},
    )
