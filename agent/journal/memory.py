"""The journal in plain Python: the same promises, but for the disk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, zip_longest
from typing import Any

from agent.journal.audit import AuditLine
from agent.journal.memory_contacts import ContactsInMemory
from agent.journal.memory_revisions import Kept, revise, settled
from agent.journal.memory_sends import SendsInMemory
from agent.journal.persons import normal
from agent.journal.rules import (
    MAX_ATTEMPTS,
    age_s,
    due,
    last_heard,
    line_of_choice,
    line_of_refusal,
    set_aside_item,
    silent_body,
    stop_reason,
    told_of_person,
)
from agent.journal.send_rules import status_body
from agent.journal.values import clean, micros, moment
from agent.ports import (
    Arrival,
    InboxEvent,
    InboxItem,
    InboxMessage,
    InboxStatus,
    Lease,
    NumberNews,
    Record,
    Waiting,
)
from agent.turn import Inbound


class MemoryJournal(SendsInMemory, ContactsInMemory):
    """`Journal` for tests, notebooks and `cairn ask`: gone when the process ends. For one event loop."""

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
        rows.sort(key=lambda kept: kept.place)
        contacts = dict.fromkeys(kept.message.contact for kept in rows)
        return [contact for contact in contacts if self._is_free(contact, now)]

    def _is_free(self, contact: str, now: float) -> bool:
        """Nobody answers it, under this id or one that was merged into it."""
        ids = (contact, *self._persons.merged_into(contact))
        return all(self._conversations[one].is_free(now) for one in ids)

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
        for gone in self._persons.merged_into(contact):
            self._conversations[gone].until = 0.0
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

    async def set_aside(self) -> Sequence[Inbound]:
        aside = (kept.message for kept in self._inbox.values() if kept.state == "set_aside")
        return [message for message in aside if self._outbox.by_message(message.id) is None][:100]

    async def peek(self, contact: str) -> Waiting:
        ours = [kept for kept in self._inbox.values() if kept.message.contact == contact and kept.state == "waiting"]
        if not ours:
            return Waiting()
        last = max(ours, key=lambda kept: kept.place)
        return Waiting(
            messages=len(ours),
            last_text=last.message.text,
            age_s=age_s(last.received_at, self._now()),
            attempts=max(kept.attempts for kept in ours),
        )

    async def held(self, *, after: int = 0, limit: int = 100) -> tuple[Sequence[Inbound], int]:
        waiting = (kept for kept in self._inbox.values() if kept.state == "waiting" and kept.place + 1 > after)
        held = sorted((kept for kept in waiting if not self._may_be_answered(kept)), key=lambda kept: kept.place)
        portion = held[:limit]
        return [kept.message for kept in portion], portion[-1].place + 1 if portion else after

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
        body = status_body(item, send.id if send else item.callback, send.message_id if send else "")
        self._append("status", ":".join(key), contact, body)
        if reason := stop_reason(item):
            self._news.act(NumberNews(numbers=(item.number,), at=item.at, stop=reason))
        if contact:
            self._ledger.write_consent(line_of_refusal(item, contact, self._ledger.newest_consent(contact)))
        return True

    def _take_event(self, item: InboxEvent) -> bool:
        body = {"number": item.number, "field": item.field, "payload": item.payload}
        told = told_of_person(item)
        contact = self._persons.resolve(told.person, micros(told.at)) if told else ""
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
