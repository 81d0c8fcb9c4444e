"""What a reader sees: the journal's records, person by person in memory, so that nobody ever waits for a file lock.

While a server runs its DuckDB file is locked, for readers too. The journal is free to read, and everything in the
store is made from its records. What is written here stays here: that is what makes a dry run dry.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from agent.journal.people_file import PeopleFile
from agent.mirror.journal import MirrorJournal
from agent.mirror.store import MirrorStore
from agent.ports import Address, ConsentEntry, Pause, Record
from agent.store.customers import import_customers
from agent.turn import ConsentScope, ConsentStatus, PauseReason


class Mirror:
    """A memory journal and store beside a journal's file; without a file, the sample customers.

    What the file says of a contact is read when somebody asks for that contact, as it was at the last `refresh`.
    """

    def __init__(self, file: Path, customers: Path) -> None:
        self._file = PeopleFile(file)
        self._customers = customers
        self._upto = 0
        self._sampled = False
        self._taken: dict[str, int] = {}
        self._taking = asyncio.Lock()
        self._taker: asyncio.Task[Any] | None = None
        self._consents: dict[str, ConsentEntry] = {}
        self._pauses: dict[str, Pause] = {}
        self._moment: datetime | None = None
        self.journal = MirrorJournal(self.know, now=lambda: (self._moment or datetime.now(UTC)).timestamp())
        self.store = MirrorStore(self._file)

    def set_clock(self, moment: datetime) -> None:
        """A message of the past is answered in its own time, as the 24 hours to answer it were then."""
        self._moment = moment

    async def refresh(self) -> None:
        """See what was recorded since the last time."""
        if not self._file.exists:
            await self._import_sample()
            return
        upto, merges = await self._file.newest(self._upto)
        self.store.move_to(upto, merges)
        self._upto = upto

    async def _import_sample(self) -> None:
        if not self._sampled:
            await import_customers(self._customers, self.journal)
            records = await self.journal.records_after(0, limit=1_000_000)
            await self.store.apply(records)
            for record in records:
                if record.kind == "consent":
                    self._consents[record.contact] = consent_of(record.contact, record.body)
            self._sampled = True

    async def find(self, number: str) -> str:
        """The contact with this phone number, in digits; empty when nobody has it."""
        return await self._file.find(number) if self._file.exists else self.journal.find(number)

    async def know(self, contact: str) -> None:
        """Take in what the file says of this contact, and of those that were merged into it."""
        contact = self.store.real(contact)
        if self._taken.get(contact, 0) >= self._upto or self._taker is asyncio.current_task():
            return
        async with self._taking:
            self._taker, moment = asyncio.current_task(), self._moment
            try:
                self._moment = None  # what holds now holds, whenever the message was sent
                await self._take(contact, self._upto)
            finally:
                self._taker, self._moment = None, moment

    async def _take(self, contact: str, upto: int) -> None:
        after = self._taken.get(contact, 0)
        records = await self._file.about([contact], after, upto) if after < upto else ()
        for record in records:
            if record.kind == "merge":
                await self._take(str(record.body["gone"]), record.seq)
        if any(record.kind in ("contact", "profile") for record in records):
            await self.journal.enrol(contact, await self._file.address(contact) or Address())
        for record in records:
            await self._follow(record)
        self._taken[contact] = max(after, upto)

    async def _follow(self, record: Record) -> None:
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
            if not await self.journal.pause(pause):
                self.journal.know_pause(pause)

    async def restore_consent(self, contact: str) -> None:
        """Back to what the followed ledger says of this contact, whatever was said here since."""
        await self.know(contact)
        unknown = ConsentEntry(contact=contact, status="unknown", at=datetime.now(UTC), source="dry run")
        await self.journal.write_consent(self._consents.get(contact, unknown))

    async def restore_pause(self, contact: str) -> None:
        """Silent for this contact only where the followed journal is, whoever took over here since."""
        await self.know(contact)
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
    return Pause(
        contact=contact,
        message_id=str(body["message_id"]),
        reason=known[reason],
        at=datetime.fromisoformat(str(body["at"])),
        until=_at(body, "until"),
        holder=str(body.get("holder") or ""),
        held_since=_at(body, "held_since"),
        held_at=_at(body, "held_at"),
    )


def _at(body: Mapping[str, Any], name: str) -> datetime | None:
    """Empty in records of a release before there were holders."""
    told = body.get(name)
    return datetime.fromisoformat(str(told)) if told else None


def _scope(body: Mapping[str, Any]) -> ConsentScope:
    """Lines written before there were scopes are about everything."""
    return "marketing" if body.get("scope") == "marketing" else "all"
