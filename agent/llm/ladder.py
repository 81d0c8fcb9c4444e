"""The degradation ladder: normal → cheaper → composer, by spend, outage and waiting; and how full the hand-offs are.

normal: the route the question deserves · cheaper: the cheapest route for every question · composer: no model.
Where the composer cannot work either, `generate` hands over (handoff), and apologises once when too many turns were
handed over within the hour (apology). Down at once, up one rung at a time and only after calm.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import get_args

import structlog

from agent.llm.settings import LadderSettings
from agent.ports import Rung
from agent.turn import Mode

RUNGS: tuple[Mode, ...] = get_args(Mode)
_HOUR_S = 3600.0
_NEVER = 0.0

log = structlog.get_logger("llm")


@dataclass(frozen=True, slots=True)
class Measures:
    """What the rung is decided by; shares lie in 0–1."""

    spent: float = 0.0
    failed: float = 0.0
    cut_off: float = 0.0
    p95_s: float = 0.0


class Ladder:
    """State of one process. `spent` is the share of the day's budget, `breakers` the state of each model asked lately.

    `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        settings: LadderSettings,
        *,
        spent: Callable[[], float] = lambda: _NEVER,
        breakers: Callable[[], Mapping[str, str]] = dict,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._spent = spent
        self._breakers = breakers
        self._clock = clock
        self._calls: deque[tuple[float, float, bool]] = deque()
        self._handoffs: deque[float] = deque()
        self._full = False
        self._rung = Rung()
        self._calm_from = clock()

    def note(self, seconds: float, *, ok: bool) -> None:
        """A question was asked: how long the customer waited, and whether there was an answer."""
        self._calls.append((self._clock(), seconds, ok))

    def note_handoff(self, *, ago_s: float = 0.0) -> None:
        """A turn was handed over to a colleague."""
        self._handoffs.append(self._clock() - ago_s)

    @property
    def rung(self) -> Rung:
        """Where it stands now: looking at it moves it."""
        measures = self.measures
        wanted = _wanted(measures, self._settings, 1.0)
        if _depth(wanted) > _depth(self._rung):
            self._move(wanted)
        elif self._rung.mode != "normal":
            self._climb(_wanted(measures, self._settings, self._settings.recover_at))
        return self._rung

    def _climb(self, held: Rung) -> None:
        """One rung up after `recover_s` in which nothing, not even nearly, asked for the one it stands on."""
        if _depth(held) >= _depth(self._rung):
            self._calm_from = self._clock()
        elif self._clock() - self._calm_from >= self._settings.recover_s:
            better = RUNGS[_depth(self._rung) - 1]
            self._move(Rung(mode=better, reason="" if better == "normal" else "recovering"))

    def _move(self, to: Rung) -> None:
        log.warning("ladder", rung=to.mode, before=self._rung.mode, reason=to.reason)
        self._rung = to
        self._calm_from = self._clock()

    @property
    def measures(self) -> Measures:
        """Of the window, and of this moment."""
        self._forget()
        waits, failures = [seconds for _, seconds, _ in self._calls], [ok for _, _, ok in self._calls].count(False)
        enough = len(waits) >= self._settings.least_calls
        states = list(self._breakers().values())
        return Measures(
            spent=self._spent(),
            failed=failures / len(waits) if enough else 0.0,
            cut_off=states.count("open") / len(states) if states else 0.0,
            p95_s=percentile_95(waits) if enough else 0.0,
        )

    def _forget(self) -> None:
        now = self._clock()
        while self._calls and now - self._calls[0][0] > self._settings.window_s:
            self._calls.popleft()
        while self._handoffs and now - self._handoffs[0] > _HOUR_S:
            self._handoffs.popleft()

    @property
    def handoffs(self) -> int:
        """Turns handed over within the last hour."""
        self._forget()
        return len(self._handoffs)

    @property
    def handoffs_full(self) -> bool:
        """Whether no colleague can be promised; it ends when there is clearly room again."""
        most = self._settings.handoffs_per_hour
        self._full = self.handoffs >= (most * self._settings.recover_at if self._full else most)
        return self._full


def _wanted(measures: Measures, settings: LadderSettings, scale: float) -> Rung:
    """The rung the measures ask for, with thresholds scaled; the deepest of all reasons counts."""
    reasons = [
        ("composer", measures.cut_off, 1.0, "every model is cut off after failures"),
        ("composer", measures.spent, settings.composer_at_spent, f"{measures.spent:.0%} of the day's budget is spent"),
        ("composer", measures.failed, settings.composer_at_failed, f"{measures.failed:.0%} of recent questions failed"),
        ("composer", measures.p95_s, settings.composer_at_p95_s, f"p95 of waiting is {measures.p95_s:.1f} s"),
        ("cheaper", measures.spent, settings.cheaper_at_spent, f"{measures.spent:.0%} of the day's budget is spent"),
        ("cheaper", measures.failed, settings.cheaper_at_failed, f"{measures.failed:.0%} of recent questions failed"),
        ("cheaper", measures.cut_off, settings.cheaper_at_cut_off, f"{measures.cut_off:.0%} of models are cut off"),
        ("cheaper", measures.p95_s, settings.cheaper_at_p95_s, f"p95 of waiting is {measures.p95_s:.1f} s"),
    ]
    for mode, value, threshold, reason in reasons:
        if value and value >= threshold * scale:
            return Rung(mode="composer" if mode == "composer" else "cheaper", reason=reason)
    return Rung()


def percentile_95(values: Sequence[float]) -> float:
    """By nearest rank; 0 for nothing."""
    return sorted(values)[ceil(0.95 * len(values)) - 1] if values else 0.0


def _depth(rung: Rung) -> int:
    return RUNGS.index(rung.mode)
