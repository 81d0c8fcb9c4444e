"""WhatsApp's messaging limit: how many people all numbers of a business may write to first within 24 hours."""

import re

from agent.channel.account_news import DAILY_LIMIT
from agent.journal.send_rules import PAGE
from agent.ports import Address, Channel, Journal, Leaving, Outgoing, Receipt, unmarked

_TOLD = re.compile(r"(?:TIER_)?(?P<count>\d+)(?P<thousand>K?)")
_UNLIMITED = frozenset({"TIER_UNLIMITED", "UNLIMITED", "-1"})
_SOONEST_S, _LATEST_S = 60.0, 900.0
"""When a send that waits is looked at again: Meta may raise the limit, and the customer may write."""


def limit_of(told: str, otherwise: int) -> int | None:
    """People within 24 hours by Meta's word; None for any number. `otherwise`: where it told none, 0 being no limit."""
    word = told.upper()
    if word in _UNLIMITED:
        return None
    read = _TOLD.fullmatch(word)
    count = int(read["count"]) * (1000 if read["thousand"] else 1) if read else 0
    return count or otherwise or None


async def limit_in_force(journal: Journal, otherwise: int) -> int | None:
    """See `limit_of`: by Meta's newest word, of whichever number."""
    return limit_of(await journal.newest_fact(DAILY_LIMIT), otherwise)


class LimitedChannel:
    """A channel that keeps to the messaging limit.

    A template to somebody new, whose 24 hours are over, is answered `held` while no place is free: it is sent when one
    is, or when they write. An emergency never waits, and is counted.
    """

    def __init__(self, channel: Channel, journal: Journal, otherwise: int) -> None:
        """`otherwise`: the limit while Meta has told none; 0 for no limit."""
        self._channel = channel
        self._journal = journal
        self._otherwise = otherwise

    async def send(self, outgoing: Outgoing, to: Address, leaving: Leaving = unmarked) -> Receipt:
        """The channel's receipt, or `held` with the time to wait."""
        if outgoing.is_template and await self._journal.window_left_s(outgoing.contact, outgoing.number) <= 0:
            limit = None if await self._is_urgent(outgoing) else await limit_in_force(self._journal, self._otherwise)
            wait = await self._journal.reach_out(outgoing.id, limit)
            if wait > 0:
                return _held(wait, limit)
        return await self._channel.send(outgoing, to, leaving)

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """No message, so no limit."""
        await self._channel.mark_read(message_id, typing=typing)

    async def aclose(self) -> None:
        """Close the channel."""
        await self._channel.aclose()

    async def _is_urgent(self, outgoing: Outgoing) -> bool:
        if outgoing.message_id.startswith(PAGE):
            return True
        pause = await self._journal.pause_of(outgoing.contact)
        return pause is not None and pause.reason == "emergency"


def _held(wait: float, limit: int | None) -> Receipt:
    why = f"messaging limit used up: {limit} people within 24 hours; the next place is free in {wait / 60:.0f} min"
    again_s = min(max(wait, _SOONEST_S), _LATEST_S)
    return Receipt(state="failed", retryable=True, retry_after_s=again_s, error=why, held=True)
