"""Words without their vowels are read as what they stand for; words that can be said stay as they are."""

from datetime import date

import pytest

from agent.language.entities.finder import EntityFinder
from agent.language.vowels import with_vowels, written_out
from tests.llm.samples import catalogue


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("brf", "barf"),
        ("kitn", "kitna"),
        ("thnd", "thand"),
        ("lgnge", "lagenge"),
        ("pse", "paise"),
        ("bkng", "booking"),
    ],
)
def test_vowels_are_put_back_where_nobody_could_say_the_word(short: str, whole: str) -> None:
    assert with_vowels(short) == whole


@pytest.mark.parametrize("word", ["tax", "trek", "gst", "km", "jan", "dni", "pour", "har", "pooch", "xyzq"])
def test_other_words_stay(word: str) -> None:
    assert with_vowels(word) == word


def test_places_of_the_text_written_out_lead_back_to_what_was_written() -> None:
    whole = written_out("hmpta jnvri me")
    start = whole.text.index("janvari")
    assert whole.span(start, start + len("janvari")) == (6, 11)


@pytest.mark.parametrize(
    ("text", "trek", "when"),
    [
        ("kdrknta mrch me?", "kedarkantha", "2027-03"),
        ("brhmtl jnvri me brf?", "brahmatal", "2027-01"),
        ("hmpta ka rate agst me", "hampta-pass", "2027-08"),
    ],
)
def test_names_and_months_without_vowels_are_found_where_they_stand(text: str, trek: str, when: str) -> None:
    found = EntityFinder(catalogue()).find(text, date(2026, 11, 26))
    assert [(entity.type, entity.value) for entity in found] == [("trek", trek), ("date", when)]
    assert all(text[entity.start : entity.end] == entity.text for entity in found)
