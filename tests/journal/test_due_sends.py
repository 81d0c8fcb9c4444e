"""A look for what is due costs what is due, however much waits: counted in steps of SQLite's machine, not in time."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from agent.journal import due, numbers, outbox, schema
from agent.journal.send_rules import Closing
from agent.ports import Outgoing
from agent.turn import DeliveryState

T = TypeVar("T")
NOW = 1_800_000_000.0


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = schema.open_writer(tmp_path / "journal.sqlite", busy_s=1)
    yield opened
    opened.close()


def wait(connection: sqlite3.Connection, sends: range, wait_s: float, at: float = NOW) -> None:
    """So many more sends to as many people, each to be tried again."""
    connection.execute("BEGIN")
    for n in sends:
        send = Outgoing(id=f"s{n}", message_id=f"m{n}", contact=f"c{n}", body={}, state="sending", number="n1")
        outbox.open_send(connection, send, at)
        outbox.close_send(connection, send.id, Closing(state="queued", code=130429, wait_s=wait_s), at)
    connection.execute("COMMIT")


def steps_of(connection: sqlite3.Connection, work: Callable[[], T]) -> tuple[T, int]:
    """What it gives, and how many steps of SQLite's machine it took."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.set_progress_handler(count, 1)
    given = work()
    connection.set_progress_handler(None, 0)
    return given, steps


def look(connection: sqlite3.Connection, now: float = NOW) -> tuple[list[str], int]:
    """What is due, and the steps it took to say so."""
    found, steps = steps_of(connection, lambda: due.due_sends(connection, unknown_after_s=120, limit=50, now=now))
    return [send.id for send in found], steps


def settle(connection: sqlite3.Connection, sends: range, state: DeliveryState = "sent") -> None:
    connection.execute("BEGIN")
    for n in sends:
        outbox.close_send(connection, f"s{n}", Closing(state=state, wamid=f"w{n}"), NOW)
    connection.execute("COMMIT")


def test_retries_that_wait_for_later_cost_a_look_nothing(connection: sqlite3.Connection) -> None:
    wait(connection, range(10), wait_s=0)
    first, before = look(connection)
    wait(connection, range(10, 1000), wait_s=3600)
    found, after = look(connection)
    assert (found, len(found)) == (first, 10)
    assert after < before + 50


def test_a_look_at_a_long_queue_costs_as_much_as_it_takes_from_it(connection: sqlite3.Connection) -> None:
    wait(connection, range(50), wait_s=0)
    first, before = look(connection)
    wait(connection, range(50, 1000), wait_s=0, at=NOW + 1)
    found, after = look(connection, NOW + 1)
    assert (found, len(found)) == (first, 50)
    assert after < before * 1.1


def test_sends_that_are_settled_cost_nothing(connection: sqlite3.Connection) -> None:
    wait(connection, range(10), wait_s=0)
    _, before = look(connection)
    wait(connection, range(10, 500), wait_s=0)
    settle(connection, range(10, 500))
    assert look(connection)[1] < before + 50


def test_what_waits_behind_a_stopped_number_is_passed_over_without_a_look_at_its_row(
    connection: sqlite3.Connection,
) -> None:
    wait(connection, range(1000), wait_s=0)
    numbers.stop(connection, "n1", "131048", "test", None, NOW)
    found, steps = look(connection)
    assert found == []
    assert steps < 1000 * 25


def test_after_the_clock_was_set_back_all_is_due_in_the_order_it_was(connection: sqlite3.Connection) -> None:
    wait(connection, range(5), wait_s=5)
    wait(connection, range(5, 10), wait_s=30)
    now = NOW + 10
    assert look(connection, now)[0] == [f"s{n}" for n in range(5)]
    assert look(connection, now - 3600)[0] == [f"s{n}" for n in range(10)]


def test_counting_the_unknown_reads_none_of_the_settled(connection: sqlite3.Connection) -> None:
    wait(connection, range(3), wait_s=0)
    settle(connection, range(3), "unknown")
    before = steps_of(connection, lambda: outbox.unknown(connection, NOW))
    wait(connection, range(3, 500), wait_s=0)
    settle(connection, range(3, 500))
    assert before[0] == 3
    assert steps_of(connection, lambda: outbox.unknown(connection, NOW)) == before


def test_a_journal_of_before_gets_the_index_and_keeps_what_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.sqlite"
    with monkeypatch.context() as before:
        before.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:-2])
        old = schema.open_writer(path, busy_s=1)
        wait(old, range(3), wait_s=0)
        old.close()
    new = schema.open_writer(path, busy_s=1)
    assert look(new)[0] == ["s0", "s1", "s2"]
    new.close()
