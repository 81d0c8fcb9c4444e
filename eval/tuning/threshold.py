"""Where to cut a score: the cheapest threshold, how surely it is known, and all that labels cannot tell from it.

A percentile bootstrap of the cheapest threshold does not cover: the minimum of a step function converges at the cube
root (Abrevaya & Huang 2005). Here the cost is computed from the chance of being bad given the score, whose draws are
smooth; `docs/tuning.md` has the coverage of this and of the four ways that were tried before.
"""

from dataclasses import dataclass, field

import numpy as np

from eval.figures.bootstrap import Interval
from eval.figures.report import Floats
from eval.tuning.chance import Chance, Span

PER = 1_000
"""Costs are told for so many messages."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The thresholds there are. `above`: a score is reached by being greater than the threshold, not from it on."""

    span: Span = field(default_factory=Span)
    step: float = 1.0
    above: bool = False

    @property
    def grid(self) -> Floats:
        """Every threshold, from the lowest up."""
        count = round((self.span.high - self.span.low) / self.step)
        return np.round(self.span.low + self.step * np.arange(count + 1), 6)

    def place(self, threshold: float) -> int:
        """The nearest of the grid."""
        return int(np.argmin(np.abs(self.grid - threshold)))

    def reached(self, scores: Floats) -> Floats:
        """How many thresholds of the grid each score reaches; they are the lowest ones."""
        return np.asarray(np.searchsorted(self.grid, scores, side="left" if self.above else "right"))


@dataclass(frozen=True, slots=True)
class Stakes:
    """Money: `missed` for a bad one that is not reached, `false` for a good one that is."""

    missed: float
    false: float


@dataclass(frozen=True, slots=True)
class Decided:
    """What the cut is decided on: scores of messages as they come, and how often each counts."""

    scores: Floats
    counts: Floats

    @classmethod
    def of(cls, scores: Floats) -> "Decided":
        return cls(scores, np.ones(len(scores)))

    @classmethod
    def binned(cls, scores: Floats, scale: Scale) -> "Decided":
        """The same of very many, sorted once for all that is asked of them."""
        known, counts = np.unique(apart(scores, scale), return_counts=True)
        return cls(known, counts.astype(np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """`best` is the cheapest on average, `band` all that may be as cheap. `costs` [draws, thresholds] per 1,000.

    `saving`: what moving from `now` to `best` saves for 1,000 messages, with its 95 % interval.
    """

    scale: Scale
    now: float
    best: float
    ci95: Interval
    band: Interval
    costs: Floats

    @property
    def saved(self) -> Floats:
        """By draw."""
        return np.asarray(self.costs[:, self.scale.place(self.now)] - self.costs[:, self.scale.place(self.best)])

    @property
    def saving(self) -> tuple[float, Interval]:
        low, high = np.percentile(self.saved, [2.5, 97.5])
        return float(self.saved.mean()), (float(low), float(high))

    @property
    def now_is_as_good(self) -> bool:
        """Whether labels cannot tell the threshold in force from the best."""
        return self.band[0] <= self.now <= self.band[1]


def cut(chance: Chance, decided: Decided, stakes: Stakes, *, scale: Scale, now: float) -> Cut:
    """Thresholds that cost the same are one choice: the nearest to the one in force stands for them."""
    costs = costs_of(chance, decided, stakes, scale)
    grid = scale.grid
    best = cheapest(costs.mean(axis=0, keepdims=True), scale, now)[0]
    beyond = costs - costs[:, [scale.place(best)]]
    tied = grid[np.percentile(beyond, 5, axis=0) <= _SAME]
    low, high = np.percentile(cheapest(costs, scale, now), [2.5, 97.5])
    return Cut(
        scale=scale,
        now=now,
        best=float(best),
        ci95=(float(low), float(high)),
        band=(float(tied.min()), float(tied.max())),
        costs=costs,
    )


def costs_of(chance: Chance, decided: Decided, stakes: Stakes, scale: Scale) -> Floats:
    """[draws, thresholds]: money for 1,000 messages."""
    scores, where = np.unique(apart(decided.scores, scale), return_inverse=True)
    share = np.bincount(where, weights=decided.counts) / max(float(decided.counts.sum()), 1e-12)
    bad = chance.at(scores)
    dearer = share * (bad * stakes.missed - (1 - bad) * stakes.false)  # by missing this score
    steps = np.zeros((len(bad), len(scale.grid) + 1))
    places = scale.reached(scores)
    for place in np.unique(places):
        steps[:, place] = dearer[:, places == place].sum(axis=1)
    all_reached = (share * (1 - bad) * stakes.false).sum(axis=1, keepdims=True)
    return np.asarray(PER * (all_reached + np.cumsum(steps, axis=1)[:, :-1]))


_MANY, _FINE = 2_000, 8


def apart(scores: Floats, scale: Scale) -> Floats:
    """The scores; of many, to an eighth of the grid's step, so that 100,000 of them are some hundred."""
    if len(scores) <= _MANY:
        return scores
    step = scale.step / _FINE
    return np.asarray(np.round(scores / step) * step)


_SAME = 1e-9
"""Money: differences of sums that should be equal."""


def cheapest(costs: Floats, scale: Scale, now: float) -> Floats:
    """The threshold of each row of costs."""
    tied = costs <= costs.min(axis=1, keepdims=True) + _SAME
    away = np.where(tied, np.abs(scale.grid - now), np.inf)
    return np.asarray(scale.grid[np.argmin(away, axis=1)])
