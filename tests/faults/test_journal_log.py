"""The journal's write-ahead log as a dying disk leaves it: cut off, ending in zeros, with a byte turned over.

SQLite closes every commit with a checksum over all before it. So what was committed before the damage must be there,
what comes after it must be gone whole, and the journal must start: one message lost in the middle is never missed.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.journal import SQLiteJournal
from agent.ports import Address, InboxMessage

MESSAGES = 120
SEED = 20261126
Damage = Callable[[bytes, int], bytes]
DAMAGES: dict[str, Damage] = {
    "cut off": lambda log, at: log[:at],
    "zeros to the end": lambda log, at: log[:at] + bytes(len(log) - at),
    "one bit turned": lambda log, at: log[:at] + bytes([log[at] ^ 0x10]) + log[at + 1 :],
    "old bytes after the end": lambda log, at: log + log[at : at + 9000],
}


def message(number: int) -> InboxMessage:
    return InboxMessage(
        id=f"m{number:04d}",
        number="n1",
        sender=Address(phone=f"9199{number % 9:08d}"),
        kind="text",
        text="x" * (number * 7 % 900),
        sent_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        payload={},
    )


async def written(path: Path) -> list[int]:
    """A journal left as kill -9 leaves it; how long its log was when each message had been acknowledged."""
    journal = SQLiteJournal.open(path)
    lengths = []
    for number in range(MESSAGES):
        await journal.receive([message(number)])
        lengths.append(log_of(path).stat().st_size)
    for file in (path, log_of(path)):
        shutil.copy(file, file.with_name(file.name.replace("journal", "crashed")))
    await journal.aclose()
    return lengths


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_what_was_acknowledged_before_the_damage_is_kept_and_nothing_in_its_middle_is_lost(
    tmp_path: Path, damage: Damage
) -> None:
    lengths = await written(tmp_path / "journal.sqlite")
    crashed = tmp_path / "crashed.sqlite"
    log = log_of(crashed).read_bytes()
    rng = random.Random(SEED)
    for _ in range(25):
        at = rng.randrange(len(log))
        copy = tmp_path / "damaged.sqlite"
        shutil.copy(crashed, copy)
        log_of(copy).write_bytes(damage(log, at))
        kept = await started(copy)
        safe = sum(length <= at for length in lengths) if damage is not DAMAGES["old bytes after the end"] else MESSAGES
        assert kept == [f"m{number:04d}" for number in range(len(kept))], f"seed {SEED}, damage at {at}"
        assert len(kept) >= safe, f"seed {SEED}, damage at {at}: {len(kept)} of {safe} kept"


async def started(path: Path) -> list[str]:
    """The messages of a journal that starts, takes one more, and is whole."""
    journal = SQLiteJournal.open(path)
    assert await journal.receive([message(9999)]) == [True]
    await journal.aclose()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = [key for (key,) in connection.execute("SELECT id FROM inbox ORDER BY place")]
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    assert kept.pop() == "m9999"
    return kept
