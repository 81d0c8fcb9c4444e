"""A company in Chamonix, set up from the docs alone, with terms of its own.

The Alps, Corsica, Morocco and Kilimanjaro; documents in French.
"""

import json

import pytest

from tests.other_operators.operator_folder import Answers, OperatorFolder

LEAST = 0.82
"""Share of the conversations that must pass: those of an average customer; odd ones are not kept."""
SAID = [
    ("puedo llevar a mi perro a los refugios?", "Sobre esto tenemos la información en inglés", "ruta"),
    ("is there a sauna at the snowshoe week?", "Our information on this is in French", "don't say"),
    ("faut des crampons au toubkal en avril ?", "nous les louons à Imlil", "compris"),
    ("Quelles dates pour l'ascension du Toubkal ?", "Prochains départs", "le 6 mai"),
    ("El tour del Mont Blanc, cuántos días son y cuál es el punto más alto?", "2.665 m", "equivocada"),
]


@pytest.fixture(scope="module")
def chamonix(tmp_path_factory: pytest.TempPathFactory) -> OperatorFolder:
    return OperatorFolder(tmp_path_factory.mktemp("chamonix"), "chamonix")


@pytest.fixture(scope="module")
def answers(chamonix: OperatorFolder) -> Answers:
    return chamonix.answers(words for words, _, _ in SAID)


def test_their_customers_are_answered_from_their_own_files(answers: Answers) -> None:
    assert answers.pass_rate >= LEAST, answers.failed


@pytest.mark.parametrize(("words", "says", "never"), SAID)
def test_what_stands_in_french_is_told(answers: Answers, words: str, says: str, never: str) -> None:
    assert says in answers.replies[words]
    assert never not in answers.replies[words]


def test_a_question_in_their_folder_is_answered_in_the_same_words(chamonix: OperatorFolder, answers: Answers) -> None:
    words = SAID[0][0]
    asked = json.loads(chamonix.cairn("ask", words, "--json"))
    assert asked["reply"]["text"] == answers.replies[words]
