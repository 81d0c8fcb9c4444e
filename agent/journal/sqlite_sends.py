"""The part of the journal on disk that keeps our sends, and whom we may write to."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agent.journal import (
    conversations,
    due,
    outbox,
    parked,
    reach,
    reached,
    templates,
)
from agent.journal.merging import real
from agent.journal.send_rules import Closing, window_left_s
from agent.journal.sqlite_file import JournalFile, moved
from agent.ports import BlockedTemplate, Outgoing
from agent.turn import DeliveryState


class SendsOnDisk(JournalFile):
    """See `Journal`: outbox, the 24 hours, and marks."""

    async def outbox(self, message_id: str) -> Outgoing | None:
        return await self._read(lambda connection: outbox.by_message(connection, message_id))

    async def open_send(self, lease_contact: str, outgoing: Outgoing) -> Outgoing:
        fence = self._fences.get(lease_contact)

        def work(connection: sqlite3.Connection) -> Outgoing:
            if fence is not None:
                conversations.must_hold(connection, lease_contact, fence, self._owner, self._now())
            return outbox.open_send(connection, moved(connection, outgoing), self._now())

        return await self._write(work)

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
        closing = Closing(
            state=state, wamid=wamid, error=error, code=code, wait_s=wait_s, counted=counted, posted=posted
        )

        def work(connection: sqlite3.Connection) -> Outgoing:
            outbox.close_send(connection, outgoing_id, closing, self._now())
            parked.join(connection, outgoing_id, self._now())
            return outbox.must_find(connection, outgoing_id)

        return await self._write(work)

    async def leaving(self, outgoing_id: str) -> None:
        await self._write(lambda connection: outbox.leaving(connection, outgoing_id, self._now()))

    async def reach_out(self, outgoing_id: str, limit: int | None) -> float:
        return await self._write(lambda connection: reached.reach_out(connection, outgoing_id, limit, self._now()))

    async def reached(self) -> int:
        return await self._read(lambda connection: reached.people(connection, self._now()))

    async def due_sends(self, *, unknown_after_s: float, limit: int = 100) -> Sequence[Outgoing]:
        return await self._read(
            lambda connection: due.due_sends(connection, unknown_after_s=unknown_after_s, limit=limit, now=self._now())
        )

    async def take_send(self, outgoing_id: str) -> Outgoing | None:
        return await self._write(lambda connection: due.take_send(connection, outgoing_id, self._now()))

    async def send_again(
        self, outgoing_id: str, *, wait_s: float = 0.0, body: Mapping[str, Any] | None = None, by: str = ""
    ) -> bool:
        return await self._write(
            lambda connection: due.send_again(connection, outgoing_id, wait_s, body, by, self._now())
        )

    async def leave_send(self, outgoing_id: str) -> None:
        await self._write(lambda connection: due.leave_send(connection, outgoing_id))

    async def arrived(self, outgoing_id: str, by: str) -> bool:
        return await self._write(lambda connection: due.arrived(connection, outgoing_id, by, self._now()))

    async def send_of(self, outgoing_id: str) -> Outgoing | None:
        return await self._read(lambda connection: outbox.one(connection, "id = ?", (outgoing_id,)))

    async def window_left_s(self, contact: str, number: str, heard_at: datetime | None = None) -> float:
        known = await self._read(lambda connection: reach.window(connection, real(connection, contact), number))
        return window_left_s((known, heard_at), self._now())

    async def mark(self, subject: str, kind: str, hours: float = 0) -> None:
        await self._write(
            lambda connection: reach.mark(connection, real(connection, subject), kind, hours, self._now())
        )

    async def blocked_templates(self) -> Sequence[BlockedTemplate]:
        return await self._read(lambda connection: templates.blocked(connection, self._now()))

    async def lift_template(self, name: str, by: str) -> bool:
        return await self._write(lambda connection: templates.lift(connection, name, by, self._now()))

    async def marks(self, subject: str) -> Mapping[str, datetime]:
        return await self._read(lambda connection: reach.marks(connection, real(connection, subject), self._now()))
