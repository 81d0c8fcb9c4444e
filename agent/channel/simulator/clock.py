"""Time that can be compressed: a week of retries in a minute."""

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """Starts at the wall clock's now and runs `speed` times as fast."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._started_at = time.time()
        self._started = time.monotonic()

    def seconds(self) -> float:
        """Unix time on this clock."""
        return self._started_at + (time.monotonic() - self._started) * self._speed

    def now(self) -> datetime:
        """The same as an aware datetime."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait that long on this clock."""
        await asyncio.sleep(seconds / self._speed)
