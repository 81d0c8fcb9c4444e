"""Floods of requests that are not even signed: refused by address before any of their bytes is hashed.

Meta signs everything it sends, so none of its webhooks can ever be counted here.
"""

import re
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")


class UnsignedFlood:
    """How many requests without a signature one address may send in a minute."""

    def __init__(self, a_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(a_minute)
        self._window = FixedWindowRateLimiter(MemoryStorage())

    def refuses(self, signature: str, address: Callable[[], str]) -> bool:
        """Whether this request is one too many; one that looks signed never is, and its address is not asked for."""
        return not _SIGNATURE.fullmatch(signature) and not self._window.hit(self._limit, address())
