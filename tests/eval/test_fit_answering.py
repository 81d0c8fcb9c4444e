"""Fitting the answer score: learnt from what was judged, and measured on questions it has not seen."""

import pytest

from agent.knowledge.answering import Evidence
from agent.settings import find
from eval.fitting.answering import Candidate, asked, fitted, held_out
from eval.rows import read_rows
from eval.split import half_of
from eval.suites.retrieval import OWN, QuestionRow

QUESTIONS = 30


def evidence(*, text: float = 0.0, near: float = 0.0) -> Evidence:
    return Evidence(text=text, focus=0.0, near=near, turned=0.0, unknown=0.0, whole=0.0, named=0.0)


def made(*, unjudged: float = 1.0) -> list[Candidate]:
    """Of each question one passage holds its words and answers, one does and was not judged, one does not."""
    return [
        candidate
        for number in range(QUESTIONS)
        for candidate in (
            Candidate(number, evidence(text=0.9, near=0.4), True, 1.0),
            Candidate(number, evidence(text=0.9, near=0.4), False, unjudged),
            Candidate(number, evidence(text=0.1, near=0.4), False, 1.0),
        )
    ]


def test_what_tells_answers_apart_weighs_and_what_is_the_same_everywhere_does_not() -> None:
    _, weights = fitted(made())

    assert weights["text"] > 1
    assert weights["near"] == pytest.approx(0, abs=0.1)


def test_what_is_set_by_hand_is_not_fitted() -> None:
    assert "turned" not in fitted(made())[1]


def test_a_passage_nobody_judged_counts_less_than_one_judged() -> None:
    assert held_out(made(unjudged=0.1)).max() > held_out(made()).max() + 0.1


def test_a_question_is_scored_by_a_fit_that_has_not_seen_it() -> None:
    odd = Candidate(QUESTIONS, evidence(near=1.0), True, 1000.0)
    scores = held_out([*made(), odd])

    assert scores[-1] < 0.5, "only its own label says that it answers"
    assert fitted([*made(), odd])[1]["near"] > 1


def test_the_locked_half_of_the_judged_questions_is_not_asked() -> None:
    judged = {row.text: row.name for row in read_rows(find(OWN), QuestionRow)}
    names = [judged[one.row.text] for one in asked() if one.row.text in judged]

    assert names
    assert all(half_of(name) == "tuning" for name in names)
