"""How long the rest of a thought is waited for."""

import pytest

from agent.intake.burst import patience_s
from agent.settings import ServiceSettings

SETTINGS = ServiceSettings(burst_window_s=1.0, burst_limit_s=4.0)


OPEN = (
    "Hi, I want to go to Hampta and",
    "we are 4,",
    "so…",
    "Bonjour, je voudrais savoir si",
    "main aur",
    "मैं और",
    "quiero ir y",
    "dates:",
    "two things -",
)


@pytest.mark.parametrize("text", OPEN)
def test_who_goes_on_is_waited_for_up_to_the_limit(text: str) -> None:
    assert patience_s(text, SETTINGS) == 4.0


@pytest.mark.parametrize(
    "text", ["How much is Hampta Pass in June?", "क्या जून में सीट है?", "हम चार लोग हैं।", "Thanks a lot!", "OK?"]
)
def test_a_finished_sentence_is_answered_sooner(text: str) -> None:
    assert patience_s(text, SETTINGS) == 0.5


@pytest.mark.parametrize("text", ["hi", "hello there", "नमस्ते"])
def test_a_greeting_is_seldom_all(text: str) -> None:
    assert patience_s(text, SETTINGS) == 2.0


@pytest.mark.parametrize("text", ["price for hampta pass in june for four people", "", "the sand in my band is grand"])
def test_all_else_waits_for_the_window(text: str) -> None:
    assert patience_s(text, SETTINGS) == 1.0


def test_never_longer_than_the_limit_and_not_at_all_without_a_window() -> None:
    assert patience_s("hi", ServiceSettings(burst_window_s=3.0, burst_limit_s=4.0)) == 4.0
    assert patience_s("and", ServiceSettings(burst_window_s=0.0, burst_limit_s=4.0)) == 0.0
