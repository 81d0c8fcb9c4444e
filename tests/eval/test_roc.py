import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from eval.figures.bootstrap import intervals
from eval.figures.report import Measured
from eval.figures.roc import auc, curve, recall_at


def test_it_is_scikit_learns_area_also_with_ties() -> None:
    rng = np.random.default_rng(3)
    scores, truth = rng.integers(0, 12, 300).astype(float), rng.random(300) < 0.3
    assert auc(list(scores), list(truth)).value == pytest.approx(roc_auc_score(truth, scores))


def test_a_resample_gives_what_the_same_items_would() -> None:
    scores, truth = [0.1, 0.4, 0.4, 0.8], [False, True, False, True]
    drawn = auc(scores, truth).resampled(np.array([[2.0, 1.0, 0.0, 1.0]]))
    assert drawn[0] == auc([0.1, 0.1, 0.4, 0.8], [False, False, True, True]).value


def test_one_class_alone_has_no_area() -> None:
    assert auc([1.0, 2.0], [True, True]).value is None
    assert auc([], []).value is None


def test_recall_is_taken_where_false_alarms_stay_within_the_limit() -> None:
    scores, truth = [9, 8, 7, 6, 5], [True, True, False, True, False]
    assert recall_at(scores, truth, false_alarms=0.0).value == pytest.approx(2 / 3)
    assert recall_at(scores, truth, false_alarms=0.5).value == pytest.approx(1.0)


def test_a_threshold_that_cannot_part_equal_scores_finds_nothing() -> None:
    assert recall_at([1, 1], [True, False], false_alarms=0.4).value == 0.0


def test_the_curve_ends_at_all_reached() -> None:
    found = curve([3, 2, 2, 1], [True, False, True, False])
    assert list(found.thresholds) == [3, 2, 1]
    assert list(found.recall) == [0.5, 1.0, 1.0]
    assert list(found.false_alarms) == [0.0, 0.5, 1.0]


def test_it_has_intervals() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random(200) < 0.5
    figure = auc(list(3 * rng.random(200) + truth), list(truth))
    low, high = intervals(Measured(200, {"auc": figure}))["auc"]
    assert low < (figure.value or 0) < high
