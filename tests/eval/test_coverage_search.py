import numpy as np

from eval.tuning.coverage_search import POPULATIONS, bootstrap, covered, ours
from eval.tuning.searched_interval import may_be_best

SETS = 25


def test_over_all_populations_the_interval_of_a_searched_setting_neither_boasts_nor_hides() -> None:
    shares = [covered(one, questions=150, sets=SETS, fit=ours).mean() for one in POPULATIONS.values()]
    assert 0.90 <= np.mean(shares) < 1.0
    assert min(shares) >= 0.85


def test_the_best_of_each_resample_would_be_too_narrow() -> None:
    assert covered(POPULATIONS["two at an end"], questions=150, sets=SETS, fit=bootstrap).mean() < 0.8


def test_what_is_surely_dearer_goes_and_what_is_alike_stays() -> None:
    rng = np.random.default_rng(3)
    costs = rng.normal(100, 30, 200)[None] + rng.normal(0, 5, (4, 200))
    costs[2] += 20
    assert may_be_best(costs).tolist() == [True, True, False, True]


def test_settings_that_are_the_same_to_the_question_stay_together() -> None:
    one = np.random.default_rng(4).choice([0.0, 1000.0], 80)
    assert may_be_best(np.stack([one, one])).tolist() == [True, True]
