import numpy as np
import pytest

from eval.figures.shares import change_of, share_of


def test_none_of_twenty_is_not_never() -> None:
    found = share_of(np.zeros(20))
    assert found.value == 0
    assert list(found.ci95) == pytest.approx([0.0, 0.161], abs=0.001)


def test_of_nothing_anything_may_be() -> None:
    assert share_of(np.array([])).ci95 == (0.0, 1.0)


def test_the_interval_of_a_share_holds_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    for true in (0.02, 0.3):
        held = [share_of((rng.random(200) < true).astype(float)).ci95 for _ in range(400)]
        assert 0.92 <= np.mean([low <= true <= high for low, high in held]) <= 0.99


def test_the_interval_of_a_change_holds_as_often_as_it_says() -> None:
    rng, held = np.random.default_rng(2), []
    for _ in range(400):
        kind = rng.choice(3, p=[0.95, 0.04, 0.01], size=300)
        before, after = (kind == 2).astype(float), (kind == 1).astype(float)
        low, high = change_of(before, after).ci95
        held.append(low <= 0.03 <= high)
    assert 0.92 <= np.mean(held) <= 0.99


def test_one_message_that_flips_in_a_thousand_is_no_change_to_speak_of_and_thirty_are() -> None:
    before, one, thirty = np.zeros(1000), np.eye(1, 1000)[0], (np.arange(1000) < 30).astype(float)
    assert not change_of(before, one).is_told_apart
    assert change_of(before, thirty).is_told_apart
    assert (change_of(thirty, one).gained, change_of(thirty, one).lost) == (0, 29)


def test_nothing_moved_is_exactly_nothing() -> None:
    assert change_of(np.ones(5), np.ones(5)).ci95 == (0.0, 0.0)
