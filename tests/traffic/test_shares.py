"""Shares with intervals, and the alarm when one leaves its own."""

import pytest

from agent.traffic.shares import outside, share


def test_the_interval_is_wilsons() -> None:
    found = share("x", 8, 10)

    assert found.value == 0.8
    assert found.low == pytest.approx(0.4902, abs=1e-4)
    assert found.high == pytest.approx(0.9433, abs=1e-4)


def test_none_of_many_is_not_surely_none_and_nothing_says_nothing() -> None:
    assert 0.03 < share("x", 0, 100).high < 0.04
    assert (share("x", 0, 0).value, share("x", 0, 0).low, share("x", 0, 0).high) == (0.0, 0.0, 1.0)


def test_a_share_that_left_its_interval_or_was_never_accepted_is_named() -> None:
    found = [share("a", 5, 10), share("b", 9, 10), share("c", 1, 10)]

    assert outside(found, {"a": (0.4, 0.6), "b": (0.4, 0.6)}) == ["b", "c"]
