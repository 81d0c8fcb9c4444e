"""The on-call page of an emergency: who is told, what they read, and that each of them is told once.

A page is a send like any other: opened in the journal's outbox under a uuid of ours before it leaves. The send step
makes the first attempt; what surely did not leave is tried again by the service until it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import structlog

from agent.ports import Address, Outgoing, Ports, Receipt, ReviewItem
from agent.turn import Delivery, DeliveryState, Turn

PAGE = "page:"
"""What the message id of a page begins with in the outbox."""
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


async def try_pages_again(ports: Ports) -> Sequence[Delivery]:
    """Send the pages that surely never left; put those that failed, or of which nobody knows, before a person."""
    found: list[Delivery] = []
    for page in await ports.journal.sends(PAGE):
        if page.state == "queued":
            found.append(await _attempt(page, page.contact, ports))
        elif page.state in ("failed", "unknown"):
            await _to_a_person(page.contact, page.message_id, f"page:{page.state}", ports)
    return found


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
    if older is not None and older.state != "queued":
        return _delivery(older)
    send_id = str(uuid5(NAMESPACE_URL, f"cairn:{key}"))
    page = Outgoing(id=send_id, message_id=key, contact=contact, body=body, state="sending", number=turn.message.number)
    return await _attempt(page, turn.message.contact, ports)


async def _attempt(page: Outgoing, lease_contact: str, ports: Ports) -> Delivery:
    opened = await ports.journal.open_send(lease_contact, page)
    to = await ports.journal.address(opened.contact)
    if to is None:
        receipt = Receipt(state="failed", error="no address is known for this contact")
    else:
        receipt = await ports.channel.send(opened, to)
    state: DeliveryState = "queued" if receipt.state == "failed" and receipt.retryable else receipt.state
    await ports.journal.close_send(opened.id, state, wamid=receipt.wamid, error=receipt.error)
    if state not in ("sent", "skipped"):
        log.error("page not delivered", page=opened.id, state=state, code=receipt.code)
    if state in ("failed", "unknown"):
        await _to_a_person(opened.contact, opened.message_id, f"page:{state}", ports)
    return Delivery(id=opened.id, state=state, wamid=receipt.wamid, attempts=opened.attempts + 1, error=receipt.error)


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


def _delivery(page: Outgoing) -> Delivery:
    return Delivery(id=page.id, state=page.state, wamid=page.wamid, attempts=page.attempts, error=page.error)
