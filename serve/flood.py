"""Floods of requests that are not even signed: refused by address before any of their bytes is hashed.

Meta signs everything it sends, so none of its webhooks can ever be counted here.
"""

import ipaddress
import re
import time
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from agent.process.steady_counts import SteadyCounts

_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")


class UnsignedFlood:
    """How many requests without a signature one address, or one /64 of IPv6, may send in a minute."""

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds, and never jumps."""
        self._limit = RateLimitItemPerMinute(a_minute)
        self._window = FixedWindowRateLimiter(SteadyCounts(now))

    def refuses(self, signature: str, address: Callable[[], str]) -> bool:
        """Whether this request is one too many; one that looks signed never is, and its address is not asked for."""
        return not _SIGNATURE.fullmatch(signature) and not self._window.hit(self._limit, _line(address()))


def _line(address: str) -> str:
    """Who is counted together: one line gets a whole /64 of IPv6, and may write from any address of it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
