"""The store in plain Python: the same answers, gone when the process ends."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from agent.ports import PortError, Record
from agent.store.amend import AMENDS, amend
from agent.store.customer import FOCUS_LINES, Known, TurnLines, bearers, customer_of, last_lines
from agent.store.database import connect, prepare
from agent.store.duck import insert_rows
from agent.store.rows import Row, row_of
from agent.store.select import select
from agent.store.tables import TABLES
from agent.turn import Customer, Utterance

_PROFILE_FIELDS = ("phone", "user_id", "name", "language", "country", "source")


class MemoryStore:
    """`Store` for tests, notebooks and `cairn ask`."""

    def __init__(self, *, query_timeout_s: float = 30.0) -> None:
        """An empty store."""
        self._tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._watermark = 0
        self._query_timeout_s = query_timeout_s
        self._closed = False

    @property
    def healthy(self) -> bool:
        """Memory does not break."""
        return True

    async def apply(self, records: Sequence[Record]) -> None:
        self._must_be_open()
        fresh = {record.seq: record for record in records if record.seq > self._watermark}
        for seq in sorted(fresh):
            table, row = row_of(fresh[seq])
            self._tables[table].append(row)
            if fresh[seq].kind in AMENDS:
                amend(fresh[seq], self._tables)
        self._watermark = max(fresh, default=self._watermark)

    async def watermark(self) -> int:
        self._must_be_open()
        return self._watermark

    async def customer(self, contact: str, *, messages: int) -> Customer | None:
        self._must_be_open()
        if contact not in self._contacts():
            return None
        return customer_of(self._known(contact, self._turns(contact, max(messages, FOCUS_LINES))), messages=messages)

    async def lines(self, contact: str, *, last: int) -> Sequence[Utterance]:
        self._must_be_open()
        return last_lines(self._turns(contact, last), last)

    async def contacts(self) -> Sequence[Customer]:
        self._must_be_open()
        customers = [customer_of(self._known(contact, ()), messages=0) for contact in self._contacts()]
        return sorted(customers, key=lambda customer: (customer.name, customer.id))

    async def named(self, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
        self._must_be_open()
        return bearers(((row["contact"], row["name"]) for row in self._tables["contact_facts"]), names)

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self._must_be_open()
        return await asyncio.to_thread(self._query, sql, parameters)

    async def aclose(self) -> None:
        self._closed = True

    def _must_be_open(self) -> None:
        if self._closed:
            raise PortError("store in memory: already closed; make a new one")

    def _contacts(self) -> set[str]:
        tables = ("contact_facts", "booking_facts", "turns")
        return {row["contact"] for table in tables for row in self._tables[table]} - {"", None}

    def _of(self, table: str, contact: str) -> list[Row]:
        return [row for row in self._tables[table] if row["contact"] == contact]

    def _turns(self, contact: str, limit: int) -> list[TurnLines]:
        """The newest first; what a colleague wrote stands between them as an answer nobody asked for by itself.

        Without those of which no word is left.
        """
        replies = [_as_turn(row) for row in self._of("replies", contact)]
        worded = [row for row in self._of("turns", contact) if row["question"] or row["answer"]]
        turns = sorted([*worded, *replies], key=lambda row: (row["at"], row["seq"]), reverse=True)
        return [_lines(row) for row in turns[:limit]]

    def _known(self, contact: str, turns: Sequence[TurnLines]) -> Known:
        logged = sorted(self._of("turns", contact), key=lambda row: (row["at"], row["seq"]))
        spoken = [row for row in logged if row["language"] not in (None, "und")]
        # One word says little of a language: STOP is STOP everywhere.
        telling = [row for row in spoken if " " in (row["question"] or "").strip()] or spoken
        leads = self._of("leads", contact)
        return Known(
            id=contact,
            profile=self._profile(contact),
            bookings=self._bookings(contact),
            lead=leads[-1] if leads else {},
            turns=turns,
            turn_count=len(logged),
            language=telling[-1]["language"] if telling else None,
            noticed=any(row["notice"] for row in logged),
        )

    def _profile(self, contact: str) -> Row:
        facts = self._of("contact_facts", contact)
        preferences = [json.loads(fact["preferences"]) for fact in facts if fact["preferences"]]
        return {
            **{key: fact[key] for fact in facts for key in _PROFILE_FIELDS if fact[key] is not None},
            "preferences": json.dumps({key: value for one in preferences for key, value in one.items()}),
        }

    def _bookings(self, contact: str) -> list[Row]:
        newest = {row["booking_id"]: row for row in self._tables["booking_facts"]}
        rows = [row for row in newest.values() if row["contact"] == contact]
        return sorted(rows, key=lambda row: (row["booked_at"] or date.min, row["seq"]), reverse=True)

    def _query(self, sql: str, parameters: Sequence[Any]) -> Any:
        with connect(None) as connection:
            prepare(connection)
            for table, rows in self._tables.items():
                if rows:
                    insert_rows(connection, table, rows)
            return select(connection, sql, parameters, timeout_s=self._query_timeout_s)


def _as_turn(reply: Row) -> Row:
    """A colleague's line in the form of a turn without a question."""
    unset = dict.fromkeys(("question", "treks", "handoff"))
    told = {"answer": reply["text"], "recorded_at": reply["at"], "delivery": "sent"}
    return {**unset, "seq": reply["seq"], "at": reply["at"], **told}


def _lines(row: Row) -> TurnLines:
    return TurnLines(
        question=row["question"],
        answer=row["answer"],
        at=row["at"],
        recorded_at=row["recorded_at"],
        treks=row["treks"] or (),
        delivery=row["delivery"],
        handoff=row["handoff"],
    )
