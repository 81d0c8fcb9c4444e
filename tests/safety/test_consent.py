from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.safety.consent import find_wish

CASES = yaml.safe_load((Path(__file__).parent / "consent_cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["opt_out"])
def test_a_wish_to_be_left_alone_is_heard(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize("text", CASES["opt_in"])
def test_a_wish_for_messages_is_heard(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_in"


@pytest.mark.parametrize("text", CASES["none"])
def test_words_of_stopping_that_mean_something_else_change_nothing(text: str) -> None:
    wish = find_wish(text)
    assert wish is None or not wish.clear


def test_start_alone_is_a_weak_word() -> None:
    wish = find_wish("Start")
    assert wish is not None
    assert (wish.kind, wish.clear) == ("opt_in", False)


@pytest.mark.parametrize("text", ["STOP_PROMOTIONS", "opt_out", "Stop promotions", "unsubscribe"])
def test_ids_and_titles_of_buttons_count(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize("text", ["🛑", "🛑🛑", "🚫", "✋🏽", "stop 🛑", "ST\u200bOP", "ＳＴＯＰ", "s-t-o-p", "STOOOP"])
def test_disguised_and_pictured_stops_count(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize("text", ["", " ", "👍", "🙏🙏", "...", "?", "\u200b", "1", "🏔️ 5 days"])
def test_messages_without_words_hold_no_wish(text: str) -> None:
    assert find_wish(text) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    find_wish(text)
