"""Words written as they are heard are read as what they stand for; others stay as they are."""

import pytest

from agent.language.as_heard import as_heard
from agent.language.plain import plain, spelt_out


@pytest.mark.parametrize(("heard", "spelt"), [("dayz", "days"), ("jannule", "j'annule"), ("lassurance", "l'assurance")])
def test_words_are_spelt_as_they_are_meant(heard: str, spelt: str) -> None:
    assert as_heard(heard) == spelt


@pytest.mark.parametrize(
    "word", ["chez", "feliz", "quiz", "jours", "lage", "danger", "notre", "quelle", "jazz", "dias"]
)
def test_other_words_stay(word: str) -> None:
    assert as_heard(word) == word


@pytest.mark.parametrize(
    ("texted", "written"),
    [
        ("hw mny nightz", "how many nights"),
        ("wich hite", "which height"),
        ("jusqua kan", "jusqu'a quand"),
        ("badalne ka koi charge hai", "badalne ka koi charge hai"),
    ],
)
def test_whole_lines_of_chat_are_written_out(texted: str, written: str) -> None:
    assert spelt_out(plain(texted)) == written
