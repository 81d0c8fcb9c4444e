"""A data folder with very many logged turns, to see how pages stand it: a small month, copied to other people and days.

Each copy is a real turn of the pipeline under another id, contact and day, with its lead, statuses, pauses and reviews.
It has no traffic of its own: inbox and outbox rows, audit lines and the dates of signs stay the month's.
"""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import duckdb

from agent.journal import records
from agent.journal.lock import lock_data_folder
from agent.journal.schema import open_writer
from agent.month.filling import JOURNAL, READERS, STORE, bring_store_up_to_date, fill
from agent.month.pouring import held
from agent.ports import PortError, Record
from agent.settings import Environment
from agent.store import database
from agent.store.pseudonyms import pseudonyms_of

_SEEDLING = 250
"""Turns of the month that a folder without one begins with."""
_DAYS, _MONTH_DAYS = 90, 30
"""Days over which the copies are spread, backwards from the month's end; as many as the month has stay free."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of record: values of its body that name something, moments in it, and its table in the store.

    `columns` are those of the table that name something beside `contact`, `moments` those that are times.
    """

    ids: tuple[str, ...]
    times: tuple[str, ...]
    table: str
    columns: tuple[str, ...]
    moments: tuple[str, ...]


_KINDS: Mapping[str, _Kind] = {
    "turn": _Kind(
        ("message.id", "message.contact", "customer.id", "delivery.id", "delivery.wamid"),
        ("message.sent_at",),
        "turns",
        ("message_id", "wamid"),
        ("at",),
    ),
    "lead": _Kind(("message_id",), (), "leads", ("message_id",), ()),
    "status": _Kind(
        ("message_id", "wamid", "send_id"), ("at",), "statuses", ("wamid", "send_id", "message_id"), ("at",)
    ),
    "booking": _Kind(("booking_id", "contact_id"), (), "booking_facts", ("booking_id",), ()),
    "contact": _Kind(("user_id", "phone"), ("first_seen",), "contact_facts", ("user_id", "phone"), ("first_seen",)),
    "consent": _Kind((), ("at",), "consents", (), ("at",)),
    "pause": _Kind(
        ("message_id",),
        ("at", "until", "released_at", "held_since", "held_at"),
        "pause_facts",
        ("message_id",),
        ("at", "until", "released_at", "held_since", "held_at"),
    ),
    "review": _Kind(
        ("id", "message_id"),
        ("opened_at", "done_at"),
        "review_facts",
        ("id", "message_id"),
        ("opened_at", "done_at"),
    ),
}


def grown(path: Path, turns: int, seed: int = 7, *, until: date | None = None, config: Path | None = None) -> int:
    """`path` as a data folder of at least `turns` logged turns; how many there are. Not from within an event loop.

    A folder without a month gets a small one of this seed first. Raises PortError as `fill` does, and where a server
    runs, or disk or memory do not suffice: begin again with an empty folder then.
    """
    environment = Environment(cairn_data=path)
    if held(path / JOURNAL).sample is None:
        asyncio.run(fill(seed=seed, turns=min(turns, _SEEDLING), until=until, config=config, environment=environment))
    asyncio.run(bring_store_up_to_date(path, config))
    with lock_data_folder(path):
        try:
            return _multiplied(path, turns, Random(f"{seed} grown"))
        except (sqlite3.Error, duckdb.Error) as error:
            raise PortError(f"{path}: could not be grown ({error}); make room, begin with an empty folder") from error


def _multiplied(path: Path, turns: int, rng: Random) -> int:
    journal = open_writer(path / JOURNAL, busy_s=10.0)
    try:
        journal.execute("PRAGMA synchronous = OFF")
        (last,) = journal.execute("SELECT max(seq) FROM records").fetchone()
        (first,) = journal.execute("SELECT count(*) FROM records WHERE kind = 'turn'").fetchone()
        copies = [(copy, rng.randrange(_DAYS - _MONTH_DAYS + 1)) for copy in range(1, -(-turns // first))]
        if copies:
            _copy_records(journal, copies, last)
            _copy_people(journal)
            newest = records.after(journal, records.newest(journal) - 1, 1)[0]
            _copy_store(path / STORE, copies, last, newest)
            _copy_store(path / READERS, copies, last, pseudonyms_of(path).record(newest))
    finally:
        journal.close()
    return int(first) * (len(copies) + 1)


# --- the journal -------------------------------------------------------------------------------------------------


def _copy_records(journal: sqlite3.Connection, copies: Sequence[tuple[int, int]], last: int) -> None:
    """Every record once for each copy, in one transaction; `seq` grows by as much as the month has records."""
    journal.execute("CREATE TEMP TABLE copies (copy INTEGER PRIMARY KEY, days INTEGER)")
    journal.executemany("INSERT INTO copies VALUES (?, ?)", copies)
    journal.execute("BEGIN IMMEDIATE")
    for name, kind in _KINDS.items():
        named = [f"'$.{path}', {_renamed(_value(path))}" for path in kind.ids]
        moved = [f"'$.{path}', {_earlier(_value(path))}" for path in kind.times]
        body = f"json_set(body, {', '.join([*named, *moved])})"
        journal.execute(
            "INSERT INTO records (seq, kind, key, contact, at, body) "
            f"SELECT seq + copy * ?, kind, key || '.' || copy, {_renamed('contact')}, at - days * 86400000000, {body} "
            "FROM records CROSS JOIN copies WHERE kind = ? AND seq <= ?",
            (last, name, last),
        )
    journal.execute("COMMIT")


def _copy_people(journal: sqlite3.Connection) -> None:
    """Contacts, and what the queue and the silence of the bot are read from."""
    journal.execute("BEGIN IMMEDIATE")
    journal.execute(
        f"INSERT INTO contacts (contact, phone, user_id, name, first_seen) SELECT {_renamed('contact')}, "
        f"{_renamed('phone')}, {_renamed('user_id')}, name, first_seen - days * 86400.0 FROM contacts, copies"
    )
    journal.execute(
        f"INSERT INTO reviews SELECT {_renamed('id')}, {_renamed('contact')}, {_renamed('message_id')}, reason, flags, "
        "severity, opened_at - days * 86400000000, state, done_by, done_at - days * 86400000000 FROM reviews, copies"
    )
    journal.execute(
        f"INSERT INTO pauses SELECT {_renamed('contact')}, {_renamed('message_id')}, reason, at - days * 86400000000, "
        "until - days * 86400000000, released_at - days * 86400000000, released_by, holder, "
        "held_since - days * 86400000000, held_at - days * 86400000000 FROM pauses, copies"
    )
    journal.execute("COMMIT")


def _value(path: str) -> str:
    return f"json_extract(body, '$.{path}')"


def _renamed(value: str) -> str:
    """SQL: the id of the copy; none where there was none."""
    return f"CASE WHEN {value} IS NULL OR {value} = '' THEN {value} ELSE {value} || '.' || copy END"


def _earlier(value: str) -> str:
    """SQL: the moment so many days earlier, fraction and zone as they were."""
    moved = f"strftime('%Y-%m-%dT%H:%M:%S', substr({value}, 1, 19), '-' || days || ' days') || substr({value}, 20)"
    return f"CASE WHEN {value} IS NULL THEN NULL ELSE {moved} END"


# --- the store ---------------------------------------------------------------------------------------------------


def _copy_store(path: Path, copies: Sequence[tuple[int, int]], last: int, newest: Record) -> None:
    """The same rows as from the copied records, without reading each of them back.

    Only a pseudonym is another: here it is that of the copied number, with the number of the copy behind it.
    """
    with database.connect(path) as store:
        database.prepare(store)
        store.execute("BEGIN")
        store.execute("CREATE TEMP TABLE copies (copy BIGINT, days BIGINT)")
        store.executemany("INSERT INTO copies VALUES (?, ?)", copies)
        for kind in _KINDS.values():
            replaced = [
                f"seq + copy * {last} AS seq",
                *(f'{_renamed(name)} AS "{name}"' for name in ("contact", *kind.columns)),
                *(f'"{name}" - to_days(CAST(days AS INTEGER)) AS "{name}"' for name in ("recorded_at", *kind.moments)),
                *([_TURN] if kind.table == "turns" else []),
            ]
            store.execute(
                f"INSERT INTO {kind.table} SELECT * EXCLUDE (copy, days) REPLACE ({', '.join(replaced)}) "
                f"FROM {kind.table} CROSS JOIN copies WHERE seq <= {last}"
            )
        store.execute("UPDATE store_meta SET watermark = ?, kind = ?, key = ?", [newest.seq, newest.kind, newest.key])
        store.execute("COMMIT")


def _part(name: str, **values: str) -> str:
    """SQL: a patch for one part of the turn; an empty one where the turn has no such part."""
    told = ", ".join(f"'{key}', {value}" for key, value in values.items())
    patch = f"json_object('{name}', json_object({told}))"
    return f"CASE json_type(turn, '$.{name}') WHEN 'OBJECT' THEN {patch} ELSE '{{}}' END"


_SENT_AT = "strftime(\"at\" - to_days(CAST(days AS INTEGER)), '%Y-%m-%dT%H:%M:%SZ')"
_DELIVERY = {name: _renamed(f"json_extract_string(turn, '$.delivery.{name}')") for name in ("id", "wamid")}
_TURN = (
    "json_merge_patch(turn, "
    + _part("message", id="message_id || '.' || copy", contact="contact || '.' || copy", sent_at=_SENT_AT)
    + ", "
    + _part("customer", id="contact || '.' || copy")
    + ", "
    + _part("delivery", **_DELIVERY)
    + ") AS turn"
)
