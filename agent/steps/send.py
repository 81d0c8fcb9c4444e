"""Step 9: send the reply, once."""

from dataclasses import replace
from typing import ClassVar
from uuid import NAMESPACE_URL, uuid5

from agent.channel.format import body_for
from agent.ports import Outgoing, PortError, Ports, Receipt
from agent.step import Step
from agent.turn import Delivery, Turn


class Send(Step):
    """Opens the outbox row, posts, and writes down how it ended.

    A message that already has an outbox row is not sent again, unless that row says that surely nothing left.
    """

    reads: ClassVar[frozenset[str]] = frozenset({"message", "reply", "compliance"})
    writes: ClassVar[frozenset[str]] = frozenset({"delivery"})
    interruptible: ClassVar[bool] = False

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        assert turn.reply is not None  # the pipeline runs this step only then
        if turn.reply.kind == "silence":
            return replace(turn, delivery=Delivery(id="", state="skipped"))
        older = await ports.journal.outbox(turn.message.id)
        if older is not None and older.state != "queued":
            return replace(turn, delivery=await _settle_older(older, ports))
        return replace(turn, delivery=await _send(turn, ports))


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
    )
    opened = await ports.journal.open_send(turn.message.contact, draft)
    receipt = await ports.channel.send(opened, to)
    return await _close(opened, receipt, ports)


async def _close(opened: Outgoing, receipt: Receipt, ports: Ports) -> Delivery:
    if receipt.state == "failed" and receipt.retryable:
        await ports.journal.close_send(opened.id, "queued", error=receipt.error)
        raise PortError(f"nothing was sent, and trying again may help: {receipt.error}")
    await ports.journal.close_send(opened.id, receipt.state, wamid=receipt.wamid, error=receipt.error)
    return _delivery(replace(opened, state=receipt.state, wamid=receipt.wamid, error=receipt.error))


def _delivery(outgoing: Outgoing) -> Delivery:
    return Delivery(
        id=outgoing.id,
        state=outgoing.state,
        wamid=outgoing.wamid,
        attempts=outgoing.attempts,
        error=outgoing.error,
    )
