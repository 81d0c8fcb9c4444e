"""What happened lately: turns, webhooks, sends, in a moving window."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.ports import InboxItem, InboxStatus, Receipt
from agent.safety.account import REFUSED
from agent.turn import Turn
from agent.turn_log import failed

_MOST = 200_000
"""Events of one kind that are kept at most; beyond it the window is shorter."""


@dataclass(slots=True)
class _Second:
    """The webhooks that were answered within one second of the clock."""

    at: int
    answered: int = 0
    failed: int = 0


class Traffic:
    """Counts by kind over the last `window_s` seconds, which may change while it counts."""

    def __init__(self, window_s: float = 900.0, *, now: Callable[[], float] = time.monotonic) -> None:
        self.window_s = window_s
        self._now = now
        self._events: defaultdict[str, deque[tuple[float, float]]] = defaultdict(lambda: deque(maxlen=_MOST))
        self._webhooks: deque[_Second] = deque([_Second(0)], maxlen=_MOST)

    def turn(self, turn: Turn, seconds: float) -> None:
        """A finished turn and its wall time."""
        self._add("turn_seconds", seconds)
        self._add("turn_failed", any(failed(run) for run in turn.trace))
        self._add("turn_flagged", bool(turn.compliance and turn.compliance.flags))
        if turn.risk and turn.risk.reply:
            self._add("high_risk", turn.risk.reply.level == "high")

    def stopped(self) -> None:
        """A turn that has to be tried again."""
        self._add("turn_failed", True)

    def webhook(self, status: int) -> None:
        """An answered webhook: thousands come in a second, so they are kept as numbers."""
        at, last = int(self._now()), self._webhooks[-1]
        if last.at != at:
            last = _Second(at)
            self._webhooks.append(last)
        last.answered += 1
        last.failed += status >= 500

    def receipt(self, receipt: Receipt) -> None:
        """An attempt to send; one that our own limits held was none."""
        if not receipt.held:
            self._add("refused", receipt.code in REFUSED)

    def item(self, item: InboxItem) -> None:
        """A status may say that a send counted before was refused after all."""
        if isinstance(item, InboxStatus) and item.status == "failed":
            self._add("refused_later", any(error.get("code") in REFUSED for error in item.errors))

    def set_aside(self, more: float) -> None:
        """So many more messages were set aside."""
        self._add("set_aside", more)

    def share(self, kind: str, least: int) -> float | None:
        """Mean of a kind, so the share of those that are true; None with fewer than `least` events."""
        values = self.values(kind)
        return sum(values) / len(values) if len(values) >= least else None

    def refused(self, least: int) -> float | None:
        """Share of attempts to send that were refused, at once or later."""
        attempts = self.values("refused")
        if len(attempts) < least:
            return None
        return min(1.0, (sum(attempts) + sum(self.values("refused_later"))) / len(attempts))

    def webhooks_failed(self, least: int) -> float | None:
        """Share of webhooks that were answered with an error of ours."""
        since = self._now() - self.window_s
        lately = [second for second in self._webhooks if second.at >= since]
        answered = sum(second.answered for second in lately)
        return sum(second.failed for second in lately) / answered if answered >= max(least, 1) else None

    def p95(self, kind: str, least: int) -> float | None:
        """95th percentile by nearest rank; None with fewer than `least` events."""
        values = sorted(self.values(kind))
        return values[max(0, -(-len(values) * 95 // 100) - 1)] if len(values) >= max(least, 1) else None

    def total(self, kind: str) -> float:
        """Sum of a kind."""
        return sum(self.values(kind))

    def values(self, kind: str) -> Sequence[float]:
        """Those of the window, the oldest first."""
        events, since = self._events[kind], self._now() - self.window_s
        while events and events[0][0] < since:
            events.popleft()
        return [value for _, value in events]

    def _add(self, kind: str, value: float) -> None:
        self._events[kind].append((self._now(), float(value)))
