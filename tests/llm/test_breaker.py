from agent.llm.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock=clock)
    for _ in range(5):
        breaker.enter()
        breaker.failed()
    return breaker


def test_four_failures_are_not_enough_to_judge() -> None:
    breaker = Breaker(clock=Clock())
    for _ in range(4):
        breaker.failed()
    assert breaker.state == "closed"


def test_half_of_the_calls_failing_opens_it() -> None:
    breaker = Breaker(clock=Clock())
    for ok in (True, True, False, False, False):
        breaker.succeeded() if ok else breaker.failed()
    assert breaker.state == "open"
    assert not breaker.enter()


def test_failures_of_long_ago_do_not_count() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    for _ in range(4):
        breaker.failed()
    clock.now = 31
    breaker.failed()
    assert breaker.state == "closed"


def test_after_the_pause_one_probe_is_let_through() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 15
    assert breaker.enter()
    assert not breaker.enter()
    breaker.succeeded()
    assert breaker.state == "closed"


def test_a_failed_probe_doubles_the_pause_up_to_five_minutes() -> None:
    clock = Clock()
    breaker = opened(clock)
    pauses = []
    for _ in range(6):
        start = clock.now
        while not breaker.enter():
            clock.now += 1
        pauses.append(clock.now - start)
        breaker.failed()
    assert pauses == [15, 30, 60, 120, 240, 300]


def test_a_probe_given_up_leaves_the_door_to_the_next() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 20
    assert breaker.enter()
    breaker.leave()
    assert breaker.enter()
