"""Entries of the FAQ among what a search found: none is lost, and each answers the question it was found for."""

from agent.knowledge.entries_found import as_asked, with_entries
from agent.turn import Passage


def passage(name: str, question: str = "") -> Passage:
    return Passage(id=name, source="d", title=name, text=name, kind="faq", question=question)


def test_an_entry_that_the_search_found_late_takes_the_place_of_one_found_before_it() -> None:
    found = [passage("first"), passage("second"), passage("showers")]

    kept = with_entries(found, [as_asked(passage("showers"), "", 0.9)], keep=2)

    assert [one.id for one in kept] == ["first", "showers"]
    assert kept[1].scores.same == 0.9


def test_one_that_was_not_found_stands_beside_what_was() -> None:
    kept = with_entries([passage("first"), passage("second")], [as_asked(passage("showers"), "", 0.9)], keep=2)

    assert [one.id for one in kept] == ["first", "showers"]


def test_one_that_asks_the_same_as_one_question_answers_that_one_and_not_the_others() -> None:
    smoking = passage("smoking")

    kept = with_entries([], [as_asked(smoking, "", 0.9), as_asked(smoking, "may I smoke?", 0.8)], keep=5)

    assert [(one.question, one.scores.same) for one in kept] == [("may I smoke?", 0.8)]
