"""Kernel ridge regression over sentence vectors (squared cosine) and words (TF-IDF), one output per label."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

Rows = NDArray[np.float32]
Classes = NDArray[np.int64]

_DENSE = 3.0  # squared cosine against TF-IDF
_RIDGE = 1.0
_RANK, _DIRECTIONS = 16, 300  # directions kept of each label's quadratic form: at least, and of all labels together
_COMMON = 0.05  # features in more of the texts than this are multiplied as a dense block
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Machine:
    """What is left of the examples: per label the strongest directions of its quadratic form, and one weight a word."""

    directions: Rows  # labels × rank × vector length
    strengths: Rows  # labels × rank
    words: Rows  # features × labels

    def scores(self, vector: Rows, at: NDArray[np.int64], weights: Rows) -> Rows:
        """One score per label: near 1 for a label whose examples the message is like, near 0 for others."""
        labels, rank, length = self.directions.shape
        along = (self.directions.reshape(labels * rank, length) @ vector).reshape(labels, rank)
        dense: Rows = np.einsum("lr,lr->l", along * along, self.strengths)
        return dense + weights @ self.words[at]


def kernel_of(dense: Rows, table: csr_matrix) -> Rows:
    """Similarity of every pair of examples."""
    kernel: Rows = dense @ dense.T
    np.multiply(kernel, kernel, out=kernel)
    kernel *= _DENSE
    usual = np.asarray((table > 0).mean(axis=0)).ravel() > _COMMON
    common: Rows = table[:, usual].toarray()
    rare = table[:, ~usual].tocsr()
    turned = rare.T.tocsc()
    for start in range(0, len(dense), _BLOCK):
        rows = slice(start, start + _BLOCK)
        kernel[rows] += common[rows] @ common.T + (rare[rows] @ turned).toarray()
    return kernel


def solve(kernel: Rows, classes: Classes, labels: int) -> Rows:
    """Dual weights, examples × labels; rare labels count as much as frequent ones. Overwrites `kernel`."""
    sizes = np.bincount(classes, minlength=labels)
    noise = _RIDGE * labels * sizes[classes] / len(classes)
    kernel[np.diag_indices(len(classes))] += noise.astype(np.float32)
    targets = np.eye(labels, dtype=np.float32)[classes]
    # symmetric: turned it is in the order LAPACK wants, so it is not copied
    factor = cho_factor(kernel.T, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, targets, check_finite=False), dtype=np.float32)


def unseen_scores(kernel: Rows, classes: Classes, labels: int, folds: NDArray[np.int64]) -> Rows:
    """What each example would be given by a machine that was not shown its fold."""
    scores = np.zeros((len(classes), labels), dtype=np.float32)
    for fold in np.unique(folds):
        shown, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weights = solve(kernel[np.ix_(shown, shown)], classes[shown], labels)
        scores[held] = kernel[np.ix_(held, shown)] @ weights
    return scores


def machine_of(weights: Rows, dense: Rows, table: csr_matrix) -> Machine:
    """The machine with these dual weights, without its examples."""
    rank = max(_RANK, _DIRECTIONS // weights.shape[1])
    forms = [_strongest(dense.T @ (dense * (_DENSE * column)[:, None]), rank) for column in weights.T]
    directions = np.stack([vectors for vectors, _ in forms])
    strengths = np.stack([values for _, values in forms])
    return Machine(directions, strengths, np.asarray(table.T @ weights, dtype=np.float32))


def _strongest(form: Rows, rank: int) -> tuple[Rows, Rows]:
    """Eigenvectors (as rows) and eigenvalues of a symmetric matrix, largest by size first."""
    values, vectors = np.linalg.eigh(form)
    kept = np.argsort(-np.abs(values))[:rank]
    return vectors.T[kept].astype(np.float32), values[kept].astype(np.float32)


def folds_of(dense: Rows, classes: Classes, count: int) -> NDArray[np.int64]:
    """A fold for each example; neighbours within a label share theirs, so that a fold is as new as a new customer."""
    folds = np.zeros(len(classes), dtype=np.int64)
    for label in np.unique(classes):
        rows = np.flatnonzero(classes == label)
        folds[rows] = _dealt(_groups(dense[rows]), count)
    return folds


def _groups(rows: Rows, size: int = 4) -> list[list[int]]:
    """Greedy groups: the next free row with its nearest free rows."""
    near = rows @ rows.T
    free = np.ones(len(rows), dtype=bool)
    groups: list[list[int]] = []
    while free.any():
        first = int(np.argmax(free))
        order = np.argsort(-np.where(free, near[first], -np.inf), kind="stable")
        chosen = [int(row) for row in order[:size] if free[row]]
        free[chosen] = False
        groups.append(chosen)
    return groups


def _dealt(groups: Sequence[Sequence[int]], count: int) -> NDArray[np.int64]:
    folds = np.zeros(sum(map(len, groups)), dtype=np.int64)
    for number, group in enumerate(groups):
        folds[list(group)] = number % count
    return folds
