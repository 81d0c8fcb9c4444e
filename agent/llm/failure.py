"""What went wrong with one call, and whether asking again helps."""

import time
from email.utils import parsedate_to_datetime

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

_TOO_MANY = 429
_TIMED_OUT = 408
_SERVER_ERRORS = 500


class CallError(Exception):
    """One failed call. `retryable`: asking again may help; `pause_s`: how long the server asked us to wait."""

    def __init__(self, reason: str, *, retryable: bool, pause_s: float = 0.0) -> None:
        super().__init__(reason)
        self.retryable = retryable
        self.pause_s = pause_s


def failure_of(error: OpenAIError | TimeoutError | ValueError) -> CallError:
    """The error of the SDK in our words; its texts may repeat the prompt, so they are left out."""
    if isinstance(error, APIStatusError):
        return failure_of_status(error.status_code, error.response.headers.get("retry-after", ""))
    if isinstance(error, APITimeoutError | TimeoutError):
        return CallError("no answer in time", retryable=True)
    if isinstance(error, APIConnectionError):
        return CallError("no connection", retryable=True)
    if isinstance(error, ValueError):
        return CallError("an answer that is not JSON", retryable=True)
    return CallError(f"an answer the SDK refused ({type(error).__name__})", retryable=True)


def failure_of_status(status: int, retry_after: str = "") -> CallError:
    """Too many requests and server errors pass; everything else is about our request."""
    retryable = status in (_TOO_MANY, _TIMED_OUT) or status >= _SERVER_ERRORS
    return CallError(f"HTTP {status}", retryable=retryable, pause_s=_seconds(retry_after))


def _seconds(retry_after: str) -> float:
    """Retry-After as seconds or as a date; 0 when it says neither."""
    try:
        return max(float(retry_after), 0.0)
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError):
        return 0.0
