"""The lines before a message: what was said last, so that the very first step reads it in its conversation."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace

from agent.ports import PortError, Store
from agent.turn import Inbound, Utterance

LINES = 10
"""Lines recalled; `parse` looks at no more than the customer's last three."""


async def recalled(message: Inbound, store: Store) -> Inbound:
    """The message with the conversation's last lines, stored ones first; a store that is down leaves it as it came."""
    with contextlib.suppress(PortError):  # the store's own health check reports it
        stored = await store.lines(message.contact, last=LINES)
        return replace(message, history=joined(stored, message.history))
    return message


def joined(stored: Sequence[Utterance], given: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Stored lines, then those given with the message that are not among them."""
    seen = {(line.speaker, line.text) for line in stored}
    return (*stored, *(line for line in given if (line.speaker, line.text) not in seen))
