"""Guessing passwords is slow, whatever becomes of the clock on the wall."""

import time

import pytest

from agent.accounts.attempts import Attempts


@pytest.mark.parametrize("jump_s", [-3600.0, 3600.0], ids=["back", "on"])
def test_a_clock_that_is_set_gives_no_tries_and_takes_none(monkeypatch: pytest.MonkeyPatch, jump_s: float) -> None:
    now, wall = [1000.0], time.time()
    monkeypatch.setattr(time, "time", lambda: wall)
    attempts = Attempts(now=lambda: now[0])
    assert [attempts.may_try("asha", "198.51.100.7") for _ in range(6)] == [True] * 5 + [False]
    monkeypatch.setattr(time, "time", lambda: wall + jump_s)
    now[0] += 299
    assert not attempts.may_try("asha", "198.51.100.7")
    now[0] += 1
    assert attempts.may_try("asha", "198.51.100.7")


def test_what_is_over_is_forgotten_one_by_one() -> None:
    now = [0.0]
    attempts = Attempts(now=lambda: now[0])
    for _ in range(5):
        assert attempts.may_try("asha", "198.51.100.7")
        now[0] += 60
    assert attempts.may_try("asha", "198.51.100.7")
    assert not attempts.may_try("asha", "198.51.100.7")
