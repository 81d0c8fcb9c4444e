"""Ranking two classes by a score: area under the ROC curve and recall at a false-alarm rate, on items and resamples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.figures.report import Draws, Floats, Metric

_Figure = Callable[[Floats, Floats], Floats]
"""Positives and negatives of each step, [resamples, steps] → one figure a resample."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The ROC curve from the highest threshold down; equal scores are one step."""

    false_alarms: Floats
    recall: Floats
    thresholds: Floats


def auc(scores: Sequence[float], positive: Sequence[bool]) -> Metric:
    """How often a positive scores above a negative, ties counting half (Mann–Whitney)."""
    ranked = _Ranked(scores, positive)
    return ranked.metric(_area)


def recall_at(scores: Sequence[float], positive: Sequence[bool], *, false_alarms: float) -> Metric:
    """The best recall of a threshold at which at most this share of the negatives is reached."""
    ranked = _Ranked(scores, positive)

    def recall(positives: Floats, negatives: Floats) -> Floats:
        reached, false = _cumulated(positives), _cumulated(negatives)
        return np.asarray(np.where(false <= false_alarms + 1e-12, reached, 0.0).max(axis=1))

    return ranked.metric(recall)


def curve(scores: Sequence[float], positive: Sequence[bool]) -> Curve:
    """All thresholds, each with its recall and its share of false alarms."""
    ranked = _Ranked(scores, positive)
    positives, negatives = ranked.steps(np.ones((1, len(scores))))
    return Curve(_cumulated(negatives)[0], _cumulated(positives)[0], ranked.thresholds)


class _Ranked:
    """Items from the highest score down, equal scores in one step."""

    def __init__(self, scores: Sequence[float], positive: Sequence[bool]) -> None:
        values = np.array(scores, dtype=np.float64)
        self._order = np.argsort(-values, kind="stable")
        ordered = values[self._order]
        self._starts = np.flatnonzero(np.diff(ordered, prepend=np.inf))
        self.thresholds = ordered[self._starts]
        self._positive = np.array(positive, dtype=np.float64)[self._order]

    def steps(self, draws: Draws) -> tuple[Floats, Floats]:
        """[resamples, steps]: positives and negatives of each step."""
        ordered = draws[:, self._order]
        positives = np.add.reduceat(ordered * self._positive, self._starts, axis=1)
        negatives = np.add.reduceat(ordered * (1 - self._positive), self._starts, axis=1)
        return positives, negatives

    def metric(self, figure: _Figure) -> Metric:
        """The figure on the items and on resamples; not defined where one class is missing."""

        def resampled(draws: Draws) -> Floats:
            if not len(self._order):
                return np.full(len(draws), np.nan)
            positives, negatives = self.steps(draws)
            both = (positives.sum(axis=1) > 0) & (negatives.sum(axis=1) > 0)
            return np.where(both, figure(positives, negatives), np.nan)

        value = float(resampled(np.ones((1, len(self._order))))[0])
        return Metric(None if np.isnan(value) else value, resampled)


def _area(positives: Floats, negatives: Floats) -> Floats:
    below = negatives.sum(axis=1, keepdims=True) - np.cumsum(negatives, axis=1)
    pairs = (positives * (below + 0.5 * negatives)).sum(axis=1)
    return np.asarray(pairs / np.maximum(positives.sum(axis=1) * negatives.sum(axis=1), 1e-12))


def _cumulated(steps: Floats) -> Floats:
    total = np.maximum(steps.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray(np.cumsum(steps, axis=1) / total)
