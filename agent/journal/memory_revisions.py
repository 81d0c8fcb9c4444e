"""Edits and deletions in plain Python, for `MemoryJournal`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from agent.journal.revising import joined_text, last_word, revised, turn_of, without_old_words
from agent.journal.values import dump
from agent.ports import Record, Revision
from agent.turn import Inbound


@dataclass(slots=True, kw_only=True)
class Kept:
    """A message of the inbox. `turn`: the id under which it was answered."""

    message: Inbound
    place: int
    received_at: float
    state: str = "waiting"
    attempts: int = 0
    sent: bool = False
    turn: str = ""
    revises: Revision | None = None


class Tables(Protocol):
    """What of the journal is needed here."""

    _inbox: dict[tuple[str, str], Kept]
    _records: list[Record]
    _record_seqs: dict[tuple[str, str], int]
    _revised: dict[tuple[str, str], list[Kept]]

    def _append(self, kind: str, key: str, contact: str, body: Mapping[str, Any]) -> bool: ...

    def _end_lease(self, contact: str) -> bool: ...

    def _may_have_left(self, message_id: str) -> bool: ...


def revise(journal: Tables, number: str, of: str) -> None:
    """Bring a message up to its sender's last word; nothing happens while either of the two is not here yet."""
    kept = journal._inbox.get((number, of))
    if kept is None or (number, of) not in journal._revised:
        return
    before = kept.message
    word = last_word(one.revises for one in _revisions(journal, before) if one.revises)
    read = kept.state != "waiting" or (kept.attempts > 0 and _may_have_left(journal, before.contact))
    if word is None or revised(before, word, read=read) == before:
        return
    if kept.attempts and not read:
        _begin_again(journal, before.contact)
    _change(journal, kept, word, read=read)
    if kept.turn:
        _tell(journal, number, kept.turn, before.contact)


def _change(journal: Tables, kept: Kept, word: Revision, *, read: bool) -> None:
    before = kept.message
    kept.message = revised(before, word, read=read)
    if not word.deleted:
        return
    kept.state = kept.state if read else "answered"
    for one in _revisions(journal, before):
        one.message = replace(one.message, text="")
        one.revises = replace(one.revises, text="") if one.revises else None


def settled(journal: Tables, messages: Sequence[Inbound]) -> None:
    """Note which turn answered these messages; what was revised while it ran is changed in what was kept of it."""
    turn = turn_of(messages)
    rows = [journal._inbox[(message.number, message.id)] for message in messages]
    for row in rows if turn else ():
        row.turn = turn
    changed = any(row.message.text != message.text for row, message in zip(rows, messages, strict=True))
    if turn and changed:
        _tell(journal, messages[0].number, turn, messages[0].contact)


def _revisions(journal: Tables, message: Inbound) -> Sequence[Kept]:
    """Those of the same person, in the order they were made."""
    found = journal._revised.get((message.number, message.id), ())
    ours = [one for one in found if one.message.contact == message.contact]
    return sorted(ours, key=lambda one: (one.message.sent_at, one.place))


def _begin_again(journal: Tables, contact: str) -> None:
    """End the lease of a turn that read the old words; it was no failed try."""
    if not journal._end_lease(contact):
        return
    for one in _waiting(journal, contact):
        one.attempts -= bool(one.attempts)


def _may_have_left(journal: Tables, contact: str) -> bool:
    """Whether an answer to what this contact waits for may be on its way."""
    return any(journal._may_have_left(one.message.id) for one in _waiting(journal, contact))


def _waiting(journal: Tables, contact: str) -> Sequence[Kept]:
    return [one for one in journal._inbox.values() if one.state == "waiting" and one.message.contact == contact]


def _tell(journal: Tables, number: str, turn: str, contact: str) -> None:
    """The turn as it was logged, and the store, get the new words; earlier records lose the old ones."""
    rows = [one for one in journal._inbox.values() if one.turn == turn and one.message.number == number]
    rows.sort(key=lambda one: (one.message.sent_at, one.place))
    text = joined_text(one.message for one in rows)
    seq = journal._record_seqs.get(("turn", turn))
    if seq is None:
        return
    _rewrite(journal, seq, without_old_words(journal._records[seq - 1].body, text))
    older = [
        seq for (kind, key), seq in journal._record_seqs.items() if kind == "revision" and key.startswith(f"{turn}:")
    ]
    for one in older:
        _rewrite(journal, one, {**journal._records[one - 1].body, "text": ""})
    journal._append("revision", f"{turn}:{len(older)}", contact, {"message_id": turn, "text": text})


def _rewrite(journal: Tables, seq: int, body: Mapping[str, Any]) -> None:
    journal._records[seq - 1] = replace(journal._records[seq - 1], body=json.loads(dump(body)))
