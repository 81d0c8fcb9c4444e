"""Webhooks taken many at a time leave the same journal as one by one."""

import asyncio
import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.journal import SQLiteJournal, inbox
from agent.journal.schema import open_writer
from agent.ports import Address, IdentityChange, InboxEvent, InboxItem, InboxMessage, InboxStatus, PortError, Revision

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TEXTS = ("hello", "नमस्ते 😀", "a\x00b", "half \ud83d", 'quotes " and \\ and \\u0000', "")


def message(dice: random.Random) -> InboxMessage:
    """Of a few people and ids, so that repeats, new names, moved numbers and edits meet each other."""
    person, key = dice.randrange(4), f"m{dice.randrange(25)}"
    kind = dice.choices(["text", "image", "sticker", "edit", "revoke", "system"], [12, 2, 1, 2, 1, 1])[0]
    sent_at = AT + timedelta(seconds=dice.randrange(3))
    moved = IdentityChange(to=Address(phone=f"9198{dice.randrange(4):08d}"), at=sent_at)
    return InboxMessage(
        id=key,
        number=dice.choice(["n1", "n1", "n2"]),
        sender=Address(
            phone=f"9198{person:08d}" if dice.random() < 0.8 else "",
            user_id=f"IN.{person}",
            name=dice.choice(["", "Asha", "Asha", "Asha K"]),
        ),
        kind=kind,
        text=dice.choice(TEXTS),
        sent_at=sent_at,
        payload={"text": dice.choice(TEXTS), "n": 1.5, "list": [1, None, True]},
        choice=dice.choice(["", "", "book"]),
        change=moved if kind == "system" else None,
        revises=Revision(of=f"m{dice.randrange(25)}", text="no", deleted=kind == "revoke")
        if kind in ("edit", "revoke")
        else None,
    )


def item(dice: random.Random) -> InboxItem:
    other = dice.random()
    if other < 0.05:
        return InboxStatus(wamid="w1", number="n1", status=dice.choice(["sent", "read"]), at=AT, to="9198")
    if other < 0.1:
        return InboxEvent(id=f"e{dice.randrange(3)}", number="n1", field="anything", payload={})
    return message(dice)


def webhooks(seed: int) -> list[list[InboxItem]]:
    dice = random.Random(seed)
    return [[item(dice) for _ in range(dice.choice([1, 1, 1, 3]))] for _ in range(60)]


def left_behind(connection: sqlite3.Connection) -> list[Any]:
    """All that does not hang on the contacts' random ids."""
    name = "(SELECT phone || ' ' || user_id || ' ' || name FROM contacts WHERE contacts.contact = inbox.contact)"
    return [
        connection.execute(
            f"SELECT number, id, {name}, kind, text, choice, sent_at, payload, received_at, state, attempts, turn, "
            "revises FROM inbox ORDER BY place"
        ).fetchall(),
        connection.execute("SELECT kind, value, left_at FROM identities ORDER BY kind, value").fetchall(),
        connection.execute("SELECT kind, count(*) FROM records GROUP BY kind ORDER BY kind").fetchall(),
        connection.execute("SELECT wamid, status FROM statuses ORDER BY wamid, status").fetchall(),
    ]


Taking = Callable[[sqlite3.Connection, Sequence[Sequence[InboxItem]]], list[list[bool]]]


def one_by_one(connection: sqlite3.Connection, arrived: Sequence[Sequence[InboxItem]]) -> list[list[bool]]:
    return [[inbox.receive(connection, [item], 1000.0)[0] for item in items] for items in arrived]


def together(connection: sqlite3.Connection, arrived: Sequence[Sequence[InboxItem]]) -> list[list[bool]]:
    taken = [inbox.receive_all(connection, arrived[n : n + 20], 1000.0) for n in range(0, len(arrived), 20)]
    return [list(new) for portion in taken for new in portion]


@pytest.mark.parametrize("seed", range(12))
def test_many_at_a_time_leave_the_same_as_one_by_one(tmp_path: Path, seed: int) -> None:
    arrived = webhooks(seed)
    found = []
    ways: tuple[Taking, ...] = (one_by_one, together)
    for n, way in enumerate(ways):
        connection = open_writer(tmp_path / f"{n}.sqlite", busy_s=1)
        connection.execute("BEGIN")
        found.append((way(connection, arrived), left_behind(connection)))
        connection.close()

    assert found[0] == found[1]


def known(key: str, text: str = "hello") -> InboxMessage:
    who = Address(phone="919800000001", name="Asha")
    return InboxMessage(id=key, number="n1", sender=who, kind="text", text=text, sent_at=AT, payload={})


def test_messages_of_a_known_person_are_kept_with_a_handful_of_statements(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "journal.sqlite", busy_s=1)
    inbox.receive(connection, [known("first")], 1000.0)
    said: list[str] = []
    connection.set_trace_callback(said.append)
    new = inbox.receive_all(connection, [[known(f"m{n % 100}")] for n in range(200)], 1000.0)
    connection.set_trace_callback(None)

    assert [one for (one,) in new] == [True] * 100 + [False] * 100
    assert len(said) < 10


def test_a_thousand_strangers_are_made_known_with_a_handful_of_statements(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "journal.sqlite", busy_s=1)
    arrived = [replace(known(f"m{n}"), sender=Address(phone=f"9198{n // 2:08d}", name="Asha")) for n in range(1000)]
    said: list[str] = []
    connection.set_trace_callback(said.append)
    new = inbox.receive(connection, arrived, 1000.0)
    connection.set_trace_callback(None)

    assert new == [True] * 1000
    assert len(said) < 10
    people = "SELECT count(*), count(DISTINCT inbox.contact) FROM inbox JOIN identities USING (contact)"
    assert connection.execute(people).fetchone() == (1000, 500)
    assert connection.execute("SELECT count(*) FROM records WHERE kind = 'contact'").fetchone() == (500,)


def test_somebody_with_a_new_name_stands_in_nobody_elses_way(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "journal.sqlite", busy_s=1)
    inbox.receive(connection, [known("first")], 1000.0)
    arrived = [known(f"m{n}") for n in range(200)]
    arrived[100] = replace(arrived[100], sender=Address(phone="919800000001", name="Asha K"))
    said: list[str] = []
    connection.set_trace_callback(said.append)
    inbox.receive(connection, [*arrived[:101], *(known(f"n{n}") for n in range(5))], 1000.0)
    connection.set_trace_callback(None)

    assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (107,)
    assert connection.execute("SELECT name FROM contacts").fetchall() == [("Asha",)]
    assert len(said) < 60


async def test_one_webhook_that_names_nobody_fails_alone_among_many(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    nobody = InboxMessage(id="x", number="n1", sender=Address(), kind="text", text="", sent_at=AT, payload={})
    arrived: list[InboxMessage] = [known(f"m{n}") for n in range(50)]
    arrived[20] = nobody
    answers = await asyncio.gather(*(journal.receive([one]) for one in arrived), return_exceptions=True)
    waiting = await journal.peek((await journal.waiting())[0])
    await journal.aclose()

    assert isinstance(answers[20], PortError)
    assert [answer for n, answer in enumerate(answers) if n != 20] == [[True]] * 49
    assert waiting.messages == 49
