"""Deeds of programs beside the server stand in the audit log, at once or as soon as there is one."""

import json
import stat
from pathlib import Path

import pytest

from agent.journal import SQLiteJournal
from agent.journal.audit_lines import Line, Wanted, read_audit
from agent.journal.guest import Deed, write_down
from agent.journal.kept_deeds import catch_up, note, waiting
from agent.ports import PortError


def deed(key: str, action: str = "user.add", subject: str = "asha", **private: str) -> Deed:
    return Deed(
        key=key, actor="terminal:ops", action=action, subject=subject, detail={"role": "agent"}, private=private
    )


async def a_journal(folder: Path) -> None:
    journal = SQLiteJournal.open(folder / "journal.sqlite")
    await journal.aclose()


def lines(folder: Path, **wanted: object) -> list[Line]:
    return list(read_audit(folder / "journal.sqlite", Wanted(**wanted)).lines)  # type: ignore[arg-type]


async def test_a_deed_is_in_the_audit_log_at_once_and_its_private_part_only_there(tmp_path: Path) -> None:
    await a_journal(tmp_path)
    assert note(tmp_path, deed("1", address="10.0.0.7"))
    (line,) = lines(tmp_path)
    assert (line.actor, line.action, line.subject) == ("terminal:ops", "user.add", "asha")
    assert line.detail == {"role": "agent", "address": "10.0.0.7"}
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    (record,) = await journal.records_after(0)
    await journal.aclose()
    assert record.body["payload"] == {"role": "agent", "action": "user.add", "by": "terminal:ops"}


async def test_before_the_first_journal_deeds_wait_in_their_order_and_are_told_when(tmp_path: Path) -> None:
    assert not note(tmp_path, deed("1"))
    assert not note(tmp_path, deed("2", "user.remove"))
    assert stat.S_IMODE((tmp_path / "deeds.waiting").stat().st_mode) == 0o600
    catch_up(tmp_path)
    assert [one.key for one in waiting(tmp_path)] == ["1", "2"]
    await a_journal(tmp_path)
    assert note(tmp_path, deed("3", "user.role"))
    assert [line.action for line in lines(tmp_path)] == ["user.add", "user.remove", "user.role"]
    assert ["done_at" in line.detail for line in lines(tmp_path)] == [True, True, False]
    assert waiting(tmp_path) == []


async def test_what_waits_is_written_once_also_after_a_crash_between_journal_and_file(tmp_path: Path) -> None:
    note(tmp_path, deed("1"))
    left = (tmp_path / "deeds.waiting").read_bytes()
    await a_journal(tmp_path)
    catch_up(tmp_path)
    (tmp_path / "deeds.waiting").write_bytes(left + b'{"key": "torn')
    catch_up(tmp_path)
    assert len(lines(tmp_path)) == 1
    assert waiting(tmp_path) == []


async def test_lines_are_chosen_by_who_what_about_whom_and_since_and_the_newest_are_told(tmp_path: Path) -> None:
    await a_journal(tmp_path)
    write_down(tmp_path / "journal.sqlite", [deed(str(n), f"user.n{n}") for n in range(5)])
    note(tmp_path, deed("x", "session.sign_in", "100%' OR 1=1 --"))
    assert [line.action for line in lines(tmp_path, last=2)] == ["user.n4", "session.sign_in"]
    assert [line.action for line in lines(tmp_path, what="session")] == ["session.sign_in"]
    assert len(lines(tmp_path, who="terminal:")) == 6
    assert lines(tmp_path, who="terminal") == lines(tmp_path, who="terminal:ops")
    assert lines(tmp_path, who="workbench:") == []
    assert len(lines(tmp_path, about="100%' OR 1=1 --", what="session")) == 1
    assert lines(tmp_path, about="100%") == []
    told = read_audit(tmp_path / "journal.sqlite", Wanted(last=1))
    assert (told.count, told.broken) == (6, None)


async def test_a_changed_line_is_found(tmp_path: Path) -> None:
    import sqlite3

    await a_journal(tmp_path)
    note(tmp_path, deed("1"))
    note(tmp_path, deed("2"))
    connection = sqlite3.connect(tmp_path / "journal.sqlite")
    connection.execute("DROP TRIGGER audit_keep")
    connection.execute("UPDATE audit SET detail = ? WHERE seq = 1", (json.dumps({"role": "viewer"}),))
    connection.commit()
    connection.close()
    assert read_audit(tmp_path / "journal.sqlite", Wanted()).broken == 1


def test_without_a_journal_there_is_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(PortError, match="not there yet"):
        read_audit(tmp_path / "journal.sqlite", Wanted())
