"""The memory of the `limits` library's windows, by a clock that never jumps."""

from limits import RateLimitItemPerSecond
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from agent.process.steady_counts import SteadyCounts

TWO = RateLimitItemPerSecond(2, multiples=10)


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_fixed_window_ends_its_length_after_its_first_hit() -> None:
    clock = Clock()
    window = FixedWindowRateLimiter(SteadyCounts(clock))
    assert window.hit(TWO, "a")
    clock.seconds = 9
    assert [window.hit(TWO, "a"), window.hit(TWO, "a")] == [True, False]
    assert window.hit(TWO, "b")
    assert window.get_window_stats(TWO, "a") == (10.0, 0)
    clock.seconds = 10
    assert window.get_window_stats(TWO, "a").remaining == 2
    assert window.hit(TWO, "a")


def test_a_moving_window_frees_one_hit_after_the_other() -> None:
    clock = Clock()
    window = MovingWindowRateLimiter(SteadyCounts(clock))
    assert window.hit(TWO, "a")
    clock.seconds = 4
    assert window.hit(TWO, "a")
    assert (window.test(TWO, "a"), window.hit(TWO, "a")) == (False, False)
    assert window.get_window_stats(TWO, "a") == (10.0, 0)
    clock.seconds = 10
    assert (window.hit(TWO, "a"), window.hit(TWO, "a")) == (True, False)


def test_what_does_not_fit_whole_is_not_counted() -> None:
    window = MovingWindowRateLimiter(SteadyCounts(Clock()))
    assert not window.hit(TWO, "a", cost=3)
    assert window.hit(TWO, "a", cost=2)


def test_a_key_that_is_cleared_begins_anew_and_a_reset_clears_all() -> None:
    counts = SteadyCounts(Clock())
    fixed, moving = FixedWindowRateLimiter(counts), MovingWindowRateLimiter(counts)
    for window, key in ((fixed, "a"), (moving, "b")):
        assert window.hit(TWO, key, cost=2)
        window.clear(TWO, key)
        assert window.hit(TWO, key, cost=2)
    assert counts.reset() == 2
    assert counts.check()
    assert fixed.test(TWO, "a")


def test_addresses_that_came_once_are_not_kept_for_ever() -> None:
    clock = Clock()
    counts = SteadyCounts(clock)
    window = FixedWindowRateLimiter(counts)
    for address in range(999):
        window.hit(TWO, str(address))
    clock.seconds = 10
    window.hit(TWO, "newest")
    assert counts.reset() == 1
