"""What went wrong with one call, and whether asking again helps."""

import math
import time
from email.utils import parsedate_to_datetime
from typing import Literal

from httpx2 import ConnectError
from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

from agent.ports import Completion

Kind = Literal["busy", "down", "silent", "unusable", "refused"]
"""429 · 5xx or no connection · no answer in time · an answer that cannot be used · 4xx: the request is at fault."""

_TOO_MANY = 429
_TIMED_OUT = 408
_SERVER_ERRORS = 500


class CallError(Exception):
    """One failed call. `pause_s`: how long the server asked us to wait; `spent`: what an unusable answer cost.

    `uncertain` where the server may have worked, and charged, for an answer that never reached us.
    """

    def __init__(
        self,
        reason: str,
        kind: Kind,
        *,
        pause_s: float = 0.0,
        spent: Completion | None = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(reason)
        self.kind = kind
        self.pause_s = pause_s
        self.spent = spent
        self.uncertain = uncertain

    @property
    def retryable(self) -> bool:
        """Whether asking this server again may help."""
        return self.kind != "refused"

    @property
    def passes(self) -> bool:
        """Whether the server needs a moment; after silence or a bad answer another model is the better choice."""
        return self.kind in ("busy", "down")


def failure_of(error: OpenAIError | TimeoutError) -> CallError:
    """The error of the SDK in our words; its texts may repeat the prompt, so they are left out."""
    if isinstance(error, APIStatusError):
        return failure_of_status(error.status_code, error.response.headers.get("retry-after", ""))
    if isinstance(error, APITimeoutError | TimeoutError):
        return CallError("no answer in time", "silent", uncertain=True)
    if isinstance(error, APIConnectionError):
        return CallError("no connection", "down", uncertain=not isinstance(error.__cause__, ConnectError))
    return CallError(f"an answer the SDK refused ({type(error).__name__})", "unusable")


def failure_of_status(status: int, retry_after: str = "") -> CallError:
    """Too many requests and server errors pass; everything else is about our request."""
    kind: Kind = "busy" if status == _TOO_MANY else "refused"
    if status == _TIMED_OUT or status >= _SERVER_ERRORS:
        kind = "down"
    return CallError(f"HTTP {status}", kind, pause_s=_seconds(retry_after))


def _seconds(retry_after: str) -> float:
    """Retry-After as seconds or as a date; 0 when it says neither."""
    try:
        seconds = float(retry_after)
        return max(seconds, 0.0) if not math.isnan(seconds) else 0.0
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError):
        return 0.0
