"""Sessions: signed out means out."""

from agent.accounts.sessions import IDLE_S, LONGEST_S, Sessions


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_session_is_found_by_its_secret_and_by_nothing_else() -> None:
    sessions = Sessions()
    secret = sessions.begin("asha", "stamp")
    found = sessions.find(secret)
    assert found is not None
    assert (found.name, found.since) == ("asha", "stamp")
    assert sessions.find(secret + "x") is None
    assert sessions.find("") is None
    assert sessions.find("\udcff") is None


def test_an_ended_session_stays_ended_even_for_who_admits_the_same_cookie_again() -> None:
    sessions = Sessions()
    assert sessions.admit("cookie of the organisation", "asha@example.com")
    assert sessions.admit("cookie of the organisation", "asha@example.com")
    sessions.end("cookie of the organisation")
    assert sessions.find("cookie of the organisation") is None
    assert sessions.is_over("cookie of the organisation")
    assert not sessions.admit("cookie of the organisation", "asha@example.com")


def test_a_session_ends_by_itself_when_it_is_idle_or_old() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    idle, busy = sessions.begin("idle"), sessions.begin("busy")
    for _ in range(3):
        clock.now += IDLE_S / 2 + 1
        assert sessions.find(busy) is not None
    assert sessions.find(idle) is None
    clock.now = 1000.0 + LONGEST_S + 1
    assert sessions.find(busy) is None
    assert not sessions.admit(busy, "busy")
