"""BM25 finds inflected words in four languages and survives odd collections."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.knowledge.lexical import Lexical
from agent.knowledge.words import content_words, words
from agent.turn import Passage

Build = Callable[..., Passage]


@pytest.fixture
def several(passage: Build) -> list[Passage]:
    return [
        passage("en", "We cancel departures when the snow is too deep."),
        passage("es", "Las reservaciones se pagan por adelantado.", language="es"),
        passage("fr", "Les annulations sont remboursées.", language="fr"),
        passage("hi", "ट्रेक की कीमतें यहाँ हैं।", language="hi"),
        passage("num", "The pass is 4,270 m high."),
    ]


@pytest.mark.parametrize(
    ("query", "row"),
    [("cancelling a departure", 0), ("reservacion", 1), ("ANNULATION", 2), ("ट्रेक कीमत", 3), ("how high is 4270", 4)],
)
def test_the_right_passage_scores_highest(several: list[Passage], query: str, row: int) -> None:
    assert Lexical.build(several).scores(query).argmax() == row


@pytest.mark.parametrize("query", ["", "   ", "???", "zzzz qqqq", "🏔️"])
def test_a_query_without_known_words_scores_nothing(several: list[Passage], query: str) -> None:
    assert Lexical.build(several).scores(query).tolist() == [0.0] * 5


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("¿Puedo cancelar mi reserva?", ["cancelar", "reserva"]),
        ("puis-je annuler ma réservation", ["annuler", "reservation"]),
        ("हम्प्टा पास की कीमत क्या है?", ["हम्प्टा", "पास", "कीमत"]),
        ("what is on the way", ["what", "is", "the", "way"]),
        ("¿por que?", ["por", "que"]),
    ],
)
def test_words_that_say_nothing_are_not_searched_unless_there_are_no_others(query: str, about: list[str]) -> None:
    assert content_words(query) == [word for one in about for word in words(one)]


def test_a_saved_index_scores_as_before(several: list[Passage], tmp_path: Path) -> None:
    built = Lexical.build(several)
    built.save(tmp_path)

    assert Lexical.load(tmp_path).scores("snow").tolist() == built.scores("snow").tolist()


def test_a_collection_without_words_can_be_saved_and_asked(passage: Build, tmp_path: Path) -> None:
    Lexical.build([passage("…", "!!!")]).save(tmp_path)

    assert Lexical.load(tmp_path).scores("snow").tolist() == [0.0]
    assert Lexical.build([]).scores("snow").tolist() == []


def test_who_asks_in_another_language_finds_it_by_what_the_glossary_knows(passage: Build) -> None:
    french = [
        passage("dogs", "Les chiens ne sont pas admis.", language="fr"),
        passage("water", "On fait bouillir l'eau chaque soir.", language="fr"),
    ]
    scores = Lexical.build(french).scores("can I bring my dog")
    assert scores[0] > scores[1] == 0
