from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.journal.memory import MemoryJournal
from agent.journal.sqlite import SQLiteJournal
from agent.people.labels import Label, agreed, keep_label, labels_of, open_labels
from agent.ports import PortError
from agent.store.memory import MemoryStore

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def label(message: str, what: str, *, by: str = "ana", minutes: int = 0, suite: str = "ban-risk") -> Label:
    at = NOON + timedelta(minutes=minutes)
    return Label(message_id=message, contact="c-1", suite=suite, label=what, labeller=by, at=at)


async def test_who_changes_their_mind_is_heard_and_nothing_is_lost() -> None:
    journal = MemoryJournal()
    await keep_label(journal, label("m1", "spam"))
    await keep_label(journal, label("m1", "ham", minutes=1))
    await keep_label(journal, label("m1", "spam", by="bo", minutes=2))
    await keep_label(journal, label("m1", "good", suite="validate"))
    assert [(one.labeller, one.label) for one in await labels_of(journal, "ban-risk")] == [
        ("ana", "ham"),
        ("bo", "spam"),
    ]
    assert len(await journal.records_of("label")) == 4


async def test_a_label_taken_back_is_as_if_never_given_but_stays_on_record() -> None:
    journal = MemoryJournal()
    await keep_label(journal, label("m1", "spam"))
    await keep_label(journal, label("m1", "withdrawn", minutes=1))
    assert await labels_of(journal, "ban-risk") == []
    assert len(await journal.records_of("label")) == 2


async def test_a_label_there_is_none_of_is_refused_with_those_there_are() -> None:
    for wrong in (label("m1", "nice"), label("m1", "spam", suite="weather")):
        with pytest.raises(PortError, match="there are"):
            await keep_label(MemoryJournal(), wrong)


def test_most_voices_count_and_ties_and_doubts_are_left_out() -> None:
    told = [
        *(label("two", "spam", by=who) for who in ("ana", "bo")),
        label("two", "ham", by="cy"),
        label("tie", "spam"),
        label("tie", "ham", by="bo"),
        label("doubt", "unsure"),
        label("one", "ham"),
        label("one", "unsure", by="bo"),
    ]
    assert agreed(told) == {"two": "spam", "one": "ham"}


async def test_they_are_kept_beside_a_server_that_holds_the_journal(tmp_path: Path) -> None:
    server = SQLiteJournal.open(tmp_path / "journal.sqlite")
    async with open_labels(tmp_path) as journal:
        await keep_label(journal, label("m1", "spam"))
    await server.record("event", "e", "c-1", {})
    assert [one.label for one in await labels_of(server, "ban-risk")] == ["spam"]
    await server.aclose()


async def test_before_anything_was_logged_there_is_nothing_to_label(tmp_path: Path) -> None:
    with pytest.raises(PortError, match="nothing to label"):
        async with open_labels(tmp_path):
            pass


async def test_the_store_shows_the_newest_of_each_person() -> None:
    journal, store = MemoryJournal(), MemoryStore()
    for one in (label("m1", "spam"), label("m1", "ham", minutes=1), label("m1", "spam", by="bo")):
        await keep_label(journal, one)
    await store.apply(await journal.records_after(0))
    rows = (await store.query("SELECT labeller, label FROM labels ORDER BY labeller")).to_pylist()
    assert rows == [{"labeller": "ana", "label": "ham"}, {"labeller": "bo", "label": "spam"}]
