import numpy as np
import pytest

from agent.steps.retrieve import Retrieve
from eval.suites.question_set import Ranked
from eval.tuning.retrieval import COSTS, RANGES, Halves, Tried, costs_of, moved, point_of, tuned

PRICES = {name: cost.default for name, cost in COSTS.items()}


def tried(lift: float, n: int = 300) -> tuple[Tried, list[str], Halves]:
    """Twenty settings, the last of which is cheaper by so much; a hundred questions of each half and more."""
    rng = np.random.default_rng(3)
    costs = rng.choice([0.0, 1000.0], p=[0.7, 0.3], size=n)[None] + rng.normal(0, 300, (20, n))
    costs[-1] -= lift
    points = [tuple(float(at) for _ in RANGES) for at in range(20)]
    return Tried(points, costs), [f"q{at}" for at in range(n)], np.arange(n) % 2 == 0


def test_settings_go_where_they_belong_and_everything_else_stays() -> None:
    step = Retrieve(keep=4)
    point = tuple(round(value + 0.1, 2) for value in point_of(step))
    there = moved(step, point)
    assert point_of(there) == point
    assert there.weights.title == pytest.approx(step.weights.title + 0.1)
    assert there.model_dump(exclude={"weights", "dense_share", "same_from", "min_score"}) == step.model_dump(
        exclude={"weights", "dense_share", "same_from", "min_score"}
    )
    assert there.weights.trek == step.weights.trek


def test_a_missed_answer_costs_more_than_a_wrong_passage_beside_a_right_one() -> None:
    found = Ranked([], [], {"kept": np.array([1.0, 1.0, 0.0]), "right": np.array([1.0, 0.4, 0.0])})
    assert costs_of(found, PRICES) == pytest.approx([0, 300, 10_500])


def test_a_setting_that_is_surely_better_is_found_with_a_narrow_interval() -> None:
    found = tuned(*tried(lift=400), PRICES).settings["ranking"]["min_score"]
    assert found.best == 19
    assert found.ci95 == found.band == (19, 19)


def test_where_all_are_alike_both_interval_and_band_are_wide() -> None:
    found = tuned(*tried(lift=0), PRICES).settings["ranking"]["min_score"]
    assert found.band is not None
    assert found.band[1] - found.band[0] > 5
    assert found.ci95[1] - found.ci95[0] > 5


def test_the_locked_half_tells_nothing_to_the_choice() -> None:
    one, names, tuning = tried(lift=400)
    turned = Tried(one.points, np.where(tuning, one.costs, -one.costs))
    first, second = tuned(one, names, tuning, PRICES), tuned(turned, names, tuning, PRICES)
    assert first.settings == second.settings
    assert first.held is not None
    assert second.held is not None
    assert first.held.saved.sum() == pytest.approx(-second.held.saved.sum())
