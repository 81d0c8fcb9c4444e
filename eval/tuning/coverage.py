"""Does a fitted threshold's interval hold what it promises? Label sets drawn from a population whose best is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from eval.figures.bootstrap import Interval
from eval.figures.report import Floats
from eval.tuning.chance import SEED, chance_of
from eval.tuning.threshold import Decided, Scale, Stakes, cut

SCALE = Scale()
_TRAFFIC = 3_000
_MANY = 1_000_000

Draw = Callable[[np.random.Generator, int], Floats]
Fit = Callable[[Floats, Floats, Floats, Stakes], Interval]
"""Scores and labels of a set, scores of traffic, what errors cost → the interval."""


@dataclass(frozen=True, slots=True)
class Population:
    """How scores fall, and how likely each is bad."""

    scores: Draw
    bad: Callable[[Floats], Floats]

    def best(self, stakes: Stakes) -> Interval:
        """The cheapest threshold of the grid; the first and the last where several are."""
        scores = self.scores(np.random.default_rng(SEED), _MANY)
        chance = self.bad(scores)
        dearer = chance * stakes.missed - (1 - chance) * stakes.false
        steps = np.bincount(SCALE.reached(scores), weights=dearer, minlength=len(SCALE.grid) + 1)
        costs = np.cumsum(steps)[:-1]
        tied = SCALE.grid[costs <= costs.min() + 1e-9]
        return float(tied[0]), float(tied[-1])


def covered(population: Population, stakes: Stakes, *, labels: int, sets: int, fit: Fit, seed: int = SEED) -> Floats:
    """By label set: 1 where the interval holds the best threshold, to the nearest step of the grid."""
    rng, (low, high) = np.random.default_rng(seed), population.best(stakes)
    found = []
    for _ in range(sets):
        scores, traffic = population.scores(rng, labels), population.scores(rng, _TRAFFIC)
        bad = (rng.random(labels) < population.bad(scores)).astype(np.float64)
        least, most = fit(scores, bad, traffic, stakes)
        found.append(float(least <= high + SCALE.step / 2 and most >= low - SCALE.step / 2))
    return np.array(found)


def ours(scores: Floats, bad: Floats, traffic: Floats, stakes: Stakes) -> Interval:
    """As `cairn tune` does it."""
    chance = chance_of(scores, bad, SCALE.span, draws=400)
    return cut(chance, Decided.of(traffic), stakes, scale=SCALE, now=50).ci95


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))


POPULATIONS: Mapping[str, Population] = {
    "even": Population(
        lambda rng, n: np.clip(rng.normal(45, 22, n), 0, 100),
        lambda s: _sigmoid((s - 55) / 8),
    ),
    "skewed": Population(
        lambda rng, n: np.clip(rng.gamma(2.0, 14, n), 0, 100),
        lambda s: np.asarray(0.02 + 0.93 * norm.cdf((s - 38) / 14) ** 1.5),
    ),
    "many at nothing": Population(
        lambda rng, n: np.where(rng.random(n) < 0.4, 0, np.round(np.clip(rng.gamma(2.5, 12, n), 0, 100))),
        lambda s: np.asarray(0.01 + 0.97 * _sigmoid((s - 30) / 6) * _sigmoid((s - 10) / 15)),
    ),
}
"""A logistic one, one with a long tail and no logistic shape, and one like ban risk: 40 % score 0, whole points."""

STAKES: Mapping[str, Stakes] = {
    "missing is dear": Stakes(missed=300, false=40),
    "both alike": Stakes(missed=1, false=1),
    "blocking is dear": Stakes(missed=10, false=40),
}
