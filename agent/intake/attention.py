"""Blue ticks and the typing bubble: a courtesy, so nothing that goes wrong here matters to the turn."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from agent.ports import Ports
from agent.turn import Inbound

TYPING_AFTER_S = 0.3
"""A turn done by then shows no bubble: it would appear after the answer and stay."""
TYPING_AGAIN_S = 20.0
"""WhatsApp takes the bubble away after 25 s."""
_MOST_BUBBLES = 10
_OLDEST = timedelta(days=30)
"""Older messages cannot be marked any more."""

log = structlog.get_logger("channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """When the typing bubble is shown, in seconds."""

    after_s: float = TYPING_AFTER_S
    again_s: float = TYPING_AGAIN_S


BUBBLE = Bubble()


async def attend(messages: Sequence[Inbound], ports: Ports, answered: asyncio.Event, bubble: Bubble = BUBBLE) -> None:
    """Mark what is being answered as read, and show that we type until `answered` is set. Never raises."""
    try:
        await _attend(messages, ports, answered, bubble)
    except Exception as error:  # whatever a channel does here, the customer still gets the answer
        log.info("attention not shown", error=type(error).__name__)


async def _attend(messages: Sequence[Inbound], ports: Ports, answered: asyncio.Event, bubble: Bubble) -> None:
    """Marking the latest marks those before it; where a colleague answers, the ticks are theirs to give."""
    latest = max(messages, key=lambda message: message.sent_at)
    if datetime.now(UTC) - latest.sent_at > _OLDEST or await ports.journal.pause_of(latest.contact):
        return
    if await _within(answered, bubble.after_s) or await _wants_silence(latest.contact, ports):
        await ports.channel.mark_read(latest.id, typing=False)
        return
    for _ in range(_MOST_BUBBLES):
        await ports.channel.mark_read(latest.id, typing=True)
        if await _within(answered, bubble.again_s):
            return


async def _wants_silence(contact: str, ports: Ports) -> bool:
    stands = await ports.journal.consent(contact)
    return stands is not None and stands.status == "opted_out" and stands.scope == "all"


async def _within(answered: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await answered.wait()
    except TimeoutError:
        return False
    return True
