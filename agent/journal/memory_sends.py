"""The part of the journal in memory that keeps our sends, and whom we may write to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from agent.journal.memory_tables import MemoryTables
from agent.journal.rules import line_of_refusal
from agent.journal.send_rules import Closing, window_left_s
from agent.journal.values import clean
from agent.ports import BlockedTemplate, Outgoing
from agent.turn import DeliveryState


class SendsInMemory(MemoryTables):
    """See `Journal`: outbox, the 24 hours, and marks."""

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

    async def reach_out(self, outgoing_id: str, limit: int | None) -> float:
        self._must_be_open()
        return self._outbox.reached.reach_out(outgoing_id, limit)

    async def reached(self) -> int:
        return self._outbox.reached.people()

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

    async def blocked_templates(self) -> Sequence[BlockedTemplate]:
        return self._news.blocked_templates()

    async def lift_template(self, name: str, by: str) -> bool:
        self._must_be_open()
        return self._news.lift_template(name, by)

    async def marks(self, subject: str) -> Mapping[str, datetime]:
        return self._reach.marks(self._persons.real(clean(subject)))
