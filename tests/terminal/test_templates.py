"""`cairn template` on a journal of its own."""

from pathlib import Path

from agent.journal import SQLiteJournal
from agent.journal.send_rules import template_subject
from agent.settings import Environment
from agent.terminal.templates import lift_template, line, plain, show_blocked


async def test_a_blocked_template_is_shown_and_used_again(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await journal.mark(template_subject("late", "en_US"), "paused")
    await journal.aclose()
    environment = Environment(cairn_data=tmp_path)
    (found,) = await show_blocked(environment=environment)
    assert line(found).startswith("late (en_US): paused; a send was refused on ")
    assert plain(found)["name"] == "late"
    assert await lift_template("late", by="asha", environment=environment)
    assert not await lift_template("late", by="asha", environment=environment)
    assert list(await show_blocked(environment=environment)) == []


async def test_what_an_older_version_blocked_by_name_alone_is_shown_for_every_language(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await journal.mark("template:late", "paused")
    await journal.aclose()
    environment = Environment(cairn_data=tmp_path)
    (found,) = await show_blocked(environment=environment)
    assert line(found).startswith("late (every language): paused; ")
    assert await lift_template("late", by="asha", environment=environment)
    assert list(await show_blocked(environment=environment)) == []
