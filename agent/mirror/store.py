"""The store a dry run reads: each person's tables are made from the journal's records when somebody asks for them.

So a start takes as long with 100,000 logged turns as with none.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from typing import Any

from agent.journal.people_file import PeopleFile
from agent.ports import Record
from agent.safety.fold import fold
from agent.store.memory import MemoryStore
from agent.turn import Customer, Utterance

_BATCH = 5000
_HEAVY = frozenset({"evidence", "searches", "trace", "calls"})
"""Three quarters of a logged turn, and nothing that a conversation goes on with: who wants them reads the tables."""


class MirrorStore:
    """`Store` over a journal's file as it was at the last `move_to`; without a file, over what was applied."""

    def __init__(self, file: PeopleFile) -> None:
        self._file = file
        self._upto = 0
        self._kept: dict[str, str] = {}
        self._people: dict[str, tuple[int, MemoryStore]] = {}
        self._book = _Book()
        self._whole = MemoryStore()

    def move_to(self, upto: int, merges: Sequence[Record]) -> None:
        """Show what was recorded up to this seq, with the merges since the last time."""
        if not self._upto:
            self._whole = MemoryStore()  # no longer the sample
        self._upto = upto
        for record in merges:
            kept, gone = str(record.body["kept"]), str(record.body["gone"])
            for older, into in self._kept.items():
                self._kept[older] = kept if into == gone else into
            self._kept[gone] = kept
            self._people.pop(kept, None)
            self._people.pop(gone, None)

    def real(self, contact: str) -> str:
        """The id under which the contact goes on."""
        return self._kept.get(contact, contact)

    async def apply(self, records: Sequence[Record]) -> None:
        """The sample customers, where there is no file; what a dry run writes is not taken in."""
        if not self._upto:
            await self._whole.apply(records)

    async def watermark(self) -> int:
        return self._upto or await self._whole.watermark()

    async def customer(self, contact: str, *, messages: int) -> Customer | None:
        return await (await self._person(contact)).customer(contact, messages=messages)

    async def lines(self, contact: str, *, last: int) -> Sequence[Utterance]:
        return await (await self._person(contact)).lines(contact, last=last)

    async def contacts(self) -> Sequence[Customer]:
        """Name, country and the language they gave; what their turns and bookings say, `customer` tells."""
        if not self._upto:
            return await self._whole.contacts()
        await self._look_up()
        ids: defaultdict[str, list[str]] = defaultdict(list)
        for contact in await self._file.contacts():
            ids[self.real(contact)].append(contact)
        found = (self._book.customer(contact, known_as) for contact, known_as in ids.items())
        return sorted(found, key=lambda customer: (customer.name, customer.id))

    async def named(self, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
        if not self._upto:
            return await self._whole.named(names)
        await self._look_up()
        found = {name: self._book.bearers(name) for name in names}
        return {name: frozenset(map(self.real, ids)) for name, ids in found.items() if ids}

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """See `Store.query`. The first one reads the whole journal; `agent.store.reader` asks the tables there are."""
        after = await self._whole.watermark()
        while after < self._upto and (found := await self._file.after(after, _BATCH)):
            await self._whole.apply([slim(record) for record in found if record.seq <= self._upto])
            after = found[-1].seq
        return await self._whole.query(sql, parameters)

    async def query_of(self, contact: str, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The same over the tables of one contact."""
        return await (await self._person(contact)).query(sql, parameters)

    async def aclose(self) -> None:
        self._people.clear()
        await self._whole.aclose()

    async def _person(self, contact: str) -> MemoryStore:
        if not self._upto:
            return self._whole
        upto = self._upto
        after, store = self._people.get(contact, (0, MemoryStore()))
        if after < upto:
            # Made anew: a record that changes rows may be about a turn of an id that was merged since.
            store = await self._read(contact, upto) if await self._news(contact, after, upto) else store
            self._people[contact] = (upto, store)
        return store

    def _ids(self, contact: str) -> list[str]:
        """The contact and those merged into it; nothing is about one that is gone."""
        merged = [gone for gone, kept in self._kept.items() if kept == contact]
        return [] if contact in self._kept else [contact, *merged]

    async def _news(self, contact: str, after: int, upto: int) -> bool:
        return not after or bool(await self._file.about(self._ids(contact), after, upto))

    async def _read(self, contact: str, upto: int) -> MemoryStore:
        found = {record.seq: record for record in await self._file.about(self._ids(contact), 0, upto)}
        booked = {str(one.body.get("booking_id") or one.key) for one in found.values() if one.kind == "booking"}
        # A booking may have become somebody else's: the newest fact about it counts.
        found |= {record.seq: record for record in await self._file.of_bookings(sorted(booked), upto)}
        store = MemoryStore()
        await store.apply([slim(found[seq]) for seq in sorted(found)])
        return store

    async def _look_up(self) -> None:
        upto = self._upto
        if self._book.seq < upto:
            facts = await self._file.profiles(self._book.seq, upto)
            await asyncio.to_thread(self._book.write, facts, upto)


class _Book:
    """Who is called what: every fact about every person, by contact and by name."""

    def __init__(self) -> None:
        self.seq = 0
        self._facts: defaultdict[str, dict[int, tuple[str, str, str]]] = defaultdict(dict)
        self._named: defaultdict[str, set[str]] = defaultdict(set)

    def write(self, facts: Sequence[tuple[str, int, str, str, str]], upto: int) -> None:
        """Take in the facts up to this seq; the same one twice counts once."""
        for contact, seq, *told in facts:
            name, language, country = told
            self._facts[contact][seq] = (name, language, country)
            if name:
                self._named[_folded(name)].add(contact)
        self.seq = upto

    def bearers(self, name: str) -> Set[str]:
        """The contacts that were ever called so, by a folded name."""
        return self._named.get(name, frozenset())

    def customer(self, contact: str, known_as: Sequence[str]) -> Customer:
        """What the newest facts about these ids say."""
        facts = [fact for one in known_as for fact in self._facts.get(one, {}).items()]
        name, language, country = "", "", ""
        for _, told in sorted(facts):
            name, language, country = told[0] or name, told[1] or language, told[2] or country
        return Customer(id=contact, name=name, language=language, country=country)


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    return fold(name)


def slim(record: Record) -> Record:
    """A turn without what only analysis wants: in memory 100,000 of them would be gigabytes."""
    if record.kind != "turn":
        return record
    return replace(record, body={key: value for key, value in record.body.items() if key not in _HEAVY})
