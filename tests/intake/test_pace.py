"""One thing per so many seconds, with a burst that is paid back."""

from agent.intake.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_lent_and_then_one_at_a_time() -> None:
    clock = Clock()
    pace = Pace(6.0, 45, clock)
    assert [pace.take("a") for _ in range(45)] == [0.0] * 45
    assert pace.take("a") == 6.0
    clock.now += 5.5
    assert pace.take("a") == 0.5
    clock.now += 0.5
    assert pace.take("a") == 0.0
    assert pace.take("a") == 6.0


def test_what_was_borrowed_is_paid_back_in_silence() -> None:
    clock = Clock()
    pace = Pace(6.0, 45, clock)
    for _ in range(45):
        pace.take("a")
    clock.now += 120
    assert [pace.take("a") for _ in range(21)] == [0.0] * 20 + [6.0]


def test_nobody_pays_for_another() -> None:
    pace = Pace(6.0, 1, Clock())
    pace.take("a")
    assert pace.take("a") == 6.0
    assert pace.take("b") == 0.0


def test_no_limit_is_no_limit() -> None:
    pace = Pace(0.0, 1, Clock())
    assert {pace.take("a") for _ in range(1000)} == {0.0}


def test_what_was_had_anyway_is_owed() -> None:
    clock = Clock()
    pace = Pace(2.0, 3, clock)
    pace.charge("a", 10)
    assert pace.wait("a") == 16.0
    clock.now += 100
    assert pace.wait("a") == 0.0
