"""The outgoing limits of WhatsApp, kept before it has to refuse: per person, and per business number."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from agent.intake.pace import Pace
from agent.ports import Address, Channel, Leaving, Outgoing, Receipt, unmarked
from agent.settings import PaceSettings

_LEAST_SHARE = 4
"""A flood of messages leaves sends this part of the rate, one in four: else nobody would be answered while it lasts."""


class PacedChannel:
    """A channel that keeps to the limits.

    Who has had too many messages is answered `held`, without a POST: it is sent when it is time, and nobody else waits.
    Meta lends up to 45 messages to one person, at one per 6 s: what was borrowed is waited for.
    The number's own limit lasts a moment, so that is waited for, in the order of coming. What customers write counts
    in it too.
    """

    def __init__(
        self,
        channel: Channel,
        settings: PaceSettings,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._channel = channel
        self._number = NumberPace(settings.per_second, now, sleep)
        self._pair = Pace(settings.pair_every_s, settings.pair_burst, now)

    async def send(self, outgoing: Outgoing, to: Address, leaving: Leaving = unmarked) -> Receipt:
        """The channel's receipt, or `held` with the time to wait."""
        wait = self._pair.take((outgoing.number, outgoing.contact))
        if wait > 0:
            why = f"too many messages to this person: the next in {wait:.0f} s"
            return Receipt(state="failed", retryable=True, retry_after_s=wait, error=why, held=True)
        await self._number.take(outgoing.number)
        return await self._channel.send(outgoing, to, leaving)

    def heard(self, numbers: Iterable[str]) -> None:
        """Messages of customers came just now: the number of ours that each was written to."""
        self._number.heard(numbers)

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """No message, so no limit."""
        await self._channel.mark_read(message_id, typing=typing)

    async def aclose(self) -> None:
        """Close the channel."""
        await self._channel.aclose()


class NumberPace:
    """So many messages of one number within any second, both ways. Of sends, who comes first goes first.

    What has come in cannot wait, so sends do, down to a quarter of the rate.
    """

    def __init__(
        self,
        per_second: int,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`now` gives seconds, and is no wall clock: one that is set back would hold everything up for as long."""
        self._per_second = per_second
        self._least = max(1, per_second // _LEAST_SHARE)
        self._now = now
        self._sleep = sleep
        newest = partial(deque[float], maxlen=per_second)
        self._sent: defaultdict[str, deque[float]] = defaultdict(newest)
        self._heard: defaultdict[str, deque[float]] = defaultdict(newest)
        self._order: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def heard(self, numbers: Iterable[str]) -> None:
        """Count a message to each of these numbers."""
        now = self._now()
        for number in numbers:
            self._heard[number].append(now)

    async def take(self, number: str) -> None:
        """Return when it is this send's turn."""
        async with self._order[number]:
            while (wait := self._wait(number)) > 0:
                await self._sleep(wait)
            self._sent[number].append(self._now())

    def _wait(self, number: str) -> float:
        """Until one of those within the last second is older; 0 when there is room for one more."""
        now, sent, heard = self._now(), self._sent[number], self._heard[number]
        for times in (sent, heard):
            while times and times[0] + 1.0 <= now:
                times.popleft()
        if len(sent) < max(self._least, self._per_second - len(heard)):
            return 0.0
        return min(times[0] for times in (sent, heard) if times) + 1.0 - now
