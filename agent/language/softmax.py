"""Multinomial logistic regression, small enough for Newton's method, drawn towards weights one believes in."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_STEPS = 30
_SMALL = 1e-6


def softmax(scores: NDArray[np.floating]) -> Matrix:
    """Rows of probabilities."""
    powers = np.exp(scores.astype(np.float64) - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def fit_softmax(rows: Matrix, classes: NDArray[np.int64], prior: Matrix, strength: float) -> Matrix:
    """Weights [columns, classes] with the least log-loss plus `strength`/2 times their squared distance to `prior`."""
    count = prior.shape[1]
    targets = np.where(classes[:, None] == np.arange(count), 1.0, 0.0)
    weights = prior.astype(np.float64)
    for _ in range(_STEPS):
        chances = softmax(rows @ weights)
        slope = rows.T @ (chances - targets) + strength * (weights - prior)
        step = np.linalg.solve(_curvature(rows, chances, strength), slope.T.ravel()).reshape(count, -1).T
        weights = weights - step
        if np.abs(step).max() < _SMALL:
            break
    return weights


def _curvature(rows: Matrix, chances: Matrix, strength: float) -> Matrix:
    """The Hessian, class by class in blocks."""
    width, count = rows.shape[1], chances.shape[1]
    blocks = np.zeros((count * width, count * width))
    for a in range(count):
        for b in range(count):
            share = chances[:, a] * (float(a == b) - chances[:, b])
            blocks[a * width : (a + 1) * width, b * width : (b + 1) * width] = rows.T @ (rows * share[:, None])
    return blocks + strength * np.eye(count * width)
