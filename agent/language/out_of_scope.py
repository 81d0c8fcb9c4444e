"""Is a message about none of the labels? Several signs weighed together, learnt from examples judged unseen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Numbers = NDArray[np.float64]

OUTSIDE = frozenset({"oos", "out_of_scope"})
"""Labels that mean: none of the others."""

_SHARES = (0.03, 0.15)  # of live messages, whatever their share of the examples: sets of examples hold too few
_PENALTY = 1e-3
_STEPS = 30


def signs(scores: Rows, outside: int, known: Rows, likeness: Rows) -> Numbers:
    """Per message: best label, its lead, the outsiders' own score and its lead, words known, likeness, a constant."""
    inside = np.delete(scores, outside, axis=1)
    two = np.sort(inside, axis=1)[:, -2:] if inside.shape[1] > 1 else np.hstack([np.zeros_like(inside), inside])
    best, second, own = two[:, 1], two[:, 0], scores[:, outside]
    spread = np.abs(inside).sum(axis=1)
    columns = [best, best - second, own, own - best, np.square(best), spread, known, likeness, np.ones_like(best)]
    return np.stack(columns, axis=1).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Gate:
    """Logistic regression over the signs."""

    centre: Numbers
    scale: Numbers
    weights: Numbers

    def chance(self, told: Numbers) -> Numbers:
        """Probability of being out of scope."""
        with np.errstate(over="ignore"):
            return np.asarray(1.0 / (1.0 + np.exp(-((told - self.centre) / self.scale) @ self.weights)))

    @classmethod
    def fit(cls, told: Numbers, is_outside: NDArray[np.bool_]) -> "Gate":
        """Weights by Newton's method, outsiders weighing as much as they are likely to among live messages."""
        given = float(is_outside.mean())
        share = min(max(given, _SHARES[0]), _SHARES[1])
        centre, scale = told.mean(axis=0), told.std(axis=0) + 1e-9
        centre[-1], scale[-1] = 0.0, 1.0
        rows = (told - centre) / scale
        importance = np.where(is_outside, share / given, (1 - share) / (1 - given))
        return cls(centre, scale, _logistic(rows, is_outside.astype(np.float64), importance))


def _logistic(rows: Numbers, targets: Numbers, importance: Numbers) -> Numbers:
    weights = np.zeros(rows.shape[1])
    penalty = _PENALTY * len(rows) * np.eye(rows.shape[1])
    penalty[-1, -1] = 0.0
    for _ in range(_STEPS):
        chances = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (importance * (chances - targets)) + penalty @ weights
        curve = (rows.T * (importance * chances * (1 - chances) + 1e-9)) @ rows + penalty
        weights = weights - np.linalg.solve(curve + 1e-9 * np.eye(len(weights)), slope)
    return np.asarray(weights)
