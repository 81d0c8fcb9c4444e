import numpy as np
import pytest

from eval.figures.bootstrap import intervals
from eval.figures.calibration import Bin, calibration_error, reliability
from eval.figures.report import Measured


def test_confidence_that_is_the_share_right_has_no_error() -> None:
    sure = [0.75] * 4 + [0.25] * 4
    right = [True, True, True, False, True, False, False, False]

    assert calibration_error(sure, right).value == pytest.approx(0.0)


def test_the_error_is_the_gap_of_each_bin_by_its_size() -> None:
    sure = [0.95] * 3 + [0.55]
    right = [True, False, False, True]

    gaps = 3 * abs(0.95 - 1 / 3) + 1 * abs(0.55 - 1)
    assert calibration_error(sure, right).value == pytest.approx(gaps / 4)


def test_too_sure_and_too_modest_do_not_make_up_for_each_other() -> None:
    assert calibration_error([0.9, 0.9, 0.1, 0.1], [False, False, True, True]).value == pytest.approx(0.9)


def test_bins_hold_their_lower_end_and_the_last_one_certainty() -> None:
    assert reliability([0.0, 0.5, 1.0, 0.95], [False, True, True, True]) == [
        Bin(0.0, 0.1, 1, 0.0, 0.0),
        Bin(0.5, 0.6, 1, 0.5, 1.0),
        Bin(0.9, 1.0, 2, 0.975, 1.0),
    ]


def test_the_interval_is_drawn_from_the_same_figure() -> None:
    rng = np.random.default_rng(5)
    sure = rng.random(500)
    metric = calibration_error(list(sure), list(rng.random(500) < sure / 2))

    low, high = intervals(Measured(500, {"ece": metric}))["ece"]

    assert low < 0.25 < high
    assert metric.value == pytest.approx(0.25, abs=0.05)


def test_no_answers_have_no_error_and_no_bins() -> None:
    assert calibration_error([], []).value is None
    assert reliability([], []) == []
