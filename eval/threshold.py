"""Where to cut a score: the cheapest threshold, and all that labels cannot tell from it."""

from dataclasses import dataclass

import numpy as np

from eval.report import Draws, Floats

GRID: Floats = np.arange(1.0, 100.0)


@dataclass(frozen=True, slots=True)
class Cut:
    """`best` on the items; `band`: the least and the greatest threshold whose cost may be as low as the best's."""

    best: float
    ci95: tuple[float, float]
    band: tuple[float, float]


def cut(scores: Floats, positive: Floats, draws: Draws, *, dear: float, now: float) -> Cut:
    """Cost: share of positives below the threshold + `dear` × share of negatives from it on. Ties go to the nearest."""
    once = np.ones((1, len(scores)))
    best = float(_cheapest(_costs(scores, positive, once, dear), now)[0])
    costs = _costs(scores, positive, draws, dear)
    beyond = costs - costs[:, [int(np.searchsorted(GRID, best))]]
    tied = GRID[np.nanpercentile(beyond, 5, axis=0) <= 0]
    low, high = np.nanpercentile(_cheapest(costs, now), [2.5, 97.5])
    return Cut(best, (float(low), float(high)), (float(tied.min()), float(tied.max())))


def _costs(scores: Floats, positive: Floats, draws: Draws, dear: float) -> Floats:
    """[resamples, thresholds]."""
    reached = (scores[:, None] >= GRID).astype(np.float64)
    positives, negatives = draws * positive, draws * (1 - positive)
    missed = positives @ (1 - reached) / np.maximum(positives.sum(axis=1, keepdims=True), 1e-12)
    false = negatives @ reached / np.maximum(negatives.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray(missed + dear * false)


def _cheapest(costs: Floats, now: float) -> Floats:
    away = np.abs(GRID - now) * 1e-9
    return np.asarray(GRID[np.argmin(costs + away, axis=1)])
