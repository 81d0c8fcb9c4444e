"""A contact's last turns are read once for a message, and anew as soon as something was written."""

import duckdb
import pytest

from agent.store import recent
from agent.store.customer import TurnLines
from agent.store.recent import RecentTurns


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was asked of the file; it answers with as many turns as wanted."""
    found: list[tuple[str, int]] = []

    def last_turns(cursor: object, contact: str, limit: int) -> list[TurnLines]:
        found.append((contact, limit))
        lines = (f"{contact} {number}" for number in range(limit))
        return [
            TurnLines(question=line, answer=None, at=None, recorded_at=None, treks=(), delivery=None) for line in lines
        ]

    monkeypatch.setattr(recent, "last_turns", last_turns)
    return found


def test_the_second_question_of_a_message_is_answered_from_the_first(asked: list[tuple[str, int]]) -> None:
    cursor, turns = duckdb.connect(), RecentTurns()

    assert turns.of(cursor, "c-1", 10) == turns.of(cursor, "c-1", 10)
    assert [line.question for line in turns.of(cursor, "c-1", 2)] == ["c-1 0", "c-1 1"]
    assert [line.question for line in turns.of(cursor, "c-2", 1)] == ["c-2 0"]
    assert asked == [("c-1", 10), ("c-2", 1)]


def test_more_than_was_read_is_read(asked: list[tuple[str, int]]) -> None:
    cursor, turns = duckdb.connect(), RecentTurns()
    turns.of(cursor, "c-1", 2)

    assert len(turns.of(cursor, "c-1", 10)) == 10
    assert asked == [("c-1", 2), ("c-1", 10)]


def test_after_a_write_nothing_old_is_told(asked: list[tuple[str, int]]) -> None:
    cursor, turns = duckdb.connect(), RecentTurns()
    turns.of(cursor, "c-1", 10)
    turns.forget()
    turns.of(cursor, "c-1", 10)

    assert len(asked) == 2


def test_what_was_read_while_somebody_wrote_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    cursor, turns, read = duckdb.connect(), RecentTurns(), list[int]()

    def slow(*_: object) -> list[TurnLines]:
        turns.forget()  # the write is done before these rows are there
        read.append(1)
        return []

    monkeypatch.setattr(recent, "last_turns", slow)
    turns.of(cursor, "c-1", 10)
    turns.of(cursor, "c-1", 10)

    assert len(read) == 2
