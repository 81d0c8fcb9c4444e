"""Names are the same in every language: without them a text tells which one it is in."""

from dataclasses import replace

from agent.compose.reading.spoken import speaks
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.nameless import nameless
from tests.llm.samples import catalogue


def alpine() -> Catalogue:
    """The sample's first trek under a French name, with a place of several words."""
    ours = catalogue()
    trek = next(iter(ours.treks.values()))
    named = replace(trek, name="Tour du Mont-Blanc", aliases=("le tour des glaciers",), start="Col des Fours")
    return replace(ours, treks={named.id: named})


def test_a_short_answer_full_of_french_names_is_spanish() -> None:
    said = "Tour du Mont-Blanc dura 8 días. Tour du Mont-Blanc sube a 2.665 m (Col des Fours)."
    assert not speaks(said, "es")
    assert speaks(nameless(said, alpine()), "es")


def test_names_are_left_out_in_any_spelling_and_the_rest_stays() -> None:
    assert nameless("Is LE TOUR DES GLACIERS hard?", alpine()) == "is hard"


def test_a_french_answer_to_a_spaniard_stays_french() -> None:
    said = "Le départ du Tour du Mont-Blanc est à huit heures, et il y a de la place pour vous."
    assert not speaks(nameless(said, alpine()), "es")


def test_without_treks_every_word_stays() -> None:
    assert nameless("Tour du Mont-Blanc", Catalogue()) == "tour du mont blanc"


def test_addresses_are_of_no_language() -> None:
    assert nameless("लिखें: hello@saffronridge.example", Catalogue()) == "लिखें"
