"""What a month such as the logged one costs, for a choice of routes and for every value of a threshold, with intervals.

Contacts are drawn again (Poisson bootstrap), not messages: one person writes alike. Every sum meets the same draws, so
differences are paired.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from eval.figures.bootstrap import SEED, Interval
from eval.figures.report import Floats
from eval.traffic.logged_routes import DEARER, LoggedRoutes, Places

Sum = tuple[float, float, float]
"""A sum over a month, and the low and high end of its 95 % interval."""
_RESAMPLES = 500
_AT_ONCE, _PEOPLE = 50, 4_096
"""Draws that are made, and contacts that are summed, at one time: 500 draws of 65,000 people are 33 MB, not 262."""


class Months:
    """The draws of one log. Made once for a log, as they take the longest: [contacts, draws], a byte each."""

    def __init__(self, found: LoggedRoutes) -> None:
        _, self._who = np.unique(np.asarray(found.contacts), return_inverse=True)
        self._size = int(self._who.max()) + 1 if len(found.contacts) else 0
        self._per_month = found.per_month
        rng = np.random.default_rng(SEED)
        drawn = [rng.poisson(1.0, size=(_AT_ONCE, self._size)).astype(np.uint8) for _ in range(_RESAMPLES // _AT_ONCE)]
        self._draws = np.ascontiguousarray(np.concatenate(drawn).T)

    def of(self, usd: Floats) -> tuple[float, Interval]:
        """Of one value per message."""
        total, low, high = self.of_each(usd[:, None])[0]
        return total, (low, high)

    def of_each(self, usd: Floats) -> list[Sum]:
        """[messages, ways] → the sum of each way."""
        if not self._size:
            return [(0.0, 0.0, 0.0)] * usd.shape[1]
        spent = np.stack([np.bincount(self._who, weights=one, minlength=self._size) for one in usd.T], axis=1)
        return self._told(spent.sum(axis=0), self._drawn(spent))

    def of_thresholds(self, over: Floats, usd: Floats, thresholds: Floats, grid: Floats) -> list[list[Sum]]:
        """For each dear route the sum at every value of its own threshold, the others as they are.

        `over` [messages, 3], `usd` [messages, routes]; `grid` from the lowest up. A message has a dear route up to one
        value of its threshold and the same other one above it, so it is looked at once and not once for each value.
        """
        if not self._size:
            return [[(0.0, 0.0, 0.0)] * len(grid) for _ in DEARER]
        spent = [self._steps(usd, 1 + place, *up_to(over, thresholds, place, grid), len(grid)) for place in range(3)]
        totals = [np.asarray(one.sum(axis=0)).ravel() for one in spent]
        return [self._told(_along(total), _along(self._drawn(one))) for total, one in zip(totals, spent, strict=True)]

    def _steps(self, usd: Floats, route: int, reached: NDArray[np.int64], otherwise: Places, size: int) -> csr_matrix:
        """[contacts, size + 1]: by the last value with the dear route what leaving it changes; last what is left."""
        rows = np.arange(len(usd))
        left = usd[rows, otherwise]
        worth = np.concatenate([usd[:, route] - left, left])
        columns = np.concatenate([reached - 1, np.full(len(usd), size)])
        there = columns >= 0  # who never has the route has no step
        who = np.concatenate([self._who, self._who])
        return csr_matrix((worth[there], (who[there], columns[there])), shape=(self._size, size + 1))

    def _drawn(self, spent: "Floats | csr_matrix") -> Floats:
        """[contacts, ways] → [ways, draws]."""
        found = np.zeros((spent.shape[1], _RESAMPLES))
        for start in range(0, self._size, _PEOPLE):
            some = slice(start, start + _PEOPLE)
            found += spent[some].T @ self._draws[some].astype(np.float64)
        return found

    def _told(self, totals: Floats, drawn: Floats) -> list[Sum]:
        low, high = np.percentile(drawn, [2.5, 97.5], axis=1) * self._per_month
        return [(float(t), float(a), float(b)) for t, a, b in zip(totals * self._per_month, low, high, strict=True)]


def up_to(over: Floats, thresholds: Floats, place: int, grid: Floats) -> tuple[NDArray[np.int64], Places]:
    """At how many values of this threshold, the lowest first, each message has the route; and its route at the others.

    As `chosen` decides, which takes the first of equals.
    """
    beyond = over - thresholds
    before, after = beyond[:, :place].max(axis=1, initial=-np.inf), beyond[:, place + 1 :].max(axis=1, initial=-np.inf)
    own = over[:, [place]] - grid
    has = (own >= -1e-12) & (own > before[:, None]) & (own >= after[:, None])
    beyond[:, place] = -np.inf
    otherwise = np.where(beyond.max(axis=1) < -1e-12, 0, 1 + beyond.argmax(axis=1))
    return has.sum(axis=1), otherwise


def _along(steps: Floats) -> Floats:
    """What is left, and every step of a higher value, at each value: along the first axis."""
    return np.asarray(steps[-1] + np.cumsum(steps[-2::-1], axis=0)[::-1])
