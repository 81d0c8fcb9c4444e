"""A colleague's answer: through the outbox like every send of ours, so that it goes out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from agent.channel.format import TEXT_LIMIT, body_for
from agent.channel.whatsapp_text import whatsapp_text
from agent.colleagues.refused import RefusedError
from agent.colleagues.take_over import take_over
from agent.pipeline import Pipeline
from agent.ports import Outgoing, Ports
from agent.sending.aside import language_of
from agent.sending.attempt import attempt
from agent.steps.send import Send
from agent.turn import Reply

WRITTEN = "colleague:"
"""What the message id of such a send begins with: it answers no one message of the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a colleague wrote. `id` is the writer's: the same again is the same answer. `as_template`: in the approved

    template that answers go out in after the 24 hours.
    """

    id: str
    text: str
    as_template: bool = False


async def reply(contact: str, written: Written, by: str, ports: Ports, pipeline: Pipeline, own_number: str) -> Outgoing:
    """Send it, once, and take the conversation over; the send as the journal has it then.

    RefusedError where it may not leave: to who opted out, from a stopped number, in free text after the 24 hours.
    """
    message_id = f"{WRITTEN}{contact}:{written.id}"
    older = await ports.journal.outbox(message_id)
    if older is not None:
        return await _same_again(older, written, ports)
    customer = await ports.store.customer(contact, messages=0)
    number = await _number(contact, ports) or own_number
    await _must_be_allowed(contact, number, ports)
    words = Reply(text=written.text, language=language_of(customer), kind="handoff")
    body = await _body(words, contact, number, written, ports, pipeline)
    await take_over(contact, by, ports.journal)
    draft = Outgoing(
        id=str(uuid5(NAMESPACE_URL, f"cairn:{message_id}")),
        message_id=message_id,
        contact=contact,
        body=body,
        state="sending",
        number=number,
    )
    opened = await ports.journal.open_send(contact, draft)
    await _write_down(opened, written, by, ports)
    return await attempt(opened, ports) if opened.state == "sending" else opened


async def _same_again(older: Outgoing, written: Written, ports: Ports) -> Outgoing:
    """A request that came twice; one that was cut off before a byte left is taken up where it was."""
    words = Reply(text=written.text, language="en", kind="handoff")
    if not older.is_template and older.body != body_for(words):
        raise RefusedError("other_words", "an answer with this id was sent with other words; give this one its own id")
    if older.state == "sending" and not older.left:
        return await attempt(older, ports)
    return older


async def _must_be_allowed(contact: str, number: str, ports: Ports) -> None:
    if await ports.journal.address(contact) is None:
        raise RefusedError("no_contact", "no such contact")
    consent = await ports.journal.consent(contact)
    if consent is not None and consent.status == "opted_out" and consent.scope == "all":
        raise RefusedError(
            "opted_out", "this customer asked for no more messages: nothing may be written until they write START"
        )
    state = await ports.journal.number_state(number)
    if state.stopped:
        raise RefusedError("number_stopped", f"nothing may leave from this number now: {state.reason or 'stopped'}")


async def _body(
    words: Reply, contact: str, number: str, written: Written, ports: Ports, pipeline: Pipeline
) -> Mapping[str, Any]:
    if written.as_template:
        body = await _template(words, contact, number, ports, pipeline)
        if not body:
            raise RefusedError(
                "no_template",
                "no approved template can carry these words now: none is set (send.late_template), it is not usable, "
                "or the words are too long for it",
            )
        return body
    if len(whatsapp_text(written.text)) > TEXT_LIMIT:
        raise RefusedError("too_long", f"WhatsApp takes {TEXT_LIMIT} characters; send two messages")
    left_s = await ports.journal.window_left_s(contact, number)
    if left_s <= 0:
        raise RefusedError("window_closed", _closed(left_s))
    try:
        return body_for(words)
    except ValueError as error:
        raise RefusedError("other_words", "these words leave nothing that can be sent; write some") from error


def _closed(left_s: float) -> str:
    """Free text is over; a template may still go."""
    since = "" if left_s == float("-inf") else f" {_span(timedelta(seconds=-left_s))} ago"
    what = "WhatsApp takes free text only within 24 hours after the customer's last message"
    return f"{what}; they ended{since}. Send it in the approved template, or wait until the customer writes"


def _span(over: timedelta) -> str:
    hours = int(over.total_seconds() // 3600)
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours" if hours else "less than an hour"


async def _template(words: Reply, contact: str, number: str, ports: Ports, pipeline: Pipeline) -> Mapping[str, Any]:
    steps = (placed.step for placed in pipeline.steps)
    send = next((step for step in steps if isinstance(step, Send)), None)
    return await send.late_body(words, contact, number, ports) if send else {}


async def _number(contact: str, ports: Ports) -> str:
    """The business number this customer last wrote to; empty where nothing is known."""
    found = await ports.store.query(
        "SELECT number FROM turns WHERE contact = ? AND number <> '' AND number <> 'local' "
        'ORDER BY "at" DESC, seq DESC LIMIT 1',
        [contact],
    )
    return str(found.column("number")[0]) if found.num_rows else ""


async def _write_down(opened: Outgoing, written: Written, by: str, ports: Ports) -> None:
    """The words for the store, and that it was done for the audit log."""
    body = {
        "message_id": opened.message_id,
        "send_id": opened.id,
        "number": opened.number,
        "at": datetime.now(UTC).isoformat(),
        "author": by,
        "text": written.text,
        "template": written.as_template,
    }
    await ports.journal.record("reply", opened.message_id, opened.contact, body)
    detail = {"send": opened.id, "characters": len(written.text), "template": written.as_template}
    await ports.journal.audit(by, "contact.reply", opened.contact, detail)
