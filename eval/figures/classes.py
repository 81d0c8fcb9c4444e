"""Figures of a classification: scikit-learn's on the items, the same in matrix form on thousands of resamples."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from eval.figures.report import Draws, Floats, Metric, mean_of, ratio

Labels = Sequence[str]


def accuracy(truth: Labels, predicted: Labels) -> Metric:
    """Share of items whose class was told."""
    return mean_of(_equal(truth, predicted))


def accuracy_within(truth: Labels, predicted: Labels, *, outside: str) -> Metric:
    """Accuracy on the items that are not of the class `outside`."""
    within = np.array([label != outside for label in truth], dtype=np.float64)
    return ratio(_equal(truth, predicted) * within, within)


def recall(truth: Labels, predicted: Labels, label: str) -> Metric:
    """Share of the items of a class that were told as such."""
    return ratio(_both(truth, predicted, label), _is(truth, label))


def precision(truth: Labels, predicted: Labels, label: str) -> Metric:
    """Share of the items told as a class that are of it."""
    return ratio(_both(truth, predicted, label), _is(predicted, label))


def false_rate(truth: Labels, predicted: Labels, label: str) -> Metric:
    """Share of the items that are not of a class and were told as it all the same."""
    others = 1 - _is(truth, label)
    return ratio(others * _is(predicted, label), others)


def share(told: Sequence[bool], within: Sequence[bool]) -> Metric:
    """Share of the items within a group of which something was told."""
    group = np.array(within, dtype=np.float64)
    return ratio(np.array(told, dtype=np.float64) * group, group)


def macro_f1(truth: Labels, predicted: Labels) -> Metric:
    """Mean F1 over the classes that are there or were told; a resample without a class does not count it."""
    if not truth:
        return mean_of(np.zeros(0))
    value = float(f1_score(truth, predicted, average="macro", zero_division=0.0))
    labels = sorted({*truth, *predicted})
    are, told = _one_hot(truth, labels), _one_hot(predicted, labels)
    hits = are * told

    def resampled(draws: Draws) -> Floats:
        found = draws @ (are + told)
        scores = np.divide(2 * (draws @ hits), found, out=np.full(found.shape, np.nan), where=found > 0)
        return np.asarray(np.nanmean(scores, axis=1))

    return Metric(value, resampled)


def _is(labels: Labels, label: str) -> Floats:
    return np.array([one == label for one in labels], dtype=np.float64)


def _both(truth: Labels, predicted: Labels, label: str) -> Floats:
    return _is(truth, label) * _is(predicted, label)


def _equal(truth: Labels, predicted: Labels) -> Floats:
    return np.array([one == other for one, other in zip(truth, predicted, strict=True)], dtype=np.float64)


def _one_hot(labels: Labels, known: Labels) -> NDArray[np.float64]:
    places = {label: place for place, label in enumerate(known)}
    return np.eye(len(known))[[places[label] for label in labels]]
