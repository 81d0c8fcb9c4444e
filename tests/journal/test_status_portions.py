"""Statuses taken many at a time leave the same journal as one by one."""

import random
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.journal import due, inbox, outbox
from agent.journal.schema import open_writer
from agent.journal.send_rules import Closing
from agent.ports import Address, InboxItem, InboxMessage, InboxStatus, Outgoing

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NOW = 1000.0
SENDS = 8
TEXTS = ("fine", "नमस्ते 😀", "a\x00b", "half \ud83d", "\\u0000")


def person(dice: random.Random) -> Address | None:
    """Somebody who wrote, or a stranger; now and then with a name or an id that is new."""
    n = dice.randrange(6)
    return dice.choice(
        [
            Address(phone=f"9198{n:08d}"),
            Address(phone=f"9198{n:08d}", user_id=f"IN.{n}"),
            Address(phone=f"9198{n:08d}", name=dice.choice(["", "Asha"])),
            Address(user_id=f"IN.{dice.randrange(6)}"),
            None,
        ]
    )


def status(dice: random.Random) -> InboxStatus:
    name = dice.choices(["sent", "delivered", "read", "played", "failed", "warning"], [8, 8, 8, 1, 1, 1])[0]
    n = dice.randrange(SENDS + 2)
    return InboxStatus(
        wamid=f"w{n}",
        number="n1",
        status=name,
        at=AT + timedelta(seconds=dice.randrange(3)),
        to=dice.choice([f"9198{dice.randrange(6):08d}", f"+9198{n:08d}", ""]),
        callback=dice.choice([f"s{n}", f"s{n}", ""]),
        errors=({"code": dice.choice([131026, 131050, 131048]), "title": "no"},) if name == "failed" else (),
        payload={"said": dice.choice(TEXTS)},
        person=person(dice),
    )


def message(n: int, key: str) -> InboxMessage:
    who = Address(phone=f"9198{n:08d}", user_id=f"IN.{n}" if n % 2 else "", name="Asha" if n % 3 else "")
    return InboxMessage(id=key, number="n1", sender=who, kind="text", text="hello", sent_at=AT, payload={})


def item(dice: random.Random) -> InboxItem:
    return message(dice.randrange(6), f"m{dice.randrange(30)}") if dice.random() < 0.05 else status(dice)


def with_sends(path: Path) -> sqlite3.Connection:
    """Four people who wrote, and sends to them in all the states in which a status may find one."""
    connection = open_writer(path, busy_s=1)
    connection.execute("BEGIN")  # never committed: no test here is about the disk
    inbox.receive(connection, [message(n, f"before-{n}") for n in range(4)], NOW - 10)
    contacts = [contact for (contact,) in connection.execute("SELECT contact FROM inbox ORDER BY place")]
    for n in range(SENDS):
        send = Outgoing(id=f"s{n}", message_id=f"a{n}", contact=contacts[n % 4], body={}, state="sending", number="n1")
        outbox.open_send(connection, send, NOW - 9 + n / 10)
    for n, state in enumerate(("sent", "unknown", "failed", "queued")):
        outbox.close_send(connection, f"s{n}", Closing(state=state, wamid=f"w{n}" if n < 3 else ""), NOW - 8)  # type: ignore[arg-type]
    due.send_again(connection, "s2", 5.0, None, "", NOW - 7)
    return connection


def left_behind(connection: sqlite3.Connection) -> list[Any]:
    """All that does not hang on the contacts' random ids."""
    who = "(SELECT phone || ' ' || user_id || ' ' || name FROM contacts WHERE contacts.contact = {}.contact)"
    return [
        connection.execute("SELECT * FROM statuses ORDER BY wamid, status, recipient").fetchall(),
        connection.execute(
            f"SELECT id, {who.format('outbox')}, state, wamid, attempts, error, code, callback, resends, changed_at, "
            "due_at FROM outbox ORDER BY id"
        ).fetchall(),
        connection.execute(
            f"SELECT kind, key, {who.format('records')}, at, body FROM records WHERE kind = 'status' ORDER BY seq"
        ).fetchall(),
        connection.execute("SELECT kind, count(*) FROM records GROUP BY kind ORDER BY kind").fetchall(),
        connection.execute("SELECT kind, value, left_at FROM identities ORDER BY kind, value").fetchall(),
        connection.execute(f"SELECT {who.format('consents')}, status, scope FROM consents ORDER BY seq").fetchall(),
        connection.execute("SELECT number, reason FROM numbers").fetchall(),
    ]


Taking = Callable[[sqlite3.Connection, Sequence[Sequence[InboxItem]]], list[list[bool]]]


def one_by_one(connection: sqlite3.Connection, arrived: Sequence[Sequence[InboxItem]]) -> list[list[bool]]:
    return [[inbox.receive(connection, [item], NOW)[0] for item in items] for items in arrived]


def together(connection: sqlite3.Connection, arrived: Sequence[Sequence[InboxItem]]) -> list[list[bool]]:
    return [list(inbox.receive(connection, items, NOW)) for items in arrived]


@pytest.mark.parametrize("seed", range(10))
def test_many_at_a_time_leave_the_same_as_one_by_one(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    arrived = [[item(dice) for _ in range(dice.choice([2, 10, 40]))] for _ in range(8)]
    found = []
    ways: tuple[Taking, ...] = (one_by_one, together)
    for n, way in enumerate(ways):
        connection = with_sends(tmp_path / f"{n}.sqlite")
        found.append((way(connection, arrived), left_behind(connection)))
        connection.close()

    assert found[0] == found[1]


RESENT = "s2"
"""A send that was made again: what its attempts are told goes by itself."""


def batch(size: int) -> list[InboxItem]:
    """Statuses of the sends but for the one made again, and of sends that nobody knows."""
    names = [f"s{n}" for n in range(SENDS) if f"s{n}" != RESENT]
    return [
        InboxStatus(
            wamid=f"new-{n}",
            number="n1",
            status="delivered",
            at=AT,
            to=f"9198{n % 4:08d}",
            callback=names[n] if n < len(names) else f"unknown-{n}",
            person=Address(phone=f"9198{n % 4:08d}"),
        )
        for n in range(size)
    ]


def statements(connection: sqlite3.Connection, items: Sequence[InboxItem]) -> int:
    said: list[str] = []
    connection.set_trace_callback(said.append)
    assert inbox.receive(connection, items, NOW) == [True] * len(items)
    connection.set_trace_callback(None)
    return len(said)


def test_a_thousand_statuses_take_as_few_statements_as_ten(tmp_path: Path) -> None:
    few = statements(with_sends(tmp_path / "few.sqlite"), batch(10))
    connection = with_sends(tmp_path / "many.sqlite")
    many = statements(connection, batch(1000))

    assert many == few <= 12
    states = connection.execute("SELECT DISTINCT state FROM outbox WHERE id IN ('s0', 's1', 's4', 's7')").fetchall()
    assert states == [("delivered",)]


def test_failures_in_a_batch_do_not_have_the_rest_looked_up_over_and_over(tmp_path: Path) -> None:
    items = batch(600)
    for n in range(0, 600, 2):
        items[n] = InboxStatus(wamid=f"w{n % 3}", number="n1", status="sent", at=AT, to=str(n), callback=RESENT)
    connection = with_sends(tmp_path / "journal.sqlite")
    inbox.receive(connection, [InboxStatus(wamid="w2", number="n1", status="failed", at=AT, callback=RESENT)], NOW)

    assert statements(connection, items) < 600 * 12


@pytest.mark.parametrize("table", ["outbox", "statuses", "identities", "former_sends"])
def test_no_statement_for_a_batch_walks_through_a_whole_table(tmp_path: Path, table: str) -> None:
    connection = with_sends(tmp_path / "journal.sqlite")
    said: list[str] = []
    connection.set_trace_callback(said.append)
    inbox.receive(connection, batch(10), NOW)
    connection.set_trace_callback(None)
    plans = [
        row[3]
        for sql in said
        if "json_each" in sql
        for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    ]

    assert any(f"SEARCH {table}" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith(f"SCAN {table}")] == []
