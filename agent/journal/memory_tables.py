"""What the journal in memory holds, and what its parts share."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from agent.journal.memory_ledger import MemoryLedger
from agent.journal.memory_news import MemoryNews
from agent.journal.memory_numbers import MemoryNumbers
from agent.journal.memory_outbox import MemoryOutbox
from agent.journal.memory_people import MemoryPeople
from agent.journal.memory_persons import MemoryPersons
from agent.journal.memory_reach import MemoryReach
from agent.journal.memory_revisions import Kept
from agent.journal.persons import line_of_merge
from agent.journal.rules import LONGEST_LEASE_S, LONGEST_REST_S, line_of_refused_send
from agent.journal.values import clean, dump, iso
from agent.ports import (
    Arrival,
    InboxStatus,
    LeaseLostError,
    PortError,
    Record,
)


@dataclass(slots=True, kw_only=True)
class Conversation:
    """Who holds it: a lease with its fence."""

    until: float = 0.0
    fence: int = 0
    fence_ended: int = 0

    def is_free(self, now: float) -> bool:
        """Nobody holds it, and it does not rest."""
        longest = LONGEST_REST_S if self.fence_ended == self.fence else LONGEST_LEASE_S
        return not now < self.until <= now + longest

    def is_held(self, fence: int, now: float) -> bool:
        """Whether the lease with this fence still runs; one given back keeps others out, not its worker in."""
        return self.fence == fence and self.fence_ended != fence and self.until > now


class MemoryTables:
    """What every part of the journal in memory is built on."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        """`now` gives epoch seconds."""
        self._now = now
        self._conversations: defaultdict[str, Conversation] = defaultdict(Conversation)
        self._inbox: dict[tuple[str, str], Kept] = {}
        self._revised: dict[tuple[str, str], list[Kept]] = {}
        self._statuses: dict[tuple[str, str, str], InboxStatus] = {}
        self._arrivals: list[Arrival] = []
        self._records: list[Record] = []
        self._record_seqs: dict[tuple[str, str], int] = {}
        self._ledger = MemoryLedger(now, self._append)
        self._reach = MemoryReach(now)
        self._fences: dict[str, int] = {}
        self._places = count()
        self._people = MemoryPeople(now, self._append, self._ledger.write_audit)
        self._numbers = MemoryNumbers(now, self._append, self._ledger.write_audit)
        self._persons = MemoryPersons(now, self._append, self._merge)
        self._news = MemoryNews(self._persons, self._people, self._numbers, self._reach, self._ledger.write_audit)
        self._outbox = MemoryOutbox(now, self._numbers, self._statuses.values, self._ledger.write_audit, self._refused)
        self._closed = False

    def _must_be_open(self) -> None:
        if self._closed:
            raise PortError("journal in memory: already closed; make a new one to write")

    def _may_be_answered(self, kept: Kept) -> bool:
        return kept.state == "waiting" and not self._numbers.state(kept.message.number).stopped

    def _refused(self, contact: str) -> None:
        self._ledger.write_consent(line_of_refused_send(contact, self._now(), self._ledger.newest_consent(contact)))

    def _end_lease(self, contact: str) -> bool:
        """Whether there was one to end."""
        conversation = self._conversations[contact]
        held, conversation.until = conversation.until > self._now(), 0.0
        return held

    def _may_have_left(self, message_id: str) -> bool:
        return self._outbox.by_message(message_id) is not None

    def _must_hold(self, contact: str, fence: int) -> Conversation:
        self._must_be_open()
        conversation = self._conversations.get(contact)
        if conversation is None or not conversation.is_held(fence, self._now()):
            raise LeaseLostError(
                f"the lease of {contact} is over; write nothing more for it, its messages are tried again"
            )
        return conversation

    def _merge(self, kept: str, gone: str, by: str) -> bool:
        kept, gone = self._persons.real(kept), self._persons.real(gone)
        if kept == gone:
            return False
        line = line_of_merge(kept, self._ledger.newest_consent(kept), self._ledger.newest_consent(gone))
        self._persons.join(kept, gone)
        for row in self._inbox.values():
            if row.message.contact == gone:
                row.message = replace(row.message, contact=kept)
        self._outbox.move(gone, kept)
        self._reach.join(kept, gone)
        body = {"kept": kept, "gone": gone, "by": by, "at": iso(self._now())}
        self._append("merge", gone, kept, body)
        self._people.join(kept, gone)
        self._ledger.write_consent(line)
        self._ledger.write_audit(by, "contact.merge", kept, {"gone": gone})
        return True

    def _append(self, kind: str, key: str, contact: str, body: Mapping[str, Any]) -> bool:
        key = clean(key)
        if (kind, key) in self._record_seqs:
            return False
        seq = len(self._records) + 1
        at = datetime.fromtimestamp(self._now(), UTC)
        # Through JSON, so that a reader sees the same values as from the disk, and nobody changes them later.
        kept = json.loads(dump(body))
        self._records.append(Record(seq=seq, kind=kind, key=key, contact=contact, at=at, body=kept))
        self._record_seqs[(kind, key)] = seq
        return True
