"""Backup and restore of the journal: whole, verified, never in anybody's way, and nothing sent twice."""

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.journal.backup import JOURNAL, RESTORED, UNANSWERED, back_up, restore, verify
from agent.journal.lock import lock_data_folder
from agent.journal.sqlite import SQLiteJournal
from agent.ports import Outgoing, PortError
from tests.journal.test_journal_contract import message
from tests.real_parts import cairn
from tests.serve.test_webhook import text_message

BODY = {"type": "text", "text": {"body": "hello"}}


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SQLiteJournal]:
    found = SQLiteJournal.open(tmp_path / "data" / JOURNAL)
    yield found
    await found.aclose()


async def busy(journal: SQLiteJournal, messages: int = 3) -> str:
    """So many messages wait; the first was being answered: its contact."""
    await journal.receive([message(f"m{n}", phone=f"91{n}") for n in range(messages)])
    contact = (await journal.waiting())[0]
    await journal.lease(contact, 30)
    send = Outgoing(id="u-1", message_id="m0", contact=contact, body=BODY, state="sending", number="1")
    await journal.open_send(contact, send)
    return contact


async def test_a_backup_beside_a_writing_server_is_one_whole_file(journal: SQLiteJournal, tmp_path: Path) -> None:
    await busy(journal)
    writing = asyncio.create_task(journal.receive([message(f"x{n}", phone=f"92{n}") for n in range(200)]))
    made = await asyncio.to_thread(back_up, journal.path, tmp_path / "copy.sqlite")
    await writing

    assert made.messages in (3, 203)
    assert made.sends == 1
    assert sorted(os.listdir(tmp_path)) == ["copy.sqlite", "data"]
    assert verify(tmp_path / "copy.sqlite").messages == made.messages
    assert oct((tmp_path / "copy.sqlite").stat().st_mode)[-3:] == "600"


async def test_a_backup_is_never_overwritten(journal: SQLiteJournal, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite").write_text("precious")

    with pytest.raises(PortError, match="is there already"):
        back_up(journal.path, tmp_path / "copy.sqlite")
    assert (tmp_path / "copy.sqlite").read_text() == "precious"


async def test_a_damaged_journal_makes_no_backup_and_leaves_nothing(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / JOURNAL)
    await busy(journal, 300)
    await journal.aclose()
    torn = tmp_path / "torn.sqlite"
    back_up(journal.path, torn)
    content = bytearray(torn.read_bytes())
    for place in range(8192, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    torn.write_bytes(content)

    with pytest.raises(PortError):
        back_up(torn, tmp_path / "copies" / "copy.sqlite")
    assert list((tmp_path / "copies").iterdir()) == []


async def test_a_line_taken_out_of_the_audit_log_is_noticed(journal: SQLiteJournal) -> None:
    for n in range(3):
        await journal.audit("asha", "looked", f"c-{n}", {})
    await journal.aclose()
    with sqlite3.connect(journal.path) as connection:
        connection.execute("DROP TRIGGER audit_stay")
        connection.execute("DELETE FROM audit WHERE seq = 2")
    connection.close()

    with pytest.raises(PortError, match="audit log"):
        verify(journal.path)


async def test_what_a_backup_left_undone_goes_to_people_and_not_to_customers(
    journal: SQLiteJournal, tmp_path: Path
) -> None:
    contact = await busy(journal)
    back_up(journal.path, tmp_path / "copy.sqlite")
    await journal.aclose()
    done = restore(tmp_path / "copy.sqlite", tmp_path / "data", force=True)
    again = SQLiteJournal.open(tmp_path / "data" / JOURNAL)
    reviews, waiting = await again.reviews(), await again.waiting()
    send = await again.outbox("m0")
    due = await again.due_sends(unknown_after_s=0)
    broken = await again.verify_audit()
    await again.aclose()

    assert (done.unanswered, done.unsent) == (3, 1)
    assert waiting == []
    assert {item.message_id for item in reviews if UNANSWERED in item.flags} == {"m0", "m1", "m2"}
    assert send
    assert (send.state, send.error, send.contact) == ("unknown", RESTORED, contact)
    assert [one.state for one in due] == ["unknown"]
    assert broken is None


async def test_what_a_backup_had_not_read_yet_goes_to_people_too(journal: SQLiteJournal, tmp_path: Path) -> None:
    await journal.keep_arrivals([text_message(n, "hello") for n in range(3)])
    await asyncio.to_thread(back_up, journal.path, tmp_path / "copy.sqlite")
    restored = restore(tmp_path / "copy.sqlite", tmp_path / "other")

    assert restored.unanswered == 3
    again = SQLiteJournal.open(tmp_path / "other" / JOURNAL)
    assert (await again.waiting(), await again.arrivals(limit=1)) == ([], [])
    assert [item.flags for item in await again.reviews()] == [(UNANSWERED,)] * 3
    await again.aclose()


async def test_the_journal_from_before_is_moved_aside_whole_and_only_with_force(
    journal: SQLiteJournal, tmp_path: Path
) -> None:
    await busy(journal)
    back_up(journal.path, tmp_path / "copy.sqlite")
    await journal.receive([message("later", phone="99")])
    await journal.aclose()
    with pytest.raises(PortError, match="--force"):
        restore(tmp_path / "copy.sqlite", tmp_path / "data")
    done = restore(tmp_path / "copy.sqlite", tmp_path / "data", force=True)

    assert done.aside
    assert verify(done.aside).messages == 4
    assert verify(tmp_path / "data" / JOURNAL).messages == 3


async def test_a_damaged_journal_is_replaced_and_kept(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "data" / JOURNAL)
    await busy(journal)
    back_up(journal.path, tmp_path / "copy.sqlite")
    await journal.aclose()
    (tmp_path / "data" / JOURNAL).write_bytes(b"torn" * 1000)
    done = restore(tmp_path / "copy.sqlite", tmp_path / "data", force=True)

    assert done.aside
    assert done.aside.read_bytes() == b"torn" * 1000
    assert verify(tmp_path / "data" / JOURNAL).messages == 3


async def test_a_damaged_backup_changes_nothing(journal: SQLiteJournal, tmp_path: Path) -> None:
    await busy(journal)
    await journal.aclose()
    (tmp_path / "copy.sqlite").write_bytes(b"torn" * 1000)

    with pytest.raises(PortError):
        restore(tmp_path / "copy.sqlite", tmp_path / "data", force=True)
    assert verify(tmp_path / "data" / JOURNAL).messages == 3


async def test_nothing_is_restored_under_a_running_server(journal: SQLiteJournal, tmp_path: Path) -> None:
    back_up(journal.path, tmp_path / "copy.sqlite")

    with lock_data_folder(tmp_path / "data"), pytest.raises(PortError, match="in use by process"):
        restore(tmp_path / "copy.sqlite", tmp_path / "data", force=True)


async def test_the_commands_say_what_was_done_in_words_and_in_json(journal: SQLiteJournal, tmp_path: Path) -> None:
    await busy(journal)
    data = tmp_path / "data"
    made = await asyncio.to_thread(cairn, "backup", "--json", data=data)
    await journal.aclose()
    path = json.loads(made.stdout)["path"]
    refused = await asyncio.to_thread(cairn, "restore", path, data=data)
    done = await asyncio.to_thread(cairn, "restore", path, "--force", data=data)

    assert (made.returncode, made.stderr) == (0, "")
    assert Path(path).parent == data / "backups"
    assert (refused.returncode, "--force" in refused.stderr) == (1, True)
    assert done.returncode == 0
    assert "3 messages and 1 sends wait in the review queue" in done.stdout
