"""The store on a real disk: damaged files are rebuilt from the journal, with every row."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import duckdb
import pytest
import structlog

from agent.journal import MemoryJournal
from agent.ports import PortError
from agent.store import DuckDBStore, open_store
from agent.store.database import connect
from agent.store.duck import suspicion

ROWS = 400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.duckdb"


@pytest.fixture
async def journal() -> AsyncIterator[MemoryJournal]:
    kept = MemoryJournal()
    for number in range(ROWS):
        body = {"message": {"id": f"m{number}", "text": f"question {number} " + "x" * 300}, "reply": {"text": "answer"}}
        await kept.record("turn", f"m{number}", f"c-{number % 7}", body)
        await kept.record("lead", f"l{number}", f"c-{number % 7}", {"score": number % 100})
    yield kept
    await kept.aclose()


CRASH = """
import asyncio, os, signal, sys
from pathlib import Path
from agent.store import open_store
from agent.journal import MemoryJournal

async def main():
    journal = MemoryJournal()
    for number in range(int(sys.argv[2])):
        body = {"message": {"id": f"m{number}", "text": f"question {number} " + "x" * 300}, "reply": {"text": "answer"}}
        await journal.record("turn", f"m{number}", f"c-{number % 7}", body)
        await journal.record("lead", f"l{number}", f"c-{number % 7}", {"score": number % 100})
    store = await open_store(Path(sys.argv[1]), journal)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def crash(path: Path) -> None:
    """A server that dies by kill -9 with its log not folded in."""
    subprocess.run([sys.executable, "-c", CRASH, str(path), str(ROWS)], check=False)
    assert wal(path).stat().st_size > 1000


def wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def spoil(path: Path, change: Callable[[bytearray], bytes]) -> None:
    path.write_bytes(change(bytearray(path.read_bytes())))


def flip(content: bytearray, at: float) -> bytes:
    content[int(len(content) * at)] ^= 0xFF
    return bytes(content)


def zero_tail(content: bytearray) -> bytes:
    return bytes(content[: len(content) // 2]) + bytes(len(content) // 2)


async def everything(store: DuckDBStore) -> tuple[int, int]:
    turns = await store.query("SELECT count(DISTINCT message_id) AS n FROM turns WHERE length(question) > 300")
    leads = await store.query("SELECT count(score) AS n FROM leads")
    return turns.to_pylist()[0]["n"], leads.to_pylist()[0]["n"]


@pytest.mark.parametrize(
    ("change", "repaired"),
    [
        pytest.param(lambda content: bytes(content), False, id="as it was"),
        pytest.param(lambda content: bytes(content[: len(content) * 2 // 3]), None, id="torn"),
        pytest.param(lambda content: bytes(content) + bytes(4096), None, id="zeros after"),
        pytest.param(zero_tail, True, id="zero tail"),
        pytest.param(lambda content: flip(content, 0.5), True, id="flipped in the middle"),
        pytest.param(lambda content: flip(content, 0.99), True, id="flipped at the end"),
        pytest.param(lambda content: b"garbage" * 100, None, id="garbage"),
    ],
)
async def test_a_damaged_log_costs_no_row(
    path: Path, journal: MemoryJournal, change: Callable[[bytearray], bytes], repaired: bool | None
) -> None:
    crash(path)
    spoil(wal(path), change)
    seen: list[int] = []
    with structlog.testing.capture_logs():
        store = await open_store(path, journal, progress=seen.append)
    assert await everything(store) == (ROWS, ROWS)
    if repaired is not None:
        assert bool(store.notes) is repaired
        assert bool(list(path.parent.glob("*.corrupt-*"))) is repaired
    if repaired:
        assert seen[-1] == 2 * ROWS
        assert f"{2 * ROWS} records" in store.notes[-1]
    await store.aclose()


@pytest.mark.parametrize("at", [0.0, 0.0005, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
async def test_a_flipped_byte_in_the_file_costs_no_row(path: Path, journal: MemoryJournal, at: float) -> None:
    store = await open_store(path, journal)
    await store.aclose()
    spoil(path, lambda content: flip(content, at))
    with structlog.testing.capture_logs():
        store = await open_store(path, journal)
    assert await everything(store) == (ROWS, ROWS)
    await store.aclose()


async def test_file_and_log_both_damaged_cost_no_row(path: Path, journal: MemoryJournal) -> None:
    crash(path)
    spoil(path, lambda content: b"\x00" * len(content))
    spoil(wal(path), zero_tail)
    with structlog.testing.capture_logs() as logs:
        store = await open_store(path, journal)
    assert await everything(store) == (ROWS, ROWS)
    assert len(list(path.parent.glob("*.corrupt-*"))) == 2
    assert {entry["event"] for entry in logs} == {"store_repaired"}
    await store.aclose()


async def test_a_store_of_another_version_is_rebuilt(path: Path, journal: MemoryJournal) -> None:
    await (await open_store(path, journal)).aclose()
    with connect(path) as connection:
        connection.execute("UPDATE store_meta SET schema_version = 99")
    with structlog.testing.capture_logs():
        store = await open_store(path, journal)
    assert await everything(store) == (ROWS, ROWS)
    assert "schema is 99" in store.notes[0]
    await store.aclose()


async def test_a_file_that_is_no_store_is_kept_aside(path: Path, journal: MemoryJournal) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1")
    with structlog.testing.capture_logs():
        store = await open_store(path, journal)
    assert await everything(store) == (ROWS, ROWS)
    await store.aclose()


async def test_a_store_fed_by_another_journal_is_rebuilt(path: Path, journal: MemoryJournal) -> None:
    other = MemoryJournal()
    for number in range(3 * ROWS):
        await other.record("event", f"e{number}", "", {})
    await (await open_store(path, other)).aclose()
    with structlog.testing.capture_logs():
        store = await open_store(path, journal)
    assert await everything(store) == (ROWS, ROWS)
    assert (await store.query("SELECT count(*) AS n FROM events")).to_pylist() == [{"n": 0}]
    await store.aclose()


async def test_a_clean_store_is_opened_without_a_word(path: Path, journal: MemoryJournal) -> None:
    await (await open_store(path, journal)).aclose()
    assert not wal(path).exists()
    await journal.record("event", "e1", "", {})
    store = await open_store(path, journal)
    assert store.notes == ()
    assert await store.watermark() == 2 * ROWS + 1
    await store.aclose()


async def test_trouble_that_is_not_the_files_fault_moves_nothing_aside(
    path: Path, journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash(path)
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(PortError, match="cannot be tried out"):
        await open_store(path, journal)
    assert list(path.parent.glob("*.corrupt-*")) == []


HOLDER = """
import sys
from pathlib import Path
from agent.store.database import connect
connection = connect(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def test_a_file_held_by_a_server_is_left_alone(path: Path, journal: MemoryJournal) -> None:
    await (await open_store(path, journal)).aclose()
    with hold(path) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(PortError, match="server has it open"):
            DuckDBStore.read_only(path)
        wal(path).touch()
        with pytest.raises(PortError, match="server has it open"):
            await open_store(path, journal)
        os.kill(holder.pid, signal.SIGKILL)
    assert list(path.parent.glob("*.corrupt-*")) == []


async def test_readers_share_the_file_while_no_server_runs(path: Path, journal: MemoryJournal) -> None:
    with pytest.raises(PortError, match="not there yet"):
        DuckDBStore.read_only(path)
    await (await open_store(path, journal)).aclose()
    first, second = DuckDBStore.read_only(path), DuckDBStore.read_only(path)
    assert await everything(first) == await everything(second) == (ROWS, ROWS)
    await journal.record("event", "new", "", {})
    news = await journal.records_after(2 * ROWS)
    with pytest.raises(PortError):
        await first.apply(news)
    await first.aclose()
    await second.aclose()


def test_a_file_nobody_can_read_is_named(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(PortError, match="start the server once"):
        DuckDBStore.read_only(path)


async def test_readers_and_the_writer_do_not_get_in_each_others_way(path: Path, journal: MemoryJournal) -> None:
    store = await open_store(path, journal)

    async def write() -> None:
        for number in range(20):
            await journal.record("turn", f"w{number}", "c-1", {"message": {"text": "later"}})
            await store.apply(await journal.records_after(await store.watermark()))

    async def read() -> int:
        return len([await store.customer(f"c-{number % 7}", messages=10) for number in range(20)])

    asked = store.query("SELECT count(*) AS n FROM turns a, turns b WHERE a.question < b.answer")
    _, first, second, _ = await asyncio.gather(write(), read(), read(), asked)
    assert (first, second) == (20, 20)
    customer = await store.customer("c-1", messages=1)
    assert customer
    assert customer.history[0].text == "later"
    await store.aclose()


async def test_a_broken_file_makes_the_store_unhealthy_and_the_next_start_heals_it(
    path: Path, journal: MemoryJournal
) -> None:
    store = await open_store(path, journal)
    assert store.healthy
    await store.aclose()
    reader = DuckDBStore.read_only(path)
    spoil(path, lambda content: bytes(content[:12288]) + b"\x55" * (len(content) - 12288))
    with structlog.testing.capture_logs() as logs, pytest.raises(PortError, match="rebuilds it"):
        await reader.contacts()
    assert not reader.healthy
    assert [entry["event"] for entry in logs] == ["store_broken"]
    await reader.aclose()
    assert suspicion(path).exists()
    with structlog.testing.capture_logs():
        store = await open_store(path, journal)
    assert store.healthy
    assert not suspicion(path).exists()
    assert await everything(store) == (ROWS, ROWS)
    await store.aclose()
