"""The on-call page of an emergency: who is told, what they read, and that each of them is told once.

A page is a send like any other: opened in the journal's outbox under a uuid of ours before it leaves. The send step
makes the first attempt; what surely did not leave is tried again by the dispatcher.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import structlog

from agent.intake.held import UNPAGED
from agent.journal.send_rules import PAGE
from agent.ports import Address, Outgoing, Ports, ReviewItem
from agent.sending.attempt import attempt, delivery_of
from agent.turn import Delivery, Turn

_WORDS = 300
"""Characters of the customer's words in a page: a template's parameters and text share 1,024."""

log = structlog.get_logger("channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageForm:
    """The approved template that opens the chat with somebody on call; without `template` plain text is sent."""

    template: str = ""
    language: str = "en"


async def page_on_call(turn: Turn, ports: Ports, form: PageForm) -> tuple[Delivery, ...]:
    """Tell everybody on call; one delivery each. A follow-up of the same emergency of the same kind tells nobody again.

    A page that cannot be sent never raises: it stays in the outbox. Raises PortError when the journal fails.
    """
    kind = _kind(turn)
    on_call = _on_call(ports)
    log.critical("emergency", kind=kind, contact=turn.message.contact, on_call=len(on_call))
    if not on_call:
        log.error("nobody is on call: set on_call in operator.yaml", contact=turn.message.contact)
        await _to_a_person(turn.message.contact, turn.message.id, "page:nobody_on_call", ports)
    emergency = await _emergency(turn, ports)
    body = await _body(turn, kind, ports, form)
    return tuple([await _page(to, emergency, kind, body, turn, ports) for to in on_call])


async def page_needs_a_person(page: Outgoing, ports: Ports) -> None:
    """A page that failed, or of which nobody knows whether it arrived, is put before a person."""
    await _to_a_person(page.contact, page.message_id, f"page:{page.state}", ports)
    await ports.journal.leave_send(page.id)


def _kind(turn: Turn) -> str:
    reasons = turn.reply.route_reasons if turn.reply else ()
    return next((reason.partition(":")[2] for reason in reasons if reason.startswith("emergency:")), "unknown")


def _on_call(ports: Ports) -> Sequence[str]:
    listed = ports.index.catalogue.operator.get("on_call")
    return [str(phone) for phone in listed] if isinstance(listed, list) else []


async def _emergency(turn: Turn, ports: Ports) -> str:
    """The message that began this emergency: the one that silenced the bot, where it was one."""
    pause = await ports.journal.pause_of(turn.message.contact)
    return pause.message_id if pause and pause.reason == "emergency" else turn.message.id


async def _page(phone: str, emergency: str, kind: str, body: Mapping[str, Any], turn: Turn, ports: Ports) -> Delivery:
    contact = await ports.journal.resolve(Address(phone=phone))
    # A hash, as a wamid would give the customer's number away wherever this id is written.
    key = f"{PAGE}{sha256(f'{turn.message.number}:{emergency}'.encode()).hexdigest()[:16]}:{kind}:{contact}"
    older = await ports.journal.outbox(key)
    if older is not None:
        return delivery_of(older)
    page = Outgoing(
        id=str(uuid5(NAMESPACE_URL, f"cairn:{key}")),
        message_id=key,
        contact=contact,
        body=body,
        state="sending",
        number=turn.message.number,
    )
    opened = await ports.journal.open_send(turn.message.contact, page)
    ended = await attempt(opened, ports) if opened.state == "sending" else opened
    if ended.state not in ("sent", "skipped"):
        log.error("page not delivered", page=ended.id, state=ended.state, code=ended.code)
    if ended.state in ("failed", "unknown"):
        await page_needs_a_person(ended, ports)
    elif ended.state == "queued" and (await ports.journal.number_state(ended.number)).stopped:
        await _to_a_person(turn.message.contact, turn.message.id, UNPAGED, ports)
    return delivery_of(ended)


async def _to_a_person(contact: str, message_id: str, flag: str, ports: Ports) -> None:
    """Once for each page, however often it is looked at."""
    item = ReviewItem(
        id=f"r-{sha256(f'{contact}:{message_id}:{flag}'.encode()).hexdigest()[:12]}",
        contact=contact,
        message_id=message_id,
        reason="emergency",
        flags=(flag,),
        severity="critical",
        opened_at=datetime.now(UTC),
    )
    await ports.journal.open_review(item)


async def _body(turn: Turn, kind: str, ports: Ports, form: PageForm) -> Mapping[str, Any]:
    person = await ports.journal.address(turn.message.contact) or Address()
    reached = f"{_masked(person)} ({turn.message.contact})"
    name, words = _one_line(person.name or "unknown", 60), _one_line(turn.message.text, _WORDS)
    told = (kind.replace("_", " "), name, reached, words)
    head = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    if not form.template:
        head_line = f"EMERGENCY: {told[0]}\nCustomer: {name}, {reached}"
        text = f"{head_line}\n“{words}”\nThe bot gave first advice and is silent now."
        return {**head, "type": "text", "text": {"preview_url": False, "body": text}}
    parameters = [{"type": "text", "text": value or "-"} for value in told]
    template = {
        "name": form.template,
        "language": {"code": form.language},
        "components": [{"type": "body", "parameters": parameters}],
    }
    return {**head, "type": "template", "template": template}


def _masked(person: Address) -> str:
    return f"…{person.phone[-4:]}" if person.phone else "no phone number"


def _one_line(text: str, most: int) -> str:
    """Templates refuse parameters with line breaks or many blanks."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
