"""Floods of requests that nobody we trust has made: refused by address.

Meta signs everything it sends, and rightly, so none of its webhooks is ever counted here. What is not even signed is
refused before any of its bytes is hashed; what looks signed is always checked, since Meta may share an address with
whoever floods us.
"""

import ipaddress
import re
import time
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from agent.process.steady_counts import SteadyCounts

_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")


def looks_signed(signature: str) -> bool:
    """Whether it has the form of a signature, right or wrong."""
    return _SIGNATURE.fullmatch(signature) is not None


class UntrustedFlood:
    """How many such requests one address, or one /64 of IPv6, may make in a minute."""

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds, and never jumps."""
        self._limit = RateLimitItemPerMinute(a_minute)
        self._window = FixedWindowRateLimiter(SteadyCounts(now))

    def counts(self, address: str) -> bool:
        """Count one more; False where it is one too many."""
        return self._window.hit(self._limit, _line(address))

    def is_over(self, address: str) -> bool:
        """Whether the next one will be one too many."""
        return not self._window.test(self._limit, _line(address))


def _line(address: str) -> str:
    """Who is counted together: one line gets a whole /64 of IPv6, and may write from any address of it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
