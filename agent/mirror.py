"""What a reader sees: the journal's records, followed into memory, so that nobody ever waits for a file lock.

While a server runs its DuckDB file is locked, for readers too. The journal is free to read, and everything in the
store is made from its records. What is written here stays here: that is what makes a dry run dry.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from agent.journal.memory import MemoryJournal
from agent.journal.sqlite import SQLiteJournal
from agent.ports import Address, ConsentEntry, Pause, Record
from agent.store.customers import import_customers
from agent.store.memory import MemoryStore
from agent.turn import ConsentScope, ConsentStatus, PauseReason

BATCH = 5000
_HEAVY = frozenset({"evidence", "searches", "trace", "calls"})
"""Three quarters of a logged turn, and nothing that a conversation goes on with: who wants them reads the tables."""


class Mirror:
    """A memory journal and store that follow a journal file; without a file, the sample customers."""

    def __init__(self, file: Path, customers: Path) -> None:
        self._file = file
        self._customers = customers
        self._seen = 0
        self._consents: dict[str, ConsentEntry] = {}
        self._pauses: dict[str, Pause] = {}
        self._moment: datetime | None = None
        self.journal = MemoryJournal(now=lambda: (self._moment or datetime.now(UTC)).timestamp())
        self.store = MemoryStore()

    def set_clock(self, moment: datetime) -> None:
        """A message of the past is answered in its own time, as the 24 hours to answer it were then."""
        self._moment = moment

    async def refresh(self) -> None:
        """Take in what was recorded since the last time."""
        if not self._file.exists():
            await self._import_sample()
            return
        source = await asyncio.to_thread(SQLiteJournal.open, self._file, read_only=True)
        try:
            while records := await source.records_after(self._seen, limit=BATCH):
                await self.store.apply([_slim(record) for record in records])
                for record in records:
                    await self._follow(record)
                self._seen = records[-1].seq
        finally:
            await source.aclose()

    async def _import_sample(self) -> None:
        if not self._seen:
            await import_customers(self._customers, self.journal)
            records = await self.journal.records_after(0, limit=1_000_000)
            await self.store.apply(records)
            for record in records:
                if record.kind == "consent":
                    self._consents[record.contact] = consent_of(record.contact, record.body)
            self._seen = 1

    async def _follow(self, record: Record) -> None:
        if record.kind == "contact":
            await self.journal.enrol(record.contact, address_of(record.body))
        if record.kind == "consent":
            entry = consent_of(record.contact, record.body)
            self._consents[record.contact] = entry
            await self.journal.write_consent(entry)
        if record.kind == "pause":
            await self._follow_pause(record)
        if record.kind == "merge":
            await self._follow_merge(str(record.body["kept"]), str(record.body["gone"]))
        if record.kind == "turn":
            await self.journal.count_waiting(record.contact, record.key)

    async def _follow_merge(self, kept: str, gone: str) -> None:
        await self.journal.merge(kept, gone, "whatsapp")
        pause = self._pauses.pop(gone, None)
        if pause is not None:
            self._pauses.setdefault(kept, replace(pause, contact=kept))

    async def _follow_pause(self, record: Record) -> None:
        if record.body["state"] == "released":
            self._pauses.pop(record.contact, None)
            await self.journal.end_pause(record.contact, str(record.body["released_by"]))
        else:
            self._pauses[record.contact] = pause = pause_of(record.contact, record.body)
            await self.journal.pause(pause)

    async def restore_consent(self, contact: str) -> None:
        """Back to what the followed ledger says of this contact, whatever was said here since."""
        unknown = ConsentEntry(contact=contact, status="unknown", at=datetime.now(UTC), source="dry run")
        await self.journal.write_consent(self._consents.get(contact, unknown))

    async def restore_pause(self, contact: str) -> None:
        """Silent for this contact only where the followed journal is, whoever took over here since."""
        self.journal.forget_pauses(contact)
        if contact in self._pauses:
            await self.journal.pause(self._pauses[contact])


def address_of(body: Mapping[str, Any]) -> Address:
    """The address in a record of kind contact."""
    return Address(phone=body.get("phone") or "", user_id=body.get("user_id") or "", name=body.get("name") or "")


def consent_of(contact: str, body: Mapping[str, Any]) -> ConsentEntry:
    """The ledger line in a record of kind consent; raises ValueError for a status we do not know."""
    status = str(body["status"])
    known: dict[str, ConsentStatus] = {name: name for name in get_args(ConsentStatus)}
    if status not in known:
        raise ValueError(f"consent record with status {status!r}; known: {', '.join(known)}")
    return ConsentEntry(
        contact=contact,
        status=known[status],
        at=datetime.fromisoformat(str(body["at"])),
        source=str(body.get("source", "")),
        text=str(body.get("text", "")),
        scope=_scope(body),
    )


def pause_of(contact: str, body: Mapping[str, Any]) -> Pause:
    """The pause in a record of kind pause; raises ValueError for a reason we do not know."""
    known: dict[str, PauseReason] = {name: name for part in get_args(PauseReason) for name in get_args(part)}
    reason = str(body["reason"])
    if reason not in known:
        raise ValueError(f"pause record with reason {reason!r}; known: {', '.join(known)}")
    until = body.get("until")
    return Pause(
        contact=contact,
        message_id=str(body["message_id"]),
        reason=known[reason],
        at=datetime.fromisoformat(str(body["at"])),
        until=datetime.fromisoformat(str(until)) if until else None,
    )


def _scope(body: Mapping[str, Any]) -> ConsentScope:
    """Lines written before there were scopes are about everything."""
    return "marketing" if body.get("scope") == "marketing" else "all"


def _slim(record: Record) -> Record:
    """A turn without what only analysis wants: in memory 100,000 of them would be gigabytes."""
    if record.kind != "turn":
        return record
    return replace(record, body={key: value for key, value in record.body.items() if key not in _HEAVY})
