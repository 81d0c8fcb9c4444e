"""Edits and deletions in SQL: what is read of a message, and what is kept of it, is what its sender last said."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from agent.journal import records
from agent.journal.revising import DELETED, joined_text, last_word, revised, turn_of, without_old_words
from agent.journal.values import clean, dump, moment
from agent.ports import Revision
from agent.turn import Inbound

_MESSAGE = "id, contact, kind, text, choice, sent_at, number"
_REVISES = "number = ? AND revises = ? AND revises <> ''"
"""With its last part SQLite sees that the index of revisions is enough."""


def revise(connection: sqlite3.Connection, number: str, of: str, now: float) -> None:
    """Bring a message up to its sender's last word; nothing happens while either of the two is not here yet."""
    if not connection.execute(f"SELECT 1 FROM inbox WHERE {_REVISES}", (number, of)).fetchone():
        return
    row = connection.execute(
        f"SELECT state, attempts, turn, {_MESSAGE} FROM inbox WHERE number = ? AND id = ?", (number, of)
    ).fetchone()
    if row is None:
        return
    state, attempts, turn, *rest = row
    before = _inbound(rest)
    word = last_word(_revisions(connection, before))
    read = state != "waiting" or (attempts and _may_have_left(connection, before.contact))
    if word is None or revised(before, word, read=read) == before:
        return
    if attempts and not read:
        _begin_again(connection, before.contact, now)
    _change(connection, revised(before, word, read=read), word)
    if turn:
        _tell(connection, number, turn, before.contact, now)


def settled(connection: sqlite3.Connection, messages: Sequence[Inbound], now: float) -> None:
    """Note which turn answered these messages; what was revised while it ran is changed in what was kept of it."""
    turn = turn_of(messages)
    if not turn:
        return
    for message in messages:
        connection.execute("UPDATE inbox SET turn = ? WHERE number = ? AND id = ?", (turn, message.number, message.id))
    if any(_read(connection, message) != message.text for message in messages):
        _tell(connection, messages[0].number, turn, messages[0].contact, now)


def _read(connection: sqlite3.Connection, message: Inbound) -> str:
    row = connection.execute(
        "SELECT text FROM inbox WHERE number = ? AND id = ?", (message.number, message.id)
    ).fetchone()
    return str(row[0])


def _revisions(connection: sqlite3.Connection, message: Inbound) -> Sequence[Revision]:
    """Those of the same person, in the order they were made."""
    rows = connection.execute(
        f"SELECT kind, text FROM inbox WHERE {_REVISES} AND contact = ? ORDER BY sent_at, place",
        (message.number, message.id, message.contact),
    ).fetchall()
    return [Revision(of=message.id, text=text, deleted=kind == "revoke") for kind, text in rows]


def _change(connection: sqlite3.Connection, after: Inbound, word: Revision) -> None:
    key = (after.number, after.id)
    connection.execute(
        "UPDATE inbox SET kind = ?, text = ?, choice = ? WHERE number = ? AND id = ?",
        (after.kind, clean(after.text), after.choice, *key),
    )
    if not word.deleted:
        return
    connection.execute(
        "UPDATE inbox SET payload = '{}', state = CASE kind WHEN ? THEN 'answered' ELSE state END "
        "WHERE number = ? AND id = ?",
        (DELETED, *key),
    )
    connection.execute(f"UPDATE inbox SET text = '', payload = '{{}}' WHERE {_REVISES}", key)


def _may_have_left(connection: sqlite3.Connection, contact: str) -> bool:
    """Whether an answer to what this contact waits for may be on its way."""
    found = connection.execute(
        "SELECT 1 FROM inbox JOIN outbox ON outbox.message_id = inbox.id "
        "WHERE inbox.contact = ? AND inbox.state = 'waiting'",
        (contact,),
    ).fetchone()
    return found is not None


def _begin_again(connection: sqlite3.Connection, contact: str, now: float) -> None:
    """End the lease of a turn that read the old words; it was no failed try."""
    ended = connection.execute(
        "UPDATE conversations SET lease_owner = '', lease_until = 0 WHERE contact = ? AND lease_until > ?",
        (contact, now),
    ).rowcount
    if ended:
        connection.execute(
            "UPDATE inbox SET attempts = attempts - 1 WHERE contact = ? AND state = 'waiting' AND attempts > 0",
            (contact,),
        )


def _tell(connection: sqlite3.Connection, number: str, turn: str, contact: str, now: float) -> None:
    """The turn as it was logged, and the store, get the new words; earlier records lose the old ones."""
    rows = connection.execute(
        f"SELECT {_MESSAGE} FROM inbox WHERE number = ? AND turn = ? AND turn <> '' ORDER BY sent_at, place",
        (number, turn),
    ).fetchall()
    text = joined_text(map(_inbound, rows))
    row = connection.execute("SELECT body FROM records WHERE kind = 'turn' AND key = ?", (turn,)).fetchone()
    if row is None:
        return
    body = without_old_words(json.loads(row[0]), text)
    connection.execute("UPDATE records SET body = ? WHERE kind = 'turn' AND key = ?", (dump(body), turn))
    older = connection.execute(
        "UPDATE records SET body = json_set(body, '$.text', '') WHERE kind = 'revision' AND key LIKE ? || ':%'",
        (turn,),
    ).rowcount
    records.append(connection, "revision", f"{turn}:{older}", contact, {"message_id": turn, "text": text}, now)


def _inbound(row: Sequence[object]) -> Inbound:
    key, contact, kind, text, choice, sent_at, number = row
    blank = Inbound(id=str(key), contact=str(contact), sent_at=moment(int(str(sent_at))))
    return replace(blank, kind=str(kind), text=str(text), choice=str(choice), number=str(number))
