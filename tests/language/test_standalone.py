from agent.knowledge.catalogue import Catalogue
from agent.language.standalone import left_out
from agent.turn import Utterance

HISTORY = (
    Utterance(speaker="U", text="Seats on Hampta Pass in July?"),
    Utterance(speaker="S", text="Yes, and tents are included."),
)


def test_a_question_of_which_nothing_is_left_takes_up_the_one_before(catalogue: Catalogue) -> None:
    assert left_out("and in     ?", HISTORY, catalogue) == "Seats on in July?"
    assert left_out("¿y en       ?", HISTORY, catalogue) == "Seats on in July?"


def test_a_question_with_a_word_of_its_own_needs_none(catalogue: Catalogue) -> None:
    assert left_out("what about parking", HISTORY, catalogue) == ""


def test_lines_that_ask_nothing_are_passed_over(catalogue: Catalogue) -> None:
    thanks = (*HISTORY, Utterance(speaker="U", text="ok thanks"), Utterance(speaker="S", text="Welcome."))

    assert left_out("and for", thanks, catalogue) == "Seats on in July?"


def test_long_ago_is_not_taken_up(catalogue: Catalogue) -> None:
    chat = [Utterance(speaker="U", text="ok")] * 5

    assert left_out("and?", (*HISTORY, *chat), catalogue) == ""
    assert left_out("and?", (), catalogue) == ""
