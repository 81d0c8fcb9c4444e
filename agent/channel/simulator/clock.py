"""Time that can be compressed and jumped: a week of retries in a minute."""

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """Starts at the wall clock's now and runs `speed` times as fast."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._started_at = time.time()
        self._started = time.monotonic()
        self._sleepers: dict[asyncio.Future[None], tuple[float, asyncio.TimerHandle]] = {}

    def seconds(self) -> float:
        """Unix time on this clock."""
        return self._started_at + (time.monotonic() - self._started) * self.speed

    def now(self) -> datetime:
        """The same as an aware datetime."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def turn(self, *, speed: float | None = None, jump_s: float = 0.0) -> None:
        """Run at another speed from here on, or stand `jump_s` later (earlier when negative).

        Whoever sleeps wakes when the new time says so: after a jump of a day, all that was due on that day happens.
        """
        now = self.seconds()
        self._started_at, self._started = now + jump_s, time.monotonic()
        self.speed = speed or self.speed
        for sleeper, (until, alarm) in tuple(self._sleepers.items()):
            alarm.cancel()
            self._set_alarm(sleeper, until)

    async def sleep(self, seconds: float) -> None:
        """Wait that long on this clock."""
        sleeper = asyncio.get_running_loop().create_future()
        self._set_alarm(sleeper, self.seconds() + seconds)
        try:
            await sleeper
        finally:
            self._sleepers.pop(sleeper)[1].cancel()

    def _set_alarm(self, sleeper: asyncio.Future[None], until: float) -> None:
        wait = max(0.0, (until - self.seconds()) / self.speed)
        alarm = asyncio.get_running_loop().call_later(wait, _wake, sleeper)
        self._sleepers[sleeper] = (until, alarm)


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)
