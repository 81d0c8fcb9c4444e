"""The outgoing limits of WhatsApp, kept before it has to refuse: per person, and per business number."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable
from functools import partial

from agent.intake.pace import Pace
from agent.ports import Address, Channel, Leaving, Outgoing, Receipt, unmarked
from agent.settings import PaceSettings


class PacedChannel:
    """A channel that keeps to the limits.

    Who has had too many messages is answered `held`, without a POST: it is sent when it is time, and nobody else waits.
    Meta lends up to 45 messages to one person, at one per 6 s: what was borrowed is waited for.
    The number's own limit lasts a moment, so that is waited for, in the order of coming.
    """

    def __init__(self, channel: Channel, settings: PaceSettings, *, now: Callable[[], float] = time.monotonic) -> None:
        self._channel = channel
        self._number = NumberPace(settings.per_second, now)
        self._pair = Pace(settings.pair_every_s, settings.pair_burst, now)

    async def send(self, outgoing: Outgoing, to: Address, leaving: Leaving = unmarked) -> Receipt:
        """The channel's receipt, or `held` with the time to wait."""
        wait = self._pair.take((outgoing.number, outgoing.contact))
        if wait > 0:
            why = f"too many messages to this person: the next in {wait:.0f} s"
            return Receipt(state="failed", retryable=True, retry_after_s=wait, error=why, held=True)
        await self._number.take(outgoing.number)
        return await self._channel.send(outgoing, to, leaving)

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """No message, so no limit."""
        await self._channel.mark_read(message_id, typing=typing)

    async def aclose(self) -> None:
        """Close the channel."""
        await self._channel.aclose()


class NumberPace:
    """So many sends from one number within any second. Who comes first goes first."""

    def __init__(self, per_second: int, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds, and is no wall clock: one that is set back would hold everything up for as long."""
        self._now = now
        self._latest: defaultdict[str, deque[float]] = defaultdict(partial(deque, maxlen=per_second))
        self._order: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(self, number: str) -> None:
        """Return when it is this send's turn."""
        latest = self._latest[number]
        async with self._order[number]:
            if len(latest) == latest.maxlen:
                await asyncio.sleep(latest[0] + 1.0 - self._now())
            latest.append(self._now())
