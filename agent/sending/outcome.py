"""What a failed send leads to: a table of codes, the number of attempts, and the 24-hour window. Pure functions."""

import random
from dataclasses import dataclass
from typing import Literal

from agent.channel.error_codes import ErrorCode, meaning_of
from agent.ports import Outgoing, Receipt

LONGEST_WAIT_S = 3600.0
NO_ANSWER_RETRIES = 60
"""Attempts while nothing answers: with the longest wait between them about five hours."""
_NO_ANSWER_LONGEST_S = 300.0
_FIRST_WAIT_S = 0.5
WINDOW_DOUBT_S = 60.0
"""Meta refuses now and then inside an open window: by our clock it must be open for longer than this."""
SPURIOUS_WAIT_S = 10.0

Do = Literal["again", "template", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`again` after `wait_s`, once more as its `template`, or for a `person`; `why` is for the review queue."""

    do: Do
    wait_s: float = 0.0
    why: str = ""


def retry_wait(send: Outgoing, receipt: Receipt, *, jitter: float | None = None) -> float | None:
    """Seconds until a refused attempt is made again; None when it is not. Never less than Meta asked for.

    `send.attempts` are those before this one.
    """
    if not receipt.retryable:
        return None
    if receipt.held:
        return receipt.retry_after_s
    row = meaning_of(receipt.code) if receipt.code is not None else None
    if send.attempts >= (row.retries if row else NO_ANSWER_RETRIES):
        return None
    return max(receipt.retry_after_s, _backoff(row, send.attempts, jitter))


def after_failure(send: Outgoing, window_left_s: float) -> Outcome:
    """What becomes of a send that surely failed, in the answer or by a status that came later.

    `window_left_s`: seconds until the 24-hour window closes; negative when it is closed.
    """
    row = meaning_of(send.code) if send.code is not None else None
    if row is None:
        return Outcome(do="person", why=f"failed:{send.code or 'unknown'}")
    if row.closed_window:
        return _outside_window(send, window_left_s)
    if send.wamid and send.resends < row.resends:
        return Outcome(do="again", wait_s=_backoff(row, send.resends + 1, None))
    return Outcome(do="person", why=f"failed:{send.code}")


def _outside_window(send: Outgoing, window_left_s: float) -> Outcome:
    if send.is_template:
        return Outcome(do="person", why=f"failed:{send.code}")
    if window_left_s > WINDOW_DOUBT_S:
        spurious = send.resends == 0
        return Outcome(do="again", wait_s=SPURIOUS_WAIT_S) if spurious else Outcome(do="person", why="window_refused")
    return Outcome(do="template") if send.fallback else Outcome(do="person", why="window_closed")


def _backoff(row: ErrorCode | None, attempts: int, jitter: float | None) -> float:
    """Doubling from the row's own wait, or 4^X for the pair rate; jitter is added, never taken off."""
    spread = random.uniform(1.0, 1.5) if jitter is None else jitter
    if row is None:
        return min(_FIRST_WAIT_S * 2.0 ** min(attempts, 20), _NO_ANSWER_LONGEST_S) * spread
    if row.per_pair:
        return min(4.0 ** (attempts + 1), LONGEST_WAIT_S) * spread
    return min(max(row.wait_s, _FIRST_WAIT_S) * 2.0 ** min(attempts, 20), LONGEST_WAIT_S) * spread
