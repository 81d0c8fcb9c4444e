"""The journal on a real disk: crashes, zombies, damage, and a disk that is full."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.journal import SQLiteJournal, arrivals, lock_data_folder, records
from agent.journal.schema import MIGRATIONS, open_writer
from agent.journal.values import dump
from agent.journal.writer import GroupCommit
from agent.ports import Address, ConsentEntry, InboxMessage, LeaseLostError, Outgoing, PortError

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def message(key: str, *, phone: str = "919900000001", payload: str = "") -> InboxMessage:
    return InboxMessage(
        id=key,
        number="n1",
        sender=Address(phone=phone),
        kind="text",
        text="hello",
        sent_at=AT,
        payload={"filler": payload},
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[SQLiteJournal]:
    opened = SQLiteJournal.open(path)
    yield opened
    await opened.aclose()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


async def test_a_thousand_receives_at_once_are_all_durable(journal: SQLiteJournal, path: Path) -> None:
    await asyncio.gather(*(journal.receive([message(f"m{n}", phone=f"91{n % 50:08d}")]) for n in range(1000)))
    assert rows(path, "SELECT count(*) FROM inbox") == [(1000,)]
    assert len(await journal.waiting()) == 50


async def test_a_job_that_fails_fails_alone(journal: SQLiteJournal) -> None:
    items = [message(f"m{n}", phone="" if n == 7 else "9199") for n in range(20)]
    answers = await asyncio.gather(*(journal.receive([item]) for item in items), return_exceptions=True)
    assert [n for n, answer in enumerate(answers) if isinstance(answer, PortError)] == [7]
    assert (await journal.depth())["waiting"] == 19


async def test_a_job_with_a_bug_reports_it_to_its_caller_only(journal: SQLiteJournal) -> None:
    with pytest.raises(TypeError):
        await journal.record("turn", "m1", "c-x", {"what": object()})
    assert await journal.record("turn", "m1", "c-x", {}) >= 1


async def test_bodies_on_a_full_disk_are_an_error_and_come_again(path: Path) -> None:
    connection = open_writer(path, busy_s=1)
    writer = GroupCommit(connection, path)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")

    def keep(connection: sqlite3.Connection) -> None:
        arrivals.keep(connection, [b"x" * 40_000], 0.0)

    with pytest.raises(PortError, match="the disk is full"):
        await writer.run_statement(keep)
    await writer.run(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages + 1000}").fetchall())
    await writer.run_statement(keep)
    await writer.close()
    assert rows(path, "SELECT count(*) FROM arrivals") == [(1,)]


async def test_a_full_disk_is_an_error_and_not_the_end(path: Path) -> None:
    connection = open_writer(path, busy_s=1)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 12}")
    writer = GroupCommit(connection, path)

    def store(key: str) -> Callable[[sqlite3.Connection], int]:
        return lambda connection: records.append_once(connection, "turn", key, "", {"filler": "x" * 9000}, 0.0)

    answers = await asyncio.gather(*(writer.run(store(f"k{n}")) for n in range(3)), return_exceptions=True)
    for number in range(100):
        answers += await asyncio.gather(writer.run(store(f"l{number}")), return_exceptions=True)
    errors = [str(answer) for answer in answers if isinstance(answer, PortError)]
    kept = len(answers) - len(errors)
    assert 0 < kept < 100
    assert all("the disk is full" in error for error in errors)
    await writer.run(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages + 1000}").fetchall())
    await writer.run(store("later"))
    await writer.close()
    assert rows(path, "SELECT count(*) FROM records") == [(kept + 1,)]


async def test_a_crashed_owners_leases_and_sends_do_not_have_to_run_out(path: Path) -> None:
    dead = SQLiteJournal.open(path)
    await dead.receive([message("m1")])
    (contact,) = await dead.waiting()
    lease = await dead.lease(contact, 600)
    assert lease
    await dead.open_send(contact, Outgoing(id="s1", message_id="m1", contact=contact, body={}, state="queued"))
    await dead.leaving("s1")
    heir = SQLiteJournal.open(path)
    assert await heir.waiting() == [contact]
    assert (await heir.depth())["unknown_sends"] == 1
    with pytest.raises(LeaseLostError):
        await dead.settle(lease)
    with pytest.raises(LeaseLostError):
        await dead.open_send(contact, Outgoing(id="s2", message_id="m2", contact=contact, body={}, state="queued"))
    newer = await heir.lease(contact, 30)
    assert newer
    assert newer.fence > lease.fence
    assert newer.attempts == 2
    await dead.aclose()
    await heir.aclose()


LEASER = """
import asyncio, sys
from pathlib import Path
from agent.journal import SQLiteJournal
from agent.ports import LeaseLostError, Outgoing

async def main():
    journal = SQLiteJournal.open(Path(sys.argv[1]), clear_leases=False)
    (contact,) = await journal.waiting() or [sys.argv[2]]
    lease = await journal.lease(contact, float(sys.argv[3]))
    print("leased" if lease else "busy", flush=True)
    if lease and sys.stdin.readline():
        send = Outgoing(id="zombie", message_id="m1", contact=contact, body={}, state="queued")
        for write in (
            lambda: journal.open_send(contact, send),
            lambda: journal.settle(lease),
            lambda: journal.renew(lease, 5),
            lambda: journal.release(lease),
        ):
            try:
                await write()
                print("wrote", flush=True)
            except LeaseLostError:
                print("lost", flush=True)
    await journal.aclose()

asyncio.run(main())
"""


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


async def test_of_two_processes_one_gets_the_conversation(
    journal: SQLiteJournal, path: Path, processes: list[subprocess.Popen[str]]
) -> None:
    await journal.receive([message("m1")])
    (contact,) = await journal.waiting()
    processes += [python(LEASER, str(path), contact, "600") for _ in range(2)]
    answers = [process.stdout.readline().strip() for process in processes if process.stdout]
    assert sorted(answers) == ["busy", "leased"]


async def test_a_process_stopped_for_longer_than_its_lease_writes_nothing(
    journal: SQLiteJournal, path: Path, processes: list[subprocess.Popen[str]]
) -> None:
    await journal.receive([message("m1")])
    (contact,) = await journal.waiting()
    zombie = python(LEASER, str(path), contact, "0.3")
    processes.append(zombie)
    assert zombie.stdout
    assert zombie.stdin
    assert zombie.stdout.readline() == "leased\n"
    zombie.send_signal(signal.SIGSTOP)
    for _ in range(500):
        await asyncio.sleep(0.02)
        if await journal.waiting():
            break
    lease = await journal.lease(contact, 600)
    assert lease
    zombie.send_signal(signal.SIGCONT)
    zombie.stdin.write("go\n")
    zombie.stdin.flush()
    assert [zombie.stdout.readline() for _ in range(4)] == ["lost\n"] * 4
    assert await journal.outbox("m1") is None
    await journal.settle(lease)


WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from agent.journal import SQLiteJournal
from agent.ports import Address, InboxMessage

async def main():
    journal = SQLiteJournal.open(Path(sys.argv[1]))
    async def one(lane):
        for number in range(100000):
            key = f"{sys.argv[2]}-{lane}-{number}"
            await journal.receive([InboxMessage(id=key, number="n", sender=Address(phone=f"9199{lane}"), kind="text",
                                                text="x" * 500, sent_at=datetime.now(UTC), payload={})])
            sys.stdout.write(key + "\\n")
            sys.stdout.flush()
    await asyncio.gather(*(one(lane) for lane in range(8)))

asyncio.run(main())
"""


async def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(
    path: Path, processes: list[subprocess.Popen[str]]
) -> None:
    acknowledged: set[str] = set()
    for number in range(10):
        writer = python(WRITER, str(path), str(number))
        processes.append(writer)
        assert writer.stdout
        for _ in range(20 + 37 * number):
            acknowledged.add(writer.stdout.readline().strip())
        os.kill(writer.pid, signal.SIGKILL)
        # A line cut off by the kill has no newline and is no acknowledgement.
        rest = writer.stdout.read()
        acknowledged.update(line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n"))
        writer.wait()
    reopened = SQLiteJournal.open(path)
    kept = {str(key) for (key,) in rows(path, "SELECT id FROM inbox")}
    assert acknowledged - {""} <= kept
    assert len(acknowledged) > 1000
    await reopened.aclose()


async def test_a_reader_sees_what_is_committed_and_cannot_write(journal: SQLiteJournal, path: Path) -> None:
    reader = SQLiteJournal.open(path, read_only=True)
    await journal.receive([message("m1")])
    assert (await reader.depth())["waiting"] == 1
    with pytest.raises(PortError, match="reading only"):
        await reader.receive([message("m2")])
    await reader.aclose()
    with pytest.raises(PortError, match="closed"):
        await reader.depth()


async def test_a_reader_without_a_journal_is_told_so(path: Path) -> None:
    with pytest.raises(PortError, match="not there yet"):
        SQLiteJournal.open(path, read_only=True)


def spoil(path: Path, damage: str) -> None:
    content = bytearray(path.read_bytes())
    if damage == "flipped pages":
        for place in range(4096, len(content), 4096):
            content[place : place + 64] = b"\xff" * 64
    if damage == "cut off":
        content = content[: len(content) // 2]
    path.write_bytes(b"hello world" * 900 if damage == "not a database" else content)


@pytest.mark.parametrize("damage", ["flipped pages", "not a database", "cut off"])
async def test_a_damaged_journal_is_refused_with_the_way_out(path: Path, damage: str) -> None:
    journal = SQLiteJournal.open(path)
    for number in range(300):
        await journal.receive([message(f"m{number}", payload="x" * 500)])
    await journal.aclose()
    spoil(path, damage)
    with pytest.raises(PortError, match=r"damaged.*backup"):
        SQLiteJournal.open(path)


def crash_copy(path: Path) -> Path:
    """The files as a power cut may leave them: the log ends in zeros."""
    copy = path.with_name("crashed.sqlite")
    copy.write_bytes(path.read_bytes())
    wal = path.with_name(path.name + "-wal").read_bytes()
    copy.with_name(copy.name + "-wal").write_bytes(wal + b"\x00" * 5000)
    return copy


async def test_a_torn_log_tail_loses_nothing_that_was_folded_in(path: Path) -> None:
    journal = SQLiteJournal.open(path)
    await journal.receive([message("m1")])
    crashed = crash_copy(path)
    await journal.aclose()
    reopened = SQLiteJournal.open(crashed)
    assert (await reopened.depth())["waiting"] == 1
    await reopened.aclose()


async def test_a_journal_of_a_newer_program_is_refused(path: Path) -> None:
    await SQLiteJournal.open(path).aclose()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE meta SET value = ?", (str(len(MIGRATIONS) + 1),))
    connection.commit()
    connection.close()
    for read_only in (False, True):
        with pytest.raises(PortError, match="newer"):
            SQLiteJournal.open(path, read_only=read_only)


async def test_a_journal_is_opened_again_with_all_it_held(path: Path) -> None:
    journal = SQLiteJournal.open(path)
    await journal.receive([message("m1")])
    records = await journal.records_after(0)
    await journal.aclose()
    again = SQLiteJournal.open(path)
    assert await again.records_after(0) == records
    assert await again.receive([message("m1")]) == [False]
    await again.aclose()


async def test_what_was_accepted_is_written_before_closing(path: Path) -> None:
    journal = SQLiteJournal.open(path)
    writes = [asyncio.ensure_future(journal.receive([message(f"m{n}")])) for n in range(500)]
    await asyncio.sleep(0)
    await journal.aclose()
    assert all([await write for write in writes])
    assert rows(path, "SELECT count(*) FROM inbox") == [(500,)]


async def test_a_backup_of_a_busy_journal_opens(journal: SQLiteJournal, tmp_path: Path) -> None:
    await journal.receive([message("m1")])
    await journal.backup(tmp_path / "copy.sqlite")
    copy = SQLiteJournal.open(tmp_path / "copy.sqlite")
    assert (await copy.depth())["waiting"] == 1
    await copy.aclose()


@pytest.mark.parametrize(
    "change", ["UPDATE consents SET status = 'subscribed'", "DELETE FROM consents", "DELETE FROM audit"]
)
async def test_ledgers_refuse_to_be_changed(journal: SQLiteJournal, path: Path, change: str) -> None:
    await journal.write_consent(ConsentEntry(contact="c-x", status="opted_out", at=AT, source="message"))
    await journal.audit("ops", "publish", "pipeline.yaml", {})
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        rows(path, change)


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE seq = 2", 2),
        ("UPDATE audit SET detail = '{}' WHERE seq = 3", 3),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit", 1),
    ],
)
async def test_a_changed_audit_line_is_found(journal: SQLiteJournal, path: Path, change: str, first: int) -> None:
    for number in range(4):
        await journal.audit("ops", "publish", "pipeline.yaml", {"n": number})
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER audit_keep")
    connection.execute("DROP TRIGGER audit_stay")
    connection.execute(change)
    connection.commit()
    connection.close()
    assert await journal.verify_audit() == first


async def test_errors_name_no_person(journal: SQLiteJournal) -> None:
    with pytest.raises(PortError) as caught:
        await journal.receive([message("wamid-secret", phone="")])
    assert "secret" not in str(caught.value)


def test_json_of_odd_values_can_be_read_by_everybody() -> None:
    assert dump({"at": AT, "inf": [float("inf"), {"x": float("-inf")}]}) == (
        '{"at":"2026-11-22T09:00:00+00:00","inf":[null,{"x":null}]}'
    )


HOLDER = """
import sys
from pathlib import Path
from agent.journal.lock import lock_data_folder
lock = lock_data_folder(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_second_writer_is_told_who_holds_the_folder(tmp_path: Path, processes: list[subprocess.Popen[str]]) -> None:
    holder = python(HOLDER, str(tmp_path))
    processes.append(holder)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(PortError, match=f"process {holder.pid}"):
        lock_data_folder(tmp_path)
    holder.kill()
    holder.wait()
    with lock_data_folder(tmp_path):
        pass
    lock_data_folder(tmp_path).release()


def test_a_folder_that_cannot_be_locked_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PortError, match=r"make .* a folder"):
        lock_data_folder(tmp_path / "file")
