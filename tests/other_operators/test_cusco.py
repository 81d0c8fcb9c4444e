"""A company in Cusco, set up from the docs alone, with terms of its own.

Treks in Peru, Nepal and the Alps; documents in English and Spanish.
"""

import json

import pytest

from tests.other_operators.operator_folder import Answers, OperatorFolder

LEAST = 0.77
"""Share of the conversations that must pass."""
SAID = [
    ("are you open on sundays?", "Monday–Saturday from 08:30 to 18:00 (Lima time)", "India"),
    ("¿van al kilimanjaro?", "Perú, Nepal y Francia", "Himalaya"),
    ("which treks do you have in Peru", "Salkantay", "Annapurna"),
    ("deposit? cards, is there a fee?", "4% more", "70%"),
    ("on peut louer un cheval sur l'ausangate ?", "USD 40", "sleeping bag"),
]


@pytest.fixture(scope="module")
def cusco(tmp_path_factory: pytest.TempPathFactory) -> OperatorFolder:
    return OperatorFolder(tmp_path_factory.mktemp("cusco"), "cusco")


@pytest.fixture(scope="module")
def answers(cusco: OperatorFolder) -> Answers:
    return cusco.answers(words for words, _, _ in SAID)


def test_their_customers_are_answered_from_their_own_files(answers: Answers) -> None:
    assert answers.pass_rate >= LEAST, answers.failed


@pytest.mark.parametrize(("words", "says", "never"), SAID)
def test_nothing_of_the_sample_is_told(answers: Answers, words: str, says: str, never: str) -> None:
    assert says in answers.replies[words]
    assert never not in answers.replies[words]


def test_a_question_in_their_folder_is_answered_in_the_same_words(cusco: OperatorFolder, answers: Answers) -> None:
    words = SAID[0][0]
    asked = json.loads(cusco.cairn("ask", words, "--json"))
    assert asked["reply"]["text"] == answers.replies[words]
