from math import log2

import pytest

from agent.turn import Passage, Scores
from eval.figures.ranking import FINAL, measured, rankings


def passage(name: str, source: str = "", **scores: float) -> Passage:
    return Passage(id=name, source=source or name, title="", text="", scores=Scores(**scores))


def test_each_stage_has_its_own_order_and_the_final_one_is_as_given() -> None:
    candidates = [
        passage("a", dense=0.2, lexical=3.0, fused=0.5, rerank=0.9),
        passage("b", dense=0.9, lexical=1.0, fused=0.6, rerank=0.8),
        passage("c", dense=0.5, lexical=0.0, fused=0.7, rerank=0.7),
    ]

    found = rankings(candidates, lambda one: one.id)

    assert found[FINAL] == ["a", "b", "c"]
    assert found["dense"] == ["b", "c", "a"]
    assert found["fused"] == ["c", "b", "a"]
    assert found["reranked"] == ["a", "b", "c"]


def test_a_passage_that_shares_no_word_was_not_found_by_words() -> None:
    candidates = [passage("a", lexical=0.0, dense=0.9), passage("b", lexical=0.1, dense=0.1)]

    assert rankings(candidates, lambda one: one.id)["lexical"] == ["b"]


def test_a_document_stands_where_its_best_passage_stands() -> None:
    candidates = [passage("x#1", "x", dense=0.1), passage("y#1", "y", dense=0.5), passage("x#2", "x", dense=0.9)]

    assert rankings(candidates, lambda one: one.source)["dense"] == ["x", "y"]


def test_many_passages_of_one_document_do_not_push_others_out_of_the_first_ten() -> None:
    candidates = [passage(f"x#{n}", "x", dense=1 - n / 100) for n in range(30)] + [passage("y", dense=0.1)]

    assert rankings(candidates, lambda one: one.source)["dense"] == ["x", "y"]


def test_the_measures_are_those_of_the_textbook() -> None:
    ranking = ["no", "half", "full", "no2", "no3", "late"]
    grades = {"full": 2, "half": 1, "late": 1, "never": 1}

    values = {name: metric.value for name, metric in measured([ranking], [grades]).metrics.items()}

    ideal = 2 + 1 / log2(3) + 1 / log2(4) + 1 / log2(5)
    assert values["ndcg@10"] == pytest.approx((1 / log2(3) + 2 / log2(4) + 1 / log2(7)) / ideal)
    assert values["mrr@10"] == pytest.approx(1 / 2)
    assert (values["hit@1"], values["hit@5"]) == (0.0, 1.0)
    assert values["recall@5"] == pytest.approx(2 / 4)
    assert values["recall@10"] == pytest.approx(3 / 4)


def test_a_question_that_finds_nothing_counts_zero() -> None:
    found = measured([["a"], [], ["b"]], [{"a": 1}, {"a": 1}, {"a": 1}])

    assert found.n == 3
    assert {name: metric.value for name, metric in found.metrics.items()} == {
        name: pytest.approx(1 / 3) for name in ("ndcg@10", "recall@5", "recall@10", "mrr@10", "hit@1", "hit@5")
    }


def test_a_document_found_at_place_eleven_is_not_found() -> None:
    candidates = [passage(f"d{n:02}", rerank=1 - n / 100) for n in range(11)]
    ranking = rankings(candidates, lambda one: one.id)[FINAL]

    assert measured([ranking], [{"d10": 1}]).metrics["mrr@10"].value == 0.0
    assert measured([ranking], [{"d09": 1}]).metrics["mrr@10"].value == pytest.approx(0.1)
