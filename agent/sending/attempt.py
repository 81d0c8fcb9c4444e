"""One attempt to send: the POST, and its end written down."""

from functools import partial

import structlog

from agent.channel.error_codes import COUNTRY_REFUSED, why_stop
from agent.journal.send_rules import PAGE
from agent.ports import Journal, Outgoing, Ports, Receipt, SendTakenError
from agent.sending.outcome import retry_wait
from agent.sending.restriction import is_held_for_country
from agent.turn import Delivery

log = structlog.get_logger("channel")


class Departure:
    """Writes into the journal, once, that a byte of this attempt is about to leave."""

    def __init__(self, send: Outgoing, journal: Journal) -> None:
        self._send, self._journal = send, journal
        self.is_over = False

    async def __call__(self) -> None:
        """Raises SendTakenError where another attempt was first."""
        if not self.is_over:
            await self._journal.leaving(self._send.id)
            self.is_over = True


async def attempt(send: Outgoing, ports: Ports, *, in_need: bool = False) -> Outgoing:
    """Post a send that is `sending`; the send as the journal has it afterwards. `in_need`: it answers an emergency.

    What surely did not leave and may be tried again is queued. A code that says so stops the number, and the send
    waits with it. PortError when the journal cannot be written: the send is still `sending`, and looked at later.
    """
    leaving = Departure(send, ports.journal)
    to = await ports.journal.address(send.contact)
    if to is None:
        receipt = Receipt(state="failed", error="no address is known for this contact")
    elif not in_need and await is_held_for_country(send, to, ports.journal):
        why = "not posted: WhatsApp refused a send to this country within the last day"
        receipt = Receipt(state="failed", code=COUNTRY_REFUSED, error=why)
    else:
        try:
            receipt = await ports.channel.send(send, to, leaving)
        except SendTakenError:
            return await ports.journal.send_of(send.id) or send
    if receipt.state != "skipped":  # a dry run attempts nothing
        log.info("attempt", send=send.id, state="held" if receipt.held else receipt.state, code=receipt.code)
    return await _conclude(send, receipt, ports, posted=leaving.is_over)


async def _conclude(send: Outgoing, receipt: Receipt, ports: Ports, *, posted: bool) -> Outgoing:
    close = partial(ports.journal.close_send, send.id, error=receipt.error, code=receipt.code, posted=posted)
    reason = why_stop(receipt.code) if receipt.code is not None and receipt.state == "failed" else ""
    if reason:
        await ports.journal.stop_number(send.number, reason, "whatsapp")
        log.error("number stopped", reason=reason)
        return await close("queued")
    wait = retry_wait(send, receipt) if receipt.state == "failed" else None
    if wait is not None:
        return await close("queued", wait_s=wait, counted=not receipt.held)
    # Those on call cannot wait until WhatsApp has made up its mind: a page that is held is a person's at once.
    held_s = receipt.retry_after_s if receipt.state == "unknown" and not send.message_id.startswith(PAGE) else 0.0
    return await close(receipt.state, wamid=receipt.wamid, wait_s=held_s)


def delivery_of(send: Outgoing) -> Delivery:
    """A send as the turn and the metrics know it."""
    return Delivery(id=send.id, state=send.state, wamid=send.wamid, attempts=send.attempts, error=send.error)
