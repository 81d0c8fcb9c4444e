"""A disk that is really full: a small file system of its own, filled to the last byte and emptied again."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.journal import SQLiteJournal
from agent.journal.backup import verify
from agent.ports import PortError
from tests.journal.test_journal_contract import message
from tests.serve.test_webhook import text_message


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", "size=2m", "cairn", str(folder)), capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(("umount", "-l", str(folder)), check=True)


async def fill(journal: SQLiteJournal, kept: list[str]) -> None:
    for number in range(4000):
        await journal.receive([message(f"m{number}", phone=f"91{number % 50}")])
        kept.append(f"m{number}")


async def test_what_had_its_promise_is_kept_what_had_none_is_refused_and_room_heals_it(disk: Path) -> None:
    journal = SQLiteJournal.open(disk / "journal.sqlite")
    kept: list[str] = []
    with pytest.raises(PortError, match="full"):
        await fill(journal, kept)
    with pytest.raises(PortError, match="full"):
        await journal.keep_arrivals([text_message(1, "x" * 100_000)] * 20)
    assert shutil.disk_usage(disk).free < 200_000
    assert kept

    await asyncio.to_thread(subprocess.run, ("mount", "-o", "remount,size=8m", str(disk)), check=True)
    assert await journal.receive([message("after", phone="917")]) == [True]
    assert await journal.receive([message(kept[-1], phone="91")]) == [False]
    await journal.aclose()
    assert verify(disk / "journal.sqlite").messages == len(kept) + 1
