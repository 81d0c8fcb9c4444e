from dataclasses import replace

import numpy as np
import pytest

from agent.language.meaning import centred, meanings
from agent.safety import likeness
from agent.safety.likeness import Likeness
from agent.safety.signs import signs
from agent.safety.vote import Vote

KNOWN = ["please stop writing to me", "the zip of the jacket is broken"]
ROWS = meanings(KNOWN)
MIDDLE = ROWS.mean(axis=0)
READER = Likeness(MIDDLE, centred(ROWS, MIDDLE), np.array([4, -4], dtype=np.float32), 0.0)


def test_a_message_goes_to_the_side_of_the_example_it_means_the_same_as_in_any_language() -> None:
    assert (READER.of("deja de escribirme, por favor") or 0) > 0
    assert (READER.of("la fermeture de la veste est cassée") or 0) < 0


def test_words_and_likeness_count_the_same_and_either_can_hold_the_other_back() -> None:
    words = Vote(signs("wish"), {}, bias=2.0)
    both = replace(words, likeness=READER)
    assert both.of(KNOWN[0]) > words.of(KNOWN[0]) > 0.85
    assert both.of(KNOWN[1]) < 0.5


def test_a_text_without_words_is_like_nothing() -> None:
    assert READER.of(" ") is None


def test_without_the_model_the_words_decide_and_must_be_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "meaning_about", lambda text, centre: None)
    words = Vote(signs("wish"), {}, bias=2.0)
    assert 0.7 < replace(words, likeness=READER).of(KNOWN[1]) < words.of(KNOWN[1])
