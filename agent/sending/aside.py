"""A kind word for who wrote a message that could not be answered: a person will write. Once, then the bot is silent."""

from uuid import NAMESPACE_URL, uuid5

from agent.channel.format import body_for
from agent.people.handoff import handoff_reply
from agent.ports import Outgoing, Pause, Ports
from agent.sending.attempt import attempt
from agent.turn import Customer, Inbound, Language

_SPOKEN: dict[str, Language] = {"hi": "hi", "es": "es", "fr": "fr", "hi-Latn": "hi-Latn"}


def language_of(customer: Customer | None) -> Language:
    """The language to write to this customer in; English where none of ours is known."""
    return _SPOKEN.get(customer.language if customer else "", "en")


async def kind_words(ports: Ports) -> None:
    """For every message set aside that nothing was sent for: the word, or the note that none is sent."""
    for message in await ports.journal.set_aside():
        await _kind_word(message, ports)


async def _kind_word(message: Inbound, ports: Ports) -> None:
    pause = Pause(contact=message.contact, message_id=message.id, reason="failure", at=message.sent_at)
    await ports.journal.pause(pause)
    held = await ports.journal.pause_of(message.contact)
    ours = held is not None and held.message_id == message.id
    open_still = await ports.journal.window_left_s(message.contact, message.number, message.sent_at) > 0
    opened = await ports.journal.open_send(message.contact, await _send(message, ports))
    if ours and open_still:
        if opened.state == "sending":
            await attempt(opened, ports)
    else:
        why = "somebody writes to them already" if open_still else "the 24 hours are over"
        await ports.journal.close_send(opened.id, "skipped", error=why, counted=False)


async def _send(message: Inbound, ports: Ports) -> Outgoing:
    customer = await ports.store.customer(message.contact, messages=0)
    reply = handoff_reply(language_of(customer), "failure")
    return Outgoing(
        id=str(uuid5(NAMESPACE_URL, f"cairn:{message.number}:{message.id}")),
        message_id=message.id,
        contact=message.contact,
        body=body_for(reply),
        state="sending",
        number=message.number,
    )
