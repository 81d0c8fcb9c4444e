"""Step 9: send the reply, once, and in an emergency the page of those on call."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field

from agent.channel.error_codes import MARKETING_STOPPED, why_stop
from agent.channel.format import body_for
from agent.paging import PageForm, page_on_call
from agent.ports import ConsentEntry, Outgoing, PortError, Ports, Receipt
from agent.step import Step
from agent.turn import Delivery, Turn


class Send(Step):
    """Opens the outbox row, posts, and writes down how it ended.

    A message that already has an outbox row is not sent again, unless that row says that surely nothing left.
    In an emergency those on call are paged side by side with the answer: neither waits for the other.
    """

    reads: ClassVar[frozenset[str]] = frozenset({"message", "reply", "compliance"})
    writes: ClassVar[frozenset[str]] = frozenset({"delivery", "pages"})
    interruptible: ClassVar[bool] = False

    page_template: str = Field(
        default="",
        max_length=512,
        pattern=r"^[a-z0-9_]*$",
        description="Approved template of pages (kind, name, contact, words); without one only an open chat gets them.",
    )
    page_language: str = Field(
        default="en", pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$", description="Language of that template."
    )

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        assert turn.reply is not None  # the pipeline runs this step only then
        if turn.reply.kind == "silence":
            return replace(turn, delivery=Delivery(id="", state="skipped"))
        if turn.reply.handoff != "emergency":
            return replace(turn, delivery=await _deliver(turn, ports))
        form = PageForm(template=self.page_template, language=self.page_language)
        paged, delivered = await asyncio.gather(
            page_on_call(turn, ports, form), _deliver(turn, ports), return_exceptions=True
        )
        if isinstance(paged, BaseException):
            raise paged
        if isinstance(delivered, BaseException):
            raise delivered
        return replace(turn, delivery=delivered, pages=paged)


async def _deliver(turn: Turn, ports: Ports) -> Delivery:
    older = await ports.journal.outbox(turn.message.id)
    if older is not None and older.state != "queued":
        return await _settle_older(older, ports)
    return await _send(turn, ports)


async def _settle_older(older: Outgoing, ports: Ports) -> Delivery:
    """An attempt cut off between POST and answer is unknown: a status webhook settles it, or a person."""
    if older.state == "sending":
        await ports.journal.close_send(older.id, "unknown", error="the server stopped before the answer came")
        older = replace(older, state="unknown")
    return _delivery(older)


async def _send(turn: Turn, ports: Ports) -> Delivery:
    assert turn.reply is not None
    to = await ports.journal.address(turn.message.contact)
    if to is None:
        raise PortError("no address is known for this contact, so nothing can be sent to it")
    # One message, one uuid: the same turn run again (replay, recovery) names the same send.
    send_id = str(uuid5(NAMESPACE_URL, f"cairn:{turn.message.number}:{turn.message.id}"))
    draft = Outgoing(
        id=send_id,
        message_id=turn.message.id,
        contact=turn.message.contact,
        body=body_for(turn.reply),
        state="sending",
        number=turn.message.number,
    )
    opened = await ports.journal.open_send(turn.message.contact, draft)
    receipt = await ports.channel.send(opened, to)
    return await _close(opened, receipt, ports)


async def _close(opened: Outgoing, receipt: Receipt, ports: Ports) -> Delivery:
    if receipt.code is not None and (reason := why_stop(receipt.code)):
        await ports.journal.stop_number(opened.number, reason, "whatsapp")
        await ports.journal.close_send(opened.id, "queued", error=receipt.error)
        raise PortError(f"nothing was sent, the number is stopped: {receipt.error}")
    if receipt.state == "failed" and receipt.retryable:
        await ports.journal.close_send(opened.id, "queued", error=receipt.error)
        raise PortError(f"nothing was sent, and trying again may help: {receipt.error}")
    await ports.journal.close_send(opened.id, receipt.state, wamid=receipt.wamid, error=receipt.error)
    if receipt.code == MARKETING_STOPPED:
        await _stop_marketing(opened.contact, ports)
    return _delivery(replace(opened, state=receipt.state, wamid=receipt.wamid, error=receipt.error))


async def _stop_marketing(contact: str, ports: Ports) -> None:
    """WhatsApp told at once, and not by a status, that the person stopped our marketing messages."""
    before = await ports.journal.consent(contact)
    if before is None or before.status != "opted_out":
        at = datetime.now(UTC)
        await ports.journal.write_consent(
            ConsentEntry(contact=contact, status="opted_out", scope="marketing", at=at, source="refused")
        )


def _delivery(outgoing: Outgoing) -> Delivery:
    return Delivery(
        id=outgoing.id,
        state=outgoing.state,
        wamid=outgoing.wamid,
        attempts=outgoing.attempts,
        error=outgoing.error,
    )
