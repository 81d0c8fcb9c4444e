"""One reader for pages and notebooks: it finds the tables by itself, and hides who people are."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.accounts.api_keys import Role
from agent.journal.memory import MemoryJournal
from agent.journal.sqlite import SQLiteJournal
from agent.ports import PortError, QueryError
from agent.process.local_server import FILE, announce, find_server, withdraw
from agent.settings import Environment
from agent.store.database import connect
from agent.store.memory import MemoryStore
from agent.store.open import open_store, open_store_when_free
from agent.store.reader import Reader, open_reader
from agent.store.sources import GoneError, MemorySource, ServerSource

pytestmark = pytest.mark.alone

PHONE = "919816055512"


def write(folder: Path, first: int, count: int, *, as_server: bool = False) -> None:
    """What a server leaves behind: a journal, and where it stopped in order the store."""

    async def work() -> None:
        journal = SQLiteJournal.open(folder / "journal.sqlite")
        await journal.record("contact", "c-1", "c-1", {"phone": PHONE, "name": "Asha"})
        for number in range(first, first + count):
            body = {"message": {"id": f"m{number}", "text": f"call {PHONE}"}}
            await journal.record("turn", f"m{number}", "c-1", body)
        if as_server:
            await (await open_store(folder / "cairn.duckdb", journal)).aclose()
        await journal.aclose()

    asyncio.run(work())


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Reader]]:
    """Readers of the test's data folder; closed after it."""
    readers: list[Reader] = []

    def make(role: Role = "reader") -> Reader:
        readers.append(open_reader(Environment(cairn_data=tmp_path), role=role))
        return readers[-1]

    yield make
    for reader in readers:
        reader.close()


def turns(reader: Reader) -> int:
    return int(reader.query("SELECT count(*) AS n FROM turns").to_pylist()[0]["n"])


def test_before_anything_was_served_the_sample_customers_are_there_without_their_numbers(
    opened: Callable[..., Reader],
) -> None:
    reader = opened()
    (row,) = reader.query("SELECT phone, name FROM contacts WHERE id = ?", ["c-0001"]).to_pylist()

    assert (reader.source, reader.role, row["name"]) == ("memory", "reader", "Aarav Mehta")
    assert row["phone"].startswith("phone-")
    assert reader.watermark() > 0


def test_without_a_server_the_file_answers_and_knows_what_was_written_since(
    opened: Callable[..., Reader], tmp_path: Path
) -> None:
    write(tmp_path, 0, 3)
    reader = opened()
    first, mark = turns(reader), reader.watermark()
    write(tmp_path, 3, 2)

    assert (first, turns(reader), reader.source) == (3, 5, "file")
    assert reader.watermark() > mark


def test_somebody_who_watched_the_sample_sees_the_first_real_turns(
    opened: Callable[..., Reader], tmp_path: Path
) -> None:
    reader = opened()
    assert (reader.source, turns(reader)) == ("memory", 0)
    write(tmp_path, 0, 3)

    assert (turns(reader), reader.source) == (3, "file")


def test_only_an_admin_sees_numbers_in_the_file(opened: Callable[..., Reader], tmp_path: Path) -> None:
    write(tmp_path, 0, 1, as_server=True)
    sql = "SELECT phone || question || turn::VARCHAR AS told FROM contacts JOIN turns ON contact = id"
    told: dict[Role, str] = {
        role: opened(role).query(sql).to_pylist()[0]["told"] for role in ("reader", "agent", "admin")
    }

    assert [role for role, words in told.items() if PHONE in words] == ["admin"]
    assert opened("admin").role == "admin"


def test_no_sql_of_a_reader_of_the_file_reaches_another_file(opened: Callable[..., Reader], tmp_path: Path) -> None:
    write(tmp_path, 0, 1, as_server=True)
    reader = opened()
    for sql in (
        f"SELECT * FROM '{tmp_path}/cairn.duckdb'",
        f"ATTACH '{tmp_path}/cairn.duckdb'",
        f"SELECT * FROM read_text('{tmp_path}/pseudonyms.json')",
        "DELETE FROM turns",
        "SELECT 1; SELECT 2",
    ):
        with pytest.raises(QueryError):
            reader.query(sql)


def test_a_reader_holds_no_file_so_that_a_server_may_start(opened: Callable[..., Reader], tmp_path: Path) -> None:
    write(tmp_path, 0, 1)
    assert turns(opened()) == 1

    with connect(tmp_path / "readers.duckdb") as server:
        assert server.execute("SELECT count(*) FROM turns").fetchall() == [(1,)]


def test_a_file_that_is_locked_for_a_moment_is_waited_for(opened: Callable[..., Reader], tmp_path: Path) -> None:
    write(tmp_path, 0, 1)
    reader = opened()
    assert turns(reader) == 1
    script = (
        "import sys, time; from pathlib import Path; from agent.store.database import connect\n"
        "with connect(Path(sys.argv[1])): print('held', flush=True); time.sleep(1.5)"
    )
    holder = hold(script, tmp_path / "readers.duckdb")
    started = time.monotonic()

    assert turns(reader) == 1
    assert time.monotonic() - started > 0.5
    assert holder.wait() == 0


def hold(script: str, path: Path) -> subprocess.Popen[str]:
    """Another process that has the file."""
    holder = subprocess.Popen((sys.executable, "-c", script, str(path)), stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder.stdout as said:
        assert said.readline() == "held\n"
    return holder


async def test_a_server_that_starts_waits_for_a_reader_to_finish(tmp_path: Path) -> None:
    journal = MemoryJournal()
    path = tmp_path / "cairn.duckdb"
    await (await open_store(path, journal)).aclose()
    script = (
        "import sys, time; from pathlib import Path; from agent.store.database import connect\n"
        "with connect(Path(sys.argv[1]), read_only=True): print('held', flush=True); time.sleep(1)"
    )
    holder = await asyncio.to_thread(hold, script, path)

    store = await open_store_when_free(path, journal)
    await store.aclose()
    assert await asyncio.to_thread(holder.wait) == 0


def test_a_query_that_is_wrong_is_told_at_once_in_words(opened: Callable[..., Reader], tmp_path: Path) -> None:
    write(tmp_path, 0, 1)
    reader = opened()
    turns(reader)
    started = time.monotonic()

    with pytest.raises(QueryError, match="no_such_column"):
        reader.query("SELECT no_such_column FROM turns")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("pid", ["dead", "alive"])
def test_the_file_of_a_server_that_was_killed_stops_nobody(
    opened: Callable[..., Reader], tmp_path: Path, pid: str
) -> None:
    write(tmp_path, 0, 2)
    server = announce(tmp_path, "127.0.0.1", closed_port(), "key", "more")
    if pid == "dead":
        text = (tmp_path / FILE).read_text(encoding="utf-8")
        (tmp_path / FILE).write_text(text.replace(str(server.pid), "4194000"), encoding="utf-8")
    reader = opened()

    assert (turns(reader), reader.source) == (2, "file")


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_program_that_took_the_port_and_never_answers_costs_seconds_once(
    opened: Callable[..., Reader], tmp_path: Path
) -> None:
    write(tmp_path, 0, 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        announce(tmp_path, "127.0.0.1", silent.getsockname()[1], "key", "more")
        reader = opened()
        assert turns(reader) == 2
        started = time.monotonic()
        assert turns(reader) == 2
        assert time.monotonic() - started < 2.5


def test_the_file_that_names_the_server_is_for_its_owner_and_is_taken_away_by_nobody_else(tmp_path: Path) -> None:
    first = announce(tmp_path, "0.0.0.0", 8123, "first", "more")
    second = announce(tmp_path, "::1", 8124, "second", "more")
    withdraw(tmp_path, first)

    assert find_server(tmp_path) == second
    assert (first.url, second.url, second.pid) == ("http://127.0.0.1:8123", "http://[::1]:8124", os.getpid())
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    withdraw(tmp_path, second)
    assert find_server(tmp_path) is None
    (tmp_path / FILE).write_text("not json", encoding="utf-8")
    assert find_server(tmp_path) is None


def test_an_address_without_a_key_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(PortError, match="CAIRN_API_KEY"):
        open_reader(Environment(cairn_data=tmp_path, cairn_server_url="http://127.0.0.1:1"))


def test_nobody_at_the_named_address_is_gone_and_not_a_crash() -> None:
    with pytest.raises(GoneError):
        ServerSource(f"http://127.0.0.1:{closed_port()}", "key").watermark()


def test_a_closed_reader_says_so(opened: Callable[..., Reader]) -> None:
    reader = opened()
    reader.close()

    with pytest.raises(PortError, match="closed"):
        reader.query("SELECT 1")


async def test_a_notebook_asks_from_inside_its_loop_and_moments_are_parameters() -> None:
    journal, store = MemoryJournal(), MemoryStore()
    await journal.record("turn", "m1", "c-1", {"message": {"id": "m1", "sent_at": "2026-11-22T12:00:00+00:00"}})
    await store.apply(await journal.records_after(0))
    reader = Reader(lambda: MemorySource(store, "admin"))
    sql = 'SELECT count(*) AS n FROM turns WHERE "at" >= ? AND contact IN (SELECT unnest(?::VARCHAR[]))'

    found = [reader.query(sql, [datetime(2026, 11, day, tzinfo=UTC), ["c-1", "c-2"]]).to_pylist() for day in (22, 23)]
    assert found == [[{"n": 1}], [{"n": 0}]]
    assert (reader.watermark(), reader.role) == (1, "admin")
