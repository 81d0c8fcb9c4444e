"""A circuit breaker: after too many failures nobody waits for a model that is down."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

State = Literal["closed", "open", "half-open"]


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Opens at `open_share` failures among the last `window` calls within `window_s`, once there are `least` of them.

    It stays open `pause_s`, then lets one probe through; a failed probe doubles the pause up to `longest_pause_s`.
    `clock` counts seconds and never goes back.
    """

    window: int = 20
    window_s: float = 30.0
    least: int = 5
    open_share: float = 0.5
    pause_s: float = 15.0
    longest_pause_s: float = 300.0
    clock: Callable[[], float] = time.monotonic
    _calls: deque[tuple[float, bool]] = field(default_factory=deque)
    _opened_at: float | None = None
    _pause: float = 0.0
    _probing: bool = False

    @property
    def state(self) -> State:
        """Half-open once the pause is over."""
        if self._opened_at is None:
            return "closed"
        return "half-open" if self.clock() - self._opened_at >= self._pause else "open"

    @property
    def allows(self) -> bool:
        """Whether a call would be let through now; asking takes nothing."""
        return self.state == "closed" or (self.state == "half-open" and not self._probing)

    def enter(self) -> bool:
        """Ask to call; a half-open breaker admits one caller, who must report with `succeeded` or `failed`."""
        if not self.allows:
            return False
        self._probing = self.state == "half-open"
        return True

    def leave(self) -> None:
        """The caller gave up for reasons of its own: nothing is learnt about the model."""
        self._probing = False

    def succeeded(self) -> None:
        """The model answered."""
        if self._probing:
            self._calls.clear()
            self._opened_at, self._pause, self._probing = None, 0.0, False
        self._note(ok=True)

    def failed(self) -> None:
        """The model did not answer, or not usably."""
        self._note(ok=False)
        if self._probing or (self._opened_at is None and self._too_many()):
            self._pause = min(self._pause * 2 or self.pause_s, self.longest_pause_s)
            self._opened_at, self._probing = self.clock(), False

    def _note(self, *, ok: bool) -> None:
        now = self.clock()
        self._calls.append((now, ok))
        while len(self._calls) > self.window or now - self._calls[0][0] > self.window_s:
            self._calls.popleft()

    def _too_many(self) -> bool:
        failures = sum(not ok for _, ok in self._calls)
        return len(self._calls) >= self.least and failures / len(self._calls) >= self.open_share
