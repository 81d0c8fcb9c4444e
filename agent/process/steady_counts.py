"""Where the `limits` library counts, by a clock that never jumps.

Its own memory goes by the wall clock: set back by an hour, it would refuse for an hour; set on, it would forget what it
counted. It also starts a thread for every few hits, which a flood is made of.
"""

import time
from collections.abc import Callable
from threading import Lock

from limits.storage import MovingWindowSupport, Storage

_FORGET_EVERY = 1000
"""Hits after which what is over is forgotten."""


class SteadyCounts(Storage, MovingWindowSupport):
    """Fixed and moving windows in this process. Safe from any thread."""

    STORAGE_SCHEME = None

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds."""
        super().__init__()
        self._now = now
        self._lock = Lock()
        self._counts: dict[str, tuple[int, float]] = {}
        self._hits: dict[str, list[float]] = {}
        self._until_forgetting = _FORGET_EVERY

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """None of its own."""
        return ()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """What is counted in the window, which the first hit opens."""
        with self._lock:
            now = self._now()
            count, ends = self._window(key, now)
            self._counts[key] = (count + amount, ends if count else now + expiry)
            self._forget(now)
            return count + amount

    def get(self, key: str) -> int:
        """What is counted in the window that is open."""
        with self._lock:
            return self._window(key, self._now())[0]

    def get_expiry(self, key: str) -> float:
        """When the window ends, by this clock."""
        with self._lock:
            return self._window(key, self._now())[1]

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether so many more fit into the window that ends now; counted only where they do."""
        with self._lock:
            now = self._now()
            hits = self._within(key, now)
            if len(hits) + amount > limit:
                return False
            self._hits[key] = [*hits, *([now + expiry] * amount)]
            self._forget(now)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the first hit of the window came, by this clock, and how many there are."""
        with self._lock:
            now = self._now()
            hits = self._within(key, now)
            return (hits[0] - expiry if hits else now), len(hits)

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget all; how many keys there were."""
        with self._lock:
            known = len(self._counts) + len(self._hits)
            self._counts, self._hits = {}, {}
            return known

    def clear(self, key: str) -> None:
        """Forget what was counted under this key."""
        with self._lock:
            self._counts.pop(key, None)
            self._hits.pop(key, None)

    def _window(self, key: str, now: float) -> tuple[int, float]:
        count, ends = self._counts.get(key, (0, now))
        return (count, ends) if ends > now else (0, now)

    def _within(self, key: str, now: float) -> list[float]:
        return [ends for ends in self._hits.get(key, []) if ends > now]

    def _forget(self, now: float) -> None:
        self._until_forgetting -= 1
        if self._until_forgetting:
            return
        self._until_forgetting = _FORGET_EVERY
        self._counts = {key: (count, ends) for key, (count, ends) in self._counts.items() if ends > now}
        self._hits = {key: fresh for key in self._hits if (fresh := self._within(key, now))}
