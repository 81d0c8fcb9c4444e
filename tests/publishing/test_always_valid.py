"""The test that ends a canary: how often it is wrong though somebody looks after every message, and what it finds."""

import math
from functools import cache

import numpy as np
import pytest

from agent.publishing.always_valid import evidence_of_harm, ratio_of

HARMED = 400
"""Contacts harmed in one canary of a simulation; the test is looked at after each."""


@cache
def needed(share: float, alpha: float) -> np.ndarray:
    """Of n harmed contacts, how many must be in the canary for the test to be on."""
    found, inside = [], 0
    for harmed in range(1, HARMED + 1):
        while inside <= harmed and evidence_of_harm(harmed, inside, share) < -math.log(alpha):
            inside += 1
        found.append(inside)
    return np.array(found)


def first_alarms(share: float, ratio: float, alpha: float, runs: int, seed: int = 7) -> np.ndarray:
    """After how many harmed contacts each canary ends; HARMED + 1 for those that never do."""
    q = share * ratio / (share * ratio + 1 - share)
    inside = (np.random.default_rng(seed).random((runs, HARMED)) < q).cumsum(axis=1)
    on = inside >= needed(share, alpha)
    return np.where(on.any(axis=1), on.argmax(axis=1) + 1, HARMED + 1)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("alpha", [0.05, 0.05 / 7])
def test_a_draft_that_does_no_more_harm_is_seldom_ended_however_often_one_looks(share: float, alpha: float) -> None:
    runs = 20_000
    wrong = (first_alarms(share, 1.0, alpha, runs) <= HARMED).mean()

    assert wrong <= alpha + 2 * math.sqrt(alpha * (1 - alpha) / runs)
    assert wrong > 0  # it can fire


def test_a_draft_that_does_less_harm_is_ended_even_less_often() -> None:
    assert (first_alarms(0.1, 0.5, 0.05, 20_000) <= HARMED).mean() < 0.02


@pytest.mark.parametrize(("ratio", "most"), [(2.0, 250), (3.0, 80), (5.0, 30), (20.0, 8)])
def test_much_harm_is_found_sooner_than_little(ratio: float, most: int) -> None:
    assert np.median(first_alarms(0.1, ratio, 0.05 / 7, 2_000)) <= most


def test_looking_again_and_again_with_an_ordinary_interval_would_be_wrong_far_more_often() -> None:
    """What the test above is better than: the usual 95 % bound, looked at after every harmed contact."""
    share, runs = 0.1, 2_000
    inside = (np.random.default_rng(7).random((runs, HARMED)) < share).cumsum(axis=1)
    n = np.arange(1, HARMED + 1)
    usual = (inside / n - share) / np.sqrt(share * (1 - share) / n) > 1.645

    assert usual[:, 20:].any(axis=1).mean() > 0.2


@pytest.mark.parametrize("share", [0.05, 0.3])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.5])
def test_the_interval_holds_the_true_ratio_at_all_times_at_once(share: float, ratio: float) -> None:
    alpha, runs = 0.1, 200
    q = share * ratio / (share * ratio + 1 - share)
    inside = (np.random.default_rng(11).random((runs, 120)) < q).cumsum(axis=1)

    bounds = cache(lambda n, k: ratio_of(n, k, share, alpha))
    told = [[bounds(n, int(k)) for n, k in enumerate(run, 1)] for run in inside]
    too_high = np.mean([any(one.low > ratio for one in run) for run in told])
    too_low = np.mean([any(one.high < ratio for one in run) for run in told])

    assert max(too_high, too_low) <= alpha + 2 * math.sqrt(alpha * (1 - alpha) / runs)


def test_the_test_is_on_exactly_when_the_lower_bound_is_above_one() -> None:
    for harmed in range(0, 60):
        for inside in range(harmed + 1):
            on = evidence_of_harm(harmed, inside, 0.2) >= -math.log(0.05)
            assert on == (ratio_of(harmed, inside, 0.2, 0.05).low > 1), (harmed, inside)


def test_before_anything_happened_nothing_is_known() -> None:
    nothing = ratio_of(0, 0, 0.1, 0.05)

    assert (nothing.low, nothing.high) == (0.0, math.inf)
    assert math.isnan(nothing.best)


def test_huge_counts_are_no_trouble() -> None:
    ratio = ratio_of(3_000_000, 300_000, 0.1, 0.05)

    assert 0.98 < ratio.low < 1 < ratio.high < 1.02
