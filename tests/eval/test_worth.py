import numpy as np
import pytest

from eval.figures.report import Floats
from eval.tuning.boundary import Fitted, Scored, fit_boundary
from eval.tuning.chance import SEED
from eval.tuning.threshold import Decided, Scale, Stakes
from eval.tuning.worth import CANDIDATES, SURE, in_order

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


def test_many_messages_are_weighed_as_if_each_was_looked_at() -> None:
    """To bins and in parts it is the same as all of them at once: the settings, the labels and what they are worth."""
    rng = np.random.default_rng(4)
    many = np.where(rng.random(20_000) < 0.6, 0, np.round(np.clip(rng.gamma(1.5, 12, 20_000), 0, 100), 2))
    quick, slow = (
        fit_boundary(rows(150), STAKES, scale=Scale(), now=24, traffic=traffic)
        for traffic in (Decided.binned(many, Scale()), Decided.of(many))
    )
    assert quick.setting == slow.setting
    assert quick.cut.costs == pytest.approx(slow.cut.costs)
    values = rng.integers(1, 4, len(many)).astype(float)
    whole = in_order(slow.cut, slow.chance, STAKES, many, values)
    assert in_order(slow.cut, slow.chance, STAKES, many, values, 50).tolist() == whole[:50].tolist()
    steps = [(one.labels, one.decided, one.saves) for one in quick.worth(many).steps]
    assert np.array(steps) == pytest.approx(np.array(slow_worth(slow, many)))


def slow_worth(found: Fitted, queue: Floats) -> list[tuple[int, float, float]]:
    """Label by label, as `eval/tuning/worth.py` describes it."""
    order = in_order(found.cut, found.chance, STAKES, queue, np.ones(len(queue)))
    bad = np.clip(found.chance.at(queue[order[: CANDIDATES[-1]]]), 1e-9, 1 - 1e-9)
    rng = np.random.default_rng(SEED)
    truths = rng.choice(len(bad), size=200, replace=False)
    labels = rng.random((200, bad.shape[1])) < bad[truths]
    costs, told = found.cut.costs, []
    for n in CANDIDATES:
        decided, saves = [], []
        for label, truth in zip(labels, truths, strict=True):
            fits = np.where(label[:n], np.log(bad[:, :n]), np.log(1 - bad[:, :n])).sum(axis=1)
            fits[truth] = -np.inf
            weights = np.exp(fits - fits.max()) / np.exp(fits - fits.max()).sum()
            sure = float(weights @ (found.cut.saved > 0))
            decided.append(sure >= SURE or sure <= 1 - SURE)
            saves.append(costs[truth, costs.mean(axis=0).argmin()] - costs[truth, (weights @ costs).argmin()])
        told.append((n, float(np.mean(decided)), float(np.mean(saves))))
    return told
