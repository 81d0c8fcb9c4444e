import numpy as np
import pytest

from benchmarks.coverage import bootstrap
from eval.tuning.coverage import POPULATIONS, STAKES, covered, ours

SETS = 60
"""Of a nominal 95 %, fewer than 53 of 60 come by chance once in 100 times."""


@pytest.mark.parametrize("population", POPULATIONS)
def test_the_interval_of_a_threshold_holds_the_true_best_as_often_as_it_says(population: str) -> None:
    hits = covered(POPULATIONS[population], STAKES["missing is dear"], labels=250, sets=SETS, fit=ours)
    assert hits.sum() >= 53


def test_over_all_populations_and_prices_it_neither_boasts_nor_hides() -> None:
    shares = [
        covered(population, stakes, labels=250, sets=25, fit=ours).mean()
        for population in POPULATIONS.values()
        for stakes in STAKES.values()
    ]
    assert 0.92 <= np.mean(shares) <= 0.98


def test_the_percentile_bootstrap_would_fail_where_many_score_nothing() -> None:
    hits = covered(POPULATIONS["many at nothing"], STAKES["missing is dear"], labels=150, sets=SETS, fit=bootstrap)
    assert hits.sum() < 53
