import numpy as np
import pytest

from eval.boundary import Fitted, Scored, fit_boundary
from eval.report import Floats
from eval.threshold import Scale, Stakes

STAKES = Stakes(missed=300, false=40)


def rows(n: int, *, seed: int = 3, middle: float = 40.0) -> Scored:
    rng = np.random.default_rng(seed)
    scores = np.round(rng.uniform(0, 100, n), 2)
    bad = (rng.random(n) < 1 / (1 + np.exp(-(scores - middle) / 8))).astype(float)
    names = [f"m{at}" for at in range(n)]
    return Scored(names, names, scores, bad, np.ones(n))


def fitted(n: int, *, now: float, seed: int = 3, stakes: Stakes = STAKES) -> Fitted:
    return fit_boundary(rows(n, seed=seed), stakes, scale=Scale(), now=now)


def uniform(n: int) -> Floats:
    return np.random.default_rng(9).uniform(0, 100, n)


def test_who_is_far_from_the_best_needs_no_more_labels() -> None:
    worth = fitted(400, now=90).worth(uniform(500))
    assert worth.decided
    assert worth.sure > 0.99
    assert worth.told.startswith("Decided")


def test_an_open_choice_is_decided_by_so_many_more_labels() -> None:
    worth = fitted(40, now=8, stakes=Stakes(missed=100, false=40)).worth(uniform(500))
    assert not worth.decided
    assert worth.needed is not None
    assert f"about {worth.needed} more" in worth.told
    decided = [step.decided for step in worth.steps]
    assert decided[-1] > decided[0]


def test_where_two_settings_cost_the_same_no_number_of_labels_is_promised() -> None:
    found = fitted(3000, now=27)
    near = found.cut.best + (1 if found.cut.best <= 27 else -1)
    worth = fitted(3000, now=near).worth(uniform(500))
    assert worth.needed is None
    assert "Choose by taste" in worth.told


def test_without_messages_left_it_says_so() -> None:
    assert "no message left" in fitted(40, now=8, stakes=Stakes(100, 40)).worth(np.array([])).told


def test_the_first_to_label_are_nearest_the_boundary() -> None:
    found, queue = fitted(300, now=50), rows(400, seed=5)
    away = [abs(one.away) for one in found.to_label(queue, most=400)]
    assert max(away[:10]) < 12 < min(away[-50:])


def test_a_dear_message_comes_before_a_cheap_one_of_the_same_score() -> None:
    found = fitted(300, now=50)
    same = np.full(2, found.cut.best)
    pair = Scored(["cheap", "dear"], ["", ""], same, np.zeros(2), np.ones(2))
    assert [one.name for one in found.to_label(pair, np.array([1.0, 50.0]))] == ["dear", "cheap"]


@pytest.mark.parametrize("seed", range(3))
def test_what_labels_save_is_at_most_what_perfect_knowledge_would(seed: int) -> None:
    worth = fitted(60, now=10, seed=seed).worth(uniform(400))
    assert all(step.saves <= 1.5 * worth.most for step in worth.steps)
    assert worth.most >= 0
