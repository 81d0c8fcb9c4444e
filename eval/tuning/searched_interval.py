"""Of settings tried on the same questions, all that may be the best: paired tests of each against all, inverted.

As the model confidence set (Hansen, Lunde & Nason 2011): a setting stays while the most that another beats it by, in
standard errors, is no more than chance explains. The best of each resample, as before, is too sure.
"""

import numpy as np
from numpy.typing import NDArray

from eval.figures.bootstrap import draws
from eval.figures.report import Floats

RESAMPLES = 1_000
LEVEL = 0.97
"""Of the test. The range of what stays holds the best value of a setting in about 95 of 100 searches."""


def may_be_best(costs: Floats, *, level: float = LEVEL) -> NDArray[np.bool_]:
    """`costs` [settings tried, questions] → whether each may be the cheapest of all."""
    size = costs.shape[1]
    means = costs.mean(axis=1)
    off = np.concatenate(list(draws(size, resamples=RESAMPLES))) @ costs.T / size - means
    return np.array([_stays(means, off, place, level) for place in range(len(means))])


def _stays(means: Floats, off: Floats, place: int, level: float) -> bool:
    beyond, by_chance = means[place] - means, off[:, [place]] - off
    spread = by_chance.std(axis=0)
    errors = np.where(spread > 1e-9 * max(1.0, float(np.abs(means).max())), spread, np.inf)
    return bool((beyond / errors).max() <= np.quantile((by_chance / errors).max(axis=1), level) + 1e-12)
