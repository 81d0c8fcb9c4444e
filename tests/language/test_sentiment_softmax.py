import numpy as np
import pytest

from agent.language.softmax import fit_softmax, softmax

_ROWS = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
_CLASSES = np.array([0, 0, 1, 1])


def test_what_is_learnt_tells_the_classes_apart() -> None:
    weights = fit_softmax(_ROWS, _CLASSES, np.zeros((2, 2)), 0.1)

    assert (softmax(_ROWS @ weights).argmax(axis=1) == _CLASSES).all()


def test_a_firm_belief_outweighs_the_examples() -> None:
    belief = np.array([[0.0, 0.0], [1.0, -1.0]])

    assert fit_softmax(_ROWS, _CLASSES, belief, 1e6) == pytest.approx(belief, abs=1e-3)


def test_the_slope_is_zero_where_it_stops() -> None:
    prior = np.array([[0.2, -0.2], [0.1, 0.0]])
    weights = fit_softmax(_ROWS, _CLASSES, prior, 0.5)
    slope = _ROWS.T @ (softmax(_ROWS @ weights) - np.eye(2)[_CLASSES]) + 0.5 * (weights - prior)

    assert slope == pytest.approx(np.zeros((2, 2)), abs=1e-6)


def test_large_scores_do_not_overflow() -> None:
    assert softmax(np.array([[1e4, 0.0, -1e4]])) == pytest.approx(np.array([[1.0, 0.0, 0.0]]))
