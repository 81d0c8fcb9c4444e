"""One attempt to send: the POST, and its end written down."""

import structlog

from agent.channel.error_codes import why_stop
from agent.ports import Outgoing, Ports, Receipt
from agent.sending.outcome import retry_wait
from agent.turn import Delivery

log = structlog.get_logger("channel")


async def attempt(send: Outgoing, ports: Ports) -> Outgoing:
    """Post a send that is `sending`; the send as the journal has it afterwards.

    What surely did not leave and may be tried again is queued. A code that says so stops the number, and the send
    waits with it. PortError when the journal cannot be written: the send is `sending` then, and unknown after a while.
    """
    to = await ports.journal.address(send.contact)
    if to is None:
        receipt = Receipt(state="failed", error="no address is known for this contact")
    else:
        receipt = await ports.channel.send(send, to)
    if receipt.state != "skipped":  # a dry run attempts nothing
        log.info("attempt", send=send.id, state="held" if receipt.held else receipt.state, code=receipt.code)
    return await _conclude(send, receipt, ports)


async def _conclude(send: Outgoing, receipt: Receipt, ports: Ports) -> Outgoing:
    close = ports.journal.close_send
    reason = why_stop(receipt.code) if receipt.code is not None and receipt.state == "failed" else ""
    if reason:
        await ports.journal.stop_number(send.number, reason, "whatsapp")
        log.error("number stopped", reason=reason)
        return await close(send.id, "queued", error=receipt.error, code=receipt.code)
    wait = retry_wait(send, receipt) if receipt.state == "failed" else None
    if wait is not None:
        return await close(
            send.id, "queued", error=receipt.error, code=receipt.code, wait_s=wait, counted=not receipt.held
        )
    return await close(send.id, receipt.state, wamid=receipt.wamid, error=receipt.error, code=receipt.code)


def delivery_of(send: Outgoing) -> Delivery:
    """A send as the turn and the metrics know it."""
    return Delivery(id=send.id, state=send.state, wamid=send.wamid, attempts=send.attempts, error=send.error)
