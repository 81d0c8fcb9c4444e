"""The journal in plain Python: the same promises, but for the disk."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import accumulate, count, zip_longest
from typing import Any

from agent.journal.audit import AuditLine
from agent.journal.memory_ledger import MemoryLedger
from agent.journal.memory_news import MemoryNews
from agent.journal.memory_numbers import MemoryNumbers
from agent.journal.memory_outbox import MemoryOutbox
from agent.journal.memory_people import MemoryPeople
from agent.journal.memory_persons import MemoryPersons
from agent.journal.memory_reach import MemoryReach
from agent.journal.memory_revisions import Kept, revise, settled
from agent.journal.persons import line_of_merge, normal
from agent.journal.rules import (
    MAX_ATTEMPTS,
    clean,
    due,
    dump,
    iso,
    last_heard,
    line_of_choice,
    line_of_refusal,
    line_of_refused_send,
    micros,
    moment,
    person_in,
    set_aside_item,
    silent_body,
    stop_reason,
    utc,
)
from agent.journal.send_rules import Closing, window_left_s
from agent.ports import (
    Address,
    Arrival,
    ConsentEntry,
    InboxEvent,
    InboxItem,
    InboxMessage,
    InboxStatus,
    Lease,
    LeaseLostError,
    NumberState,
    Outgoing,
    Pause,
    PortError,
    Record,
    ReviewItem,
    ReviewState,
    TemplateState,
    Waiting,
)
from agent.turn import DeliveryState, Inbound


@dataclass(slots=True, kw_only=True)
class _Conversation:
    until: float = 0.0
    fence: int = 0
    fence_ended: int = 0

    def is_held(self, fence: int, now: float) -> bool:
        """Whether the lease with this fence still runs; one given back keeps others out, not its worker in."""
        return self.fence == fence and self.fence_ended != fence and self.until > now


class MemoryJournal:
    """`Journal` for tests, notebooks and `cairn ask`: gone when the process ends. For one event loop."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        """`now` gives epoch seconds."""
        self._now = now
        self._conversations: defaultdict[str, _Conversation] = defaultdict(_Conversation)
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
        self._news = MemoryNews(self._persons, self._people, self._numbers)
        self._outbox = MemoryOutbox(now, self._numbers, self._statuses.values, self._ledger.write_audit, self._refused)
        self._closed = False

    async def receive(self, items: Sequence[InboxItem]) -> Sequence[bool]:
        self._must_be_open()
        for item in items:
            if isinstance(item, InboxMessage):
                normal(item.sender)
        return [self._take(item) for item in items]

    async def keep_arrivals(self, bodies: Sequence[bytes]) -> None:
        self._must_be_open()
        self._arrivals.append(Arrival(seq=next(self._places), bodies=tuple(bodies)))

    async def arrivals(self, *, limit: int) -> Sequence[Arrival]:
        so_far = accumulate((len(arrival.bodies) for arrival in self._arrivals), initial=0)
        return [arrival for arrival, before in zip(self._arrivals, so_far, strict=False) if before < limit]

    async def read_arrivals(
        self, seqs: Sequence[int], webhooks: Sequence[Sequence[InboxItem]], instead: Sequence[InboxItem] = ()
    ) -> Sequence[Sequence[bool] | None]:
        new = [await self._receive_or(items, other) for items, other in zip_longest(webhooks, instead)]
        read = frozenset(seqs)
        self._arrivals = [arrival for arrival in self._arrivals if arrival.seq not in read]
        return new

    async def _receive_or(self, items: Sequence[InboxItem], instead: InboxItem | None) -> Sequence[bool] | None:
        try:
            return await self.receive(items)
        except Exception:
            if instead is None:
                raise
        await self.receive([instead])
        return None

    async def waiting(self) -> Sequence[str]:
        now = self._now()
        rows = [kept for kept in self._inbox.values() if self._may_be_answered(kept)]
        rows.sort(key=lambda kept: (kept.received_at, kept.place))
        contacts = dict.fromkeys(kept.message.contact for kept in rows)
        return [contact for contact in contacts if self._is_free(contact, now)]

    def _is_free(self, contact: str, now: float) -> bool:
        """Nobody answers it, under this id or one that was merged into it."""
        ids = (contact, *self._persons.merged_into(contact))
        return all(self._conversations[one].until <= now for one in ids)

    async def lease(self, contact: str, seconds: float) -> Lease | None:
        self._must_be_open()
        conversation, now = self._conversations[contact], self._now()
        if not self._is_free(contact, now):
            return None
        messages = due(self._without_set_aside(contact))
        if not messages:
            return None
        conversation.until, conversation.fence = now + seconds, conversation.fence + 1
        self._fences[contact] = conversation.fence
        for kept in messages:
            kept.attempts += 1
        for number, heard_at in last_heard(kept.message for kept in messages).items():
            self._reach.open_window(contact, number, heard_at)
        return Lease(
            contact=contact,
            fence=conversation.fence,
            until=conversation.until,
            messages=tuple(kept.message for kept in messages),
            attempts=max(kept.attempts for kept in messages),
        )

    async def renew(self, lease: Lease, seconds: float) -> Lease:
        self._must_hold(lease.contact, lease.fence).until = self._now() + seconds
        return replace(lease, until=self._now() + seconds)

    async def settle(self, lease: Lease) -> None:
        await self.release(lease)
        for message in lease.messages:
            self._inbox[(message.number, message.id)].state = "answered"
        settled(self, lease.messages)

    async def release(self, lease: Lease, *, again_in_s: float = 0.0) -> None:
        conversation = self._must_hold(lease.contact, lease.fence)
        conversation.fence_ended = conversation.fence
        conversation.until = self._now() + again_in_s if again_in_s else 0.0
        if self._fences.get(lease.contact) == lease.fence:
            del self._fences[lease.contact]

    async def outbox(self, message_id: str) -> Outgoing | None:
        return self._outbox.by_message(message_id)

    async def open_send(self, lease_contact: str, outgoing: Outgoing) -> Outgoing:
        self._must_be_open()
        if lease_contact in self._fences:
            self._must_hold(lease_contact, self._fences[lease_contact])
        return self._outbox.open_send(replace(outgoing, contact=self._persons.real(outgoing.contact)))

    async def close_send(
        self,
        outgoing_id: str,
        state: DeliveryState,
        *,
        wamid: str = "",
        error: str = "",
        code: int | None = None,
        wait_s: float = 0.0,
        counted: bool = True,
        posted: bool = True,
    ) -> Outgoing:
        self._must_be_open()
        closing = Closing(
            state=state, wamid=wamid, error=error, code=code, wait_s=wait_s, counted=counted, posted=posted
        )
        self._join_parked(self._outbox.close_send(outgoing_id, closing))
        return self._outbox.must_find(outgoing_id)

    def _join_parked(self, send: Outgoing) -> None:
        """Statuses that came before we knew whose they are; those with our uuid were joined when they came."""
        ours = (status for status in self._statuses.values() if send.wamid and status.wamid == send.wamid)
        parked = sorted((status for status in ours if status.callback != send.on_the_wire), key=lambda found: found.at)
        if not parked:
            return
        contact = self._persons.real(send.contact)
        body = {"wamid": send.wamid, "send_id": send.id, "message_id": send.message_id, "contact": contact}
        self._append("joined", send.wamid, contact, body)
        for status in parked:
            self._outbox.explain(send.id, status)
            self._ledger.write_consent(line_of_refusal(status, contact, self._ledger.newest_consent(contact)))

    async def leaving(self, outgoing_id: str) -> None:
        self._must_be_open()
        self._outbox.leaving(outgoing_id)

    async def due_sends(self, *, unknown_after_s: float, limit: int = 100) -> Sequence[Outgoing]:
        return self._outbox.due_sends(unknown_after_s, limit)

    async def take_send(self, outgoing_id: str) -> Outgoing | None:
        self._must_be_open()
        return self._outbox.take_send(outgoing_id)

    async def send_again(
        self, outgoing_id: str, *, wait_s: float = 0.0, body: Mapping[str, Any] | None = None, by: str = ""
    ) -> bool:
        self._must_be_open()
        return self._outbox.send_again(outgoing_id, wait_s, body, by)

    async def leave_send(self, outgoing_id: str) -> None:
        self._must_be_open()
        self._outbox.leave_send(outgoing_id)

    async def arrived(self, outgoing_id: str, by: str) -> bool:
        self._must_be_open()
        return self._outbox.arrived(outgoing_id, by)

    async def send_of(self, outgoing_id: str) -> Outgoing | None:
        return self._outbox.by_id(outgoing_id)

    async def window_left_s(self, contact: str, number: str, heard_at: datetime | None = None) -> float:
        known = self._reach.window(self._persons.real(contact), number)
        return window_left_s((known, heard_at), self._now())

    async def mark(self, subject: str, kind: str, hours: float = 0) -> None:
        self._must_be_open()
        self._reach.mark(self._persons.real(clean(subject)), kind, hours)

    async def marks(self, subject: str) -> Mapping[str, datetime]:
        return self._reach.marks(self._persons.real(clean(subject)))

    async def set_aside(self) -> Sequence[Inbound]:
        aside = (kept.message for kept in self._inbox.values() if kept.state == "set_aside")
        return [message for message in aside if self._outbox.by_message(message.id) is None][:100]

    async def peek(self, contact: str) -> Waiting:
        ours = [kept for kept in self._inbox.values() if kept.message.contact == contact and kept.state == "waiting"]
        if not ours:
            return Waiting()
        last = max(ours, key=lambda kept: (kept.received_at, kept.place))
        return Waiting(
            messages=len(ours),
            last_text=last.message.text,
            age_s=self._now() - last.received_at,
            attempts=max(kept.attempts for kept in ours),
        )

    async def held(self, *, after: int = 0, limit: int = 100) -> tuple[Sequence[Inbound], int]:
        waiting = (kept for kept in self._inbox.values() if kept.state == "waiting" and kept.place + 1 > after)
        held = sorted((kept for kept in waiting if not self._may_be_answered(kept)), key=lambda kept: kept.place)
        portion = held[:limit]
        return [kept.message for kept in portion], portion[-1].place + 1 if portion else after

    async def number_state(self, number: str) -> NumberState:
        return self._numbers.state(number)

    async def stopped_numbers(self) -> Sequence[NumberState]:
        return self._numbers.stopped()

    async def stop_number(self, number: str, reason: str, by: str, until: datetime | None = None) -> bool:
        self._must_be_open()
        return self._numbers.stop(number, reason, by, until)

    async def start_number(self, number: str, by: str) -> bool:
        self._must_be_open()
        return self._numbers.start(number, by)

    async def number_facts(self, number: str) -> Mapping[str, str]:
        return self._news.facts(number)

    async def template(self, name: str, language: str) -> TemplateState:
        return self._news.template(name, language)

    async def consent(self, contact: str) -> ConsentEntry | None:
        return self._ledger.newest_consent(self._persons.real(contact))

    async def write_consent(self, entry: ConsentEntry) -> None:
        self._must_be_open()
        self._ledger.write_consent(replace(entry, contact=self._persons.real(entry.contact)))

    async def pause(self, pause: Pause) -> bool:
        self._must_be_open()
        return self._people.pause(replace(pause, contact=self._persons.real(pause.contact)))

    async def pause_of(self, contact: str) -> Pause | None:
        return self._people.pause_of(self._persons.real(contact))

    async def count_waiting(self, contact: str, message_id: str) -> None:
        self._must_be_open()
        self._people.count_waiting(self._persons.real(contact), message_id)

    async def end_pause(self, contact: str, by: str) -> bool:
        self._must_be_open()
        return self._people.end_pause(self._persons.real(contact), by)

    def forget_pauses(self, contact: str) -> None:
        """In a dry run: nobody ever took over from this contact."""
        self._people.forget(contact)

    async def open_review(self, item: ReviewItem) -> bool:
        self._must_be_open()
        return self._people.open_review(replace(item, contact=self._persons.real(item.contact)))

    async def reviews(self, state: ReviewState = "open") -> Sequence[ReviewItem]:
        return self._people.reviews(state)

    async def close_review(self, item_id: str, by: str) -> ReviewItem | None:
        self._must_be_open()
        return self._people.close_review(item_id, by)

    async def address(self, contact: str) -> Address | None:
        return self._persons.address(contact)

    async def resolve(self, address: Address) -> str:
        self._must_be_open()
        return self._persons.resolve(address)

    async def merge(self, kept: str, gone: str, by: str) -> bool:
        self._must_be_open()
        return self._merge(kept, gone, by)

    async def enrol(self, contact: str, address: Address) -> None:
        self._must_be_open()
        self._persons.enrol(self._persons.real(contact), address)

    async def record(self, kind: str, key: str, contact: str, body: Mapping[str, Any]) -> int:
        self._must_be_open()
        self._append(kind, key, self._persons.real(contact), body)
        return self._record_seqs[(kind, clean(key))]

    async def records_after(self, seq: int, limit: int = 1000) -> Sequence[Record]:
        return self._records[seq : seq + limit]

    async def records_of(self, kind: str) -> Sequence[Record]:
        return [record for record in self._records if record.kind == kind]

    async def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        self._must_be_open()
        self._ledger.write_audit(actor, action, subject, detail)

    @property
    def audit_lines(self) -> Sequence[AuditLine]:
        """The audit log, oldest first."""
        return self._ledger.audit_lines

    async def verify_audit(self) -> int | None:
        """The number of the first audit line that was changed or taken out; None when the chain is whole."""
        return self._ledger.broken_audit()

    async def depth(self) -> Mapping[str, float]:
        waiting = [kept.received_at for kept in self._inbox.values() if kept.state == "waiting"]
        return {
            "waiting": len(waiting),
            "oldest_waiting_s": max(0.0, self._now() - min(waiting)) if waiting else 0.0,
            "set_aside": sum(kept.state == "set_aside" for kept in self._inbox.values()),
            "unknown_sends": self._outbox.unknown(),
            "unread_commits": len(self._arrivals),
            "unpaged_emergencies": sum(
                item.reason == "emergency" and any(flag.startswith("page:") for flag in item.flags)
                for item in self._people.reviews("open")
            ),
            **self._outbox.queued(),
        }

    async def aclose(self) -> None:
        self._closed = True

    def _must_be_open(self) -> None:
        if self._closed:
            raise PortError("journal in memory: already closed; make a new one to write")

    def _take(self, item: InboxItem) -> bool:
        if isinstance(item, InboxMessage):
            return self._take_message(item)
        if isinstance(item, InboxStatus):
            return self._take_status(item)
        return self._take_event(item)

    def _take_message(self, item: InboxMessage) -> bool:
        key = (clean(item.number), clean(item.id))
        if key in self._inbox:
            return False
        contact = self._persons.resolve(item.sender, micros(item.sent_at))
        if item.change is not None:
            contact = self._persons.move(contact, item.sender, item.change)
        message = Inbound(
            id=key[1],
            contact=contact,
            kind=item.kind,
            text=clean(item.text),
            choice=clean(item.choice),
            sent_at=moment(micros(item.sent_at)),
            number=key[0],
        )
        revises = replace(item.revises, of=clean(item.revises.of), text=message.text) if item.revises else None
        self._inbox[key] = Kept(message=message, place=next(self._places), received_at=self._now(), revises=revises)
        if revises:
            self._revised.setdefault((key[0], revises.of), []).append(self._inbox[key])
        revise(self, key[0], revises.of if revises else key[1])
        if silent := silent_body(item):
            self._append("event", f"silent-message:{item.number}:{item.id}", contact, silent)
        return True

    def _take_status(self, item: InboxStatus) -> bool:
        key = (item.wamid, item.status, item.to)
        if key in self._statuses:
            return False
        self._statuses[key] = item
        send = self._outbox.settle_by_status(item)
        learnt = self._persons.learn(item.person, micros(item.at)) if item.person else ""
        contact = self._persons.real(send.contact) if send else learnt or self._persons.find(item.to)
        body = {
            "wamid": item.wamid,
            "status": item.status,
            "at": utc(item.at).isoformat(),
            "number": item.number,
            "send_id": send.id if send else item.callback,
            "message_id": send.message_id if send else "",
            "errors": list(item.errors),
        }
        self._append("status", ":".join(key), contact, body)
        if reason := stop_reason(item):
            self._numbers.stop(item.number, reason, "whatsapp", None)
        if contact:
            self._ledger.write_consent(line_of_refusal(item, contact, self._ledger.newest_consent(contact)))
        return True

    def _take_event(self, item: InboxEvent) -> bool:
        body = {"number": item.number, "field": item.field, "payload": item.payload}
        person = person_in(item)
        contact = self._persons.resolve(person) if person else ""
        if not self._append("event", item.id, contact, body):
            return False
        if item.news:
            self._news.act(item.news)
        if item.marketing:
            self._ledger.write_consent(line_of_choice(item.marketing, contact, self._ledger.newest_consent(contact)))
        return True

    def _without_set_aside(self, contact: str) -> Sequence[Kept]:
        ours = (kept for kept in self._inbox.values() if kept.message.contact == contact)
        rows = [kept for kept in ours if self._may_be_answered(kept)]
        for kept in rows:
            if kept.attempts >= MAX_ATTEMPTS:
                self._set_aside(kept)
            kept.sent = self._may_have_left(kept.message.id)
        ready = (kept for kept in rows if kept.state == "waiting")
        return sorted(ready, key=lambda kept: (kept.message.sent_at, kept.place))

    def _may_be_answered(self, kept: Kept) -> bool:
        return kept.state == "waiting" and not self._numbers.state(kept.message.number).stopped

    def _refused(self, contact: str) -> None:
        self._ledger.write_consent(line_of_refused_send(contact, self._now(), self._ledger.newest_consent(contact)))

    def _set_aside(self, kept: Kept) -> None:
        kept.state = "set_aside"
        self._people.open_review(set_aside_item(kept.message, moment(round(self._now() * 1e6))))
        message = kept.message
        body = {
            "field": "message-set-aside",
            "number": message.number,
            "payload": {"message_id": message.id, "attempts": kept.attempts},
        }
        self._append("event", f"message-set-aside:{message.number}:{message.id}", message.contact, body)

    def _end_lease(self, contact: str) -> bool:
        """Whether there was one to end."""
        conversation = self._conversations[contact]
        held, conversation.until = conversation.until > self._now(), 0.0
        return held

    def _may_have_left(self, message_id: str) -> bool:
        return self._outbox.by_message(message_id) is not None

    def _must_hold(self, contact: str, fence: int) -> _Conversation:
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
