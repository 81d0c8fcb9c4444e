"""What a failed send leads to, by code, attempt and window."""

from typing import Any

import pytest

from agent.channel.error_codes import ERROR_CODES
from agent.ports import Outgoing, Receipt
from agent.sending.outcome import LONGEST_WAIT_S, NO_ANSWER_RETRIES, after_failure, retry_wait

DAY_S = 24 * 3600.0


def send(**parts: Any) -> Outgoing:
    told: dict[str, Any] = {"id": "s", "message_id": "m", "contact": "c", "body": {"type": "text"}, "state": "failed"}
    return Outgoing(**(told | {"wamid": "w1"} | parts))


def refused(code: int | None = None, after_s: float = 0.0, *, held: bool = False) -> Receipt:
    return Receipt(state="failed", code=code, retryable=True, retry_after_s=after_s, held=held)


def test_the_pair_rate_waits_four_to_the_power_of_the_attempt() -> None:
    waits = [retry_wait(send(attempts=n), refused(131056), jitter=1.0) for n in range(7)]
    assert waits == [4, 16, 64, 256, 1024, LONGEST_WAIT_S, None]


def test_never_less_than_meta_asks_for() -> None:
    assert retry_wait(send(), refused(130429, after_s=90), jitter=1.0) == 90
    assert retry_wait(send(attempts=8), refused(130429, after_s=90), jitter=1.0) == 256


def test_waits_double_up_to_an_hour() -> None:
    waits = [retry_wait(send(attempts=n), refused(80007), jitter=1.0) for n in range(11)]
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, None]


@pytest.mark.parametrize("code", [1, 131053, 131060])
def test_some_codes_are_worth_one_more_try_only(code: int) -> None:
    assert retry_wait(send(), refused(code)) is not None
    assert retry_wait(send(attempts=1), refused(code)) is None


def test_without_an_answer_it_is_tried_for_hours() -> None:
    waits = [retry_wait(send(attempts=n), refused(), jitter=1.0) or 0.0 for n in range(NO_ANSWER_RETRIES)]
    assert waits[:3] == [0.5, 1, 2]
    assert 4 * 3600 < sum(waits) < 6 * 3600
    assert retry_wait(send(attempts=NO_ANSWER_RETRIES), refused()) is None


def test_our_own_limit_says_exactly_when() -> None:
    assert retry_wait(send(attempts=99), refused(after_s=7.5, held=True)) == 7.5


def test_what_may_not_be_retried_is_not() -> None:
    assert retry_wait(send(), Receipt(state="failed", code=131026)) is None


def test_outside_the_window_only_the_template_goes() -> None:
    closed = send(code=131047, fallback={"type": "template"})
    assert after_failure(closed, -1).do == "template"
    assert after_failure(send(code=131047), -1).do == "person"
    assert after_failure(send(code=131047, body={"type": "template"}), -1).do == "person"


def test_a_refusal_inside_an_open_window_is_doubted_once() -> None:
    first = after_failure(send(code=131047, fallback={"type": "template"}), DAY_S / 2)
    assert (first.do, first.wait_s) == ("again", 10)
    assert after_failure(send(code=131047, resends=1), DAY_S / 2).do == "person"
    assert after_failure(send(code=131047), 59).do == "person"


def test_an_unknown_fault_that_surely_failed_is_sent_again_twice() -> None:
    assert [after_failure(send(code=131000, resends=n), DAY_S).do for n in range(3)] == ["again", "again", "person"]


@pytest.mark.parametrize("code", [131048, 368, 131031, 190])
def test_what_failed_because_the_number_was_stopped_goes_out_once_it_is_started(code: int) -> None:
    assert after_failure(send(code=code), DAY_S).do == "again"
    assert after_failure(send(code=code, resends=1), DAY_S).do == "person"


@pytest.mark.parametrize("code", [100, 131026, 131049, 131050, 130472, 131051, 132001, 132015, 137000, 987654, None])
def test_for_everything_else_there_is_a_person(code: int | None) -> None:
    assert after_failure(send(code=code), DAY_S).do == "person"


@pytest.mark.parametrize("code", ERROR_CODES)
def test_what_was_refused_in_the_answer_is_not_sent_again_afterwards(code: int) -> None:
    outcome = after_failure(send(code=code, wamid=""), DAY_S)
    assert outcome.do == ("again" if code == 131047 else "person")
