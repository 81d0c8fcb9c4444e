"""Guessing passwords is slow: few tries for a name from one address, for an address, and for a name from anywhere."""

import time
from collections.abc import Callable

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter

from agent.process.steady_counts import SteadyCounts

_PAIR = RateLimitItemPerMinute(5, multiples=5, namespace="pair")
_ADDRESS = RateLimitItemPerMinute(20, multiples=5, namespace="address")
_NAME = RateLimitItemPerHour(50, namespace="name")
_NEWS = RateLimitItemPerMinute(1, multiples=5, namespace="news")


class Attempts:
    """Counts attempts that failed, and those under way as failed until they succeed."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds, and never jumps."""
        self._window = MovingWindowRateLimiter(SteadyCounts(now))

    def may_try(self, name: str, address: str) -> bool:
        """Whether one more may be made now; it is counted."""
        keys = _keys(name, address)
        if not all(self._window.test(limit, *key) for limit, key in keys):
            return False
        return all([self._window.hit(limit, *key) for limit, key in keys])

    def is_news(self, whose: str) -> bool:
        """Whether nothing was told of this address or person in the last five minutes: what goes on is told once."""
        return self._window.hit(_NEWS, whose.casefold())

    def succeeded(self, name: str, address: str) -> None:
        """The right password wipes out what was mistyped from there before it."""
        self._window.clear(_PAIR, *_keys(name, address)[0][1])


def _keys(name: str, address: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    folded = name.casefold()
    return [(_PAIR, (folded, address)), (_ADDRESS, (address,)), (_NAME, (folded,))]
