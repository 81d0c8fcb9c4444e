"""A rate with credit: one thing per so many seconds, and a burst that is borrowed and paid back in time."""

import time
from collections.abc import Callable, Hashable

_FORGET_EVERY = 1000
"""Charges after which those who owe nothing any more are forgotten."""


class Pace:
    """Kept as the time at which somebody owes nothing (the generic cell rate algorithm): one number for each."""

    def __init__(self, every_s: float, burst: int, now: Callable[[], float] = time.monotonic) -> None:
        """`every_s` 0 is no limit; `now` gives seconds."""
        self._every_s = every_s
        self._lent_s = every_s * burst
        self._now = now
        self._free_at: dict[Hashable, float] = {}
        self._charges = 0

    def take(self, key: Hashable) -> float:
        """0 when one more may be had now, which is charged; else the seconds until it may."""
        wait = self.wait(key)
        if wait <= 0:
            self.charge(key)
        return wait

    def wait(self, key: Hashable) -> float:
        """Seconds until one more may be had."""
        now = self._now()
        owed_s = max(self._free_at.get(key, now) - now, 0.0) + self._every_s
        return max(0.0, owed_s - self._lent_s)

    def charge(self, key: Hashable, times: int = 1) -> None:
        """Count what was had, whether it might be or not."""
        now = self._now()
        self._free_at[key] = max(self._free_at.get(key, now), now) + times * self._every_s
        self._charges += 1
        if self._charges % _FORGET_EVERY == 0:
            self._free_at = {kept: at for kept, at in self._free_at.items() if at > now}
