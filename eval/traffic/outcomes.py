"""Replies that were sent, and whether Meta or the customer took offence: labels nobody had to write."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agent.journal.sqlite import SQLiteJournal
from agent.ports import PortError, Record

HARM_CODES = frozenset({131026, 131048, 131049, 131050})
"""Not reachable or blocked, too many blocks, held back as marketing, marketing stopped (see channel/error_codes.py)."""
_STOPS_WITHIN = timedelta(hours=24)
"""An opt-out so soon after a reply is taken as an answer to it."""
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sent reply; `harmed`: refused or failed for a reason of `HARM_CODES`, or the contact opted out on it."""

    id: str
    text: str
    harmed: bool


@dataclass(slots=True)
class _Seen:
    sent: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    stopped: dict[str, list[datetime]] = field(default_factory=dict)


async def answered_by_meta(folder: Path) -> list[Outcome]:
    """All sent answers of the journal in the data folder. Raises PortError when there is none."""
    path = folder / "journal.sqlite"
    if not path.exists():
        raise PortError(f"{path}: not there; outcomes are logged by a server that has sent something")
    journal = await asyncio.to_thread(SQLiteJournal.open, path, read_only=True)
    try:
        return outcomes_of([record async for record in _records(journal)])
    finally:
        await journal.aclose()


def outcomes_of(records: Iterable[Record]) -> list[Outcome]:
    """Records in their order; statuses may come before the turn they belong to."""
    seen = _Seen()
    for record in records:
        reader = _READERS.get(record.kind)
        if reader:
            reader(seen, record)
    return [
        Outcome(id=message, text=text, harmed=message in seen.refused or _stopped(seen.stopped.get(contact, ()), at))
        for message, (text, contact, at) in seen.sent.items()
    ]


async def _records(journal: SQLiteJournal) -> AsyncIterator[Record]:
    seen = 0
    while records := await journal.records_after(seen, limit=_BATCH):
        for record in records:
            yield record
        seen = records[-1].seq


def _turn(seen: _Seen, record: Record) -> None:
    reply, delivery = _map(record.body.get("reply")), _map(record.body.get("delivery"))
    if reply.get("kind") == "answer" and reply.get("text") and delivery.get("state") not in (None, "skipped", "queued"):
        seen.sent[record.key] = (str(reply["text"]), record.contact, record.at)


def _status(seen: _Seen, record: Record) -> None:
    codes = {error.get("code") for error in record.body.get("errors") or () if isinstance(error, Mapping)}
    if codes & HARM_CODES:
        seen.refused.add(str(record.body.get("message_id") or ""))


def _consent(seen: _Seen, record: Record) -> None:
    if record.body.get("status") == "opted_out":
        seen.stopped.setdefault(record.contact, []).append(record.at)


_READERS = {"turn": _turn, "status": _status, "consent": _consent}


def _stopped(stops: Iterable[datetime], sent: datetime) -> bool:
    return any(timedelta(0) <= stop - sent <= _STOPS_WITHIN for stop in stops)


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
