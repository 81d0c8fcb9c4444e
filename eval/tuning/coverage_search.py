"""Do intervals hold what they promise where several settings are searched at once? Questions drawn from a population.

A question is answered where its margin is above 0, and margins are linear in the settings, as those of a ranking are.
How much each setting moves which question is normal, so that the best settings are known in closed form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from eval.figures.bootstrap import Interval, draws
from eval.figures.report import Floats
from eval.tuning.search import SEED
from eval.tuning.searched_interval import may_be_best
from eval.tuning.threshold import PER
from eval.tuning.trials import Point, Trials

TRIALS = 60
_MISSED = 10.0
_NEAR = 0.01

Fit = Callable[[Floats, Floats], list[Interval]]
"""Settings tried, and what each question costs under each [settings tried, questions] → an interval per setting."""


@dataclass(frozen=True, slots=True)
class Population:
    """Best values, each in 0–1, and how strongly each setting moves a question; 0: not at all, whatever its best."""

    best: tuple[float, ...]
    strength: tuple[float, ...]
    base: float = 0.6

    def questions(self, rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
        """The margin of each where all settings are 0, and what each setting adds [questions, settings]."""
        spread = np.array(self.strength)
        means = np.array(self.best) * spread**2 * self.base
        return rng.normal(self.base, 1.0, n), rng.normal(means, spread, (n, len(spread)))

    @property
    def ranges(self) -> Mapping[str, tuple[float, float]]:
        return {f"s{place}": (0.0, 1.0) for place in range(len(self.best))}


def covered(population: Population, *, questions: int, sets: int, fit: Fit, seed: int = SEED) -> Floats:
    """[sets, settings that matter]: 1 where the interval holds the best value."""
    rng = np.random.default_rng(seed)
    counts = [place for place, strength in enumerate(population.strength) if strength]
    best = np.clip(np.array(population.best), 0.0, 1.0)
    found = []
    for one in range(sets):
        tried, costs = searched(population, rng, questions, seed + one)
        spans = fit(tried, costs)
        found.append([spans[n][0] - _NEAR <= best[n] <= spans[n][1] + _NEAR for n in counts])
    return np.array(found, dtype=np.float64)


def searched(population: Population, rng: np.random.Generator, n: int, seed: int) -> tuple[Floats, Floats]:
    """As `cairn tune retrieval` tries settings, on questions of this population."""
    margins, moved = population.questions(rng, n)
    now: Point = (0.2,) * len(population.best)
    trials = Trials(population.ranges, now, seed=seed)
    points, costs = [], []
    for _ in range(TRIALS + 1):
        point = trials.ask()
        missed = PER * _MISSED * (margins + moved @ np.array(point) <= 0).astype(np.float64)
        trials.tell(float(missed.mean()))
        points.append(point)
        costs.append(missed)
    return np.array(points), np.array(costs)


def ours(tried: Floats, costs: Floats) -> list[Interval]:
    """As `cairn tune retrieval` does it."""
    stay = tried[may_be_best(costs)]
    return list(zip(stay.min(axis=0).tolist(), stay.max(axis=0).tolist(), strict=True))


def bootstrap(tried: Floats, costs: Floats) -> list[Interval]:
    """The best of those tried on each resample of the questions: what was here before."""
    resampled = np.concatenate(list(draws(costs.shape[1], resamples=1_000))) @ costs.T
    low, high = np.percentile(tried[resampled.argmin(axis=1)], [2.5, 97.5], axis=0)
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]


POPULATIONS: Mapping[str, Population] = {
    "all five matter": Population((0.5, 0.3, 0.7, 0.5, 0.6), (1.5, 1.5, 1.5, 1.5, 1.5)),
    "two matter": Population((0.4, 0.6, 0.5, 0.5, 0.5), (2.0, 2.0, 0.0, 0.0, 0.0)),
    "two at an end": Population((-0.3, 1.3, 0.5, 0.5, 0.5), (1.5, 1.5, 1.5, 1.0, 1.0)),
}
"""The best inside for all; three settings that change nothing; one that is best at 0 and one at 1."""
