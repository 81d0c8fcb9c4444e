"""Fusing, reranking and choosing are pure, ordered and bounded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.fusion import DenseShare, fuse
from agent.knowledge.rerank import RerankWeights, diversify, features_of, rerank
from agent.turn import Passage, Scores

Build = Callable[..., Passage]
TODAY = date(2026, 11, 22)


def scored(name: str, dense: float, lexical: float) -> Passage:
    return Passage(id=name, source="a.md", title=name, text=name, scores=Scores(dense=dense, lexical=lexical))


def ranked(*passages: Passage, **asked: Any) -> list[Passage]:
    nothing: dict[str, Any] = {"question": "", "subject": "", "language": "en", "intent": None, "treks": ()}
    about = {**nothing, **asked}
    fused = [replace(p, scores=replace(p.scores, fused=0.5)) for p in passages]
    features = features_of(fused, today=TODAY, **about)
    return list(rerank(fused, features, language=about["language"], weights=RerankWeights()))


@pytest.mark.parametrize("ranks", [False, True])
def test_the_weight_decides_between_vector_and_words(ranks: bool) -> None:
    found = [scored("near", 0.9, 0.0), scored("wordy", 0.1, 9.0), scored("neither", 0.1, 0.0)]

    assert fuse(found, 1.0, ranks=ranks)[0].id == "near"
    assert fuse(found, 0.0, ranks=ranks)[0].id == "wordy"
    assert fuse(found, 0.5, ranks=ranks)[-1].id == "neither"


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 50)), max_size=20), st.floats(0, 1))
def test_fused_scores_lie_between_0_and_1_with_the_best_at_1(rows: list[tuple[float, float]], weight: float) -> None:
    found = fuse([scored(str(n), *row) for n, row in enumerate(rows)], weight)

    assert [p.scores.fused for p in found] == sorted((p.scores.fused for p in found), reverse=True)
    assert all(0 <= p.scores.fused <= 1 for p in found)
    assert not found or found[0].score == 1


SHARE = DenseShare()
NEAR_TIE = [scored(str(n), 0.5 - n / 1000, 5.0 - n / 1000) for n in range(8)]


def test_words_the_model_reads_badly_shift_the_share_to_bm25() -> None:
    shares = [SHARE.of(NEAR_TIE, pieces) for pieces in (1.2, 2.0, 3.2)]

    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.5 > 0.3 > shares[2]


def test_the_arm_whose_first_passage_stands_out_gets_the_larger_share() -> None:
    near = [scored("clear", 0.9, 5.0), *NEAR_TIE[1:]]
    wordy = [scored("clear", 0.5, 20.0), *NEAR_TIE[1:]]

    assert SHARE.of(near, 1.2) > SHARE.of(NEAR_TIE, 1.2) > SHARE.of(wordy, 1.2)


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 50)), max_size=20), st.floats(1, 20))
def test_the_share_is_a_share_whatever_was_found(rows: list[tuple[float, float]], pieces: float) -> None:
    assert 0 <= SHARE.of([scored(str(n), *row) for n, row in enumerate(rows)], pieces) <= 1


def test_equal_passages_are_ordered_by_id() -> None:
    assert [p.id for p in fuse([scored("b", 0.5, 1), scored("a", 0.5, 1)], 0.6)] == ["a", "b"]


def test_the_trek_asked_for_comes_before_another_one(passage: Build) -> None:
    found = ranked(passage("other", trek="b"), passage("asked", trek="a"), passage("none"), treks=["a"])

    assert [p.title for p in found] == ["asked", "none", "other"]


def test_the_intent_brings_its_kind_of_document_forward(passage: Build) -> None:
    found = ranked(passage("page", kind="trek"), passage("rules", kind="policy"), intent="cancellation")

    assert found[0].title == "rules"


def test_the_customers_language_comes_first_and_english_second(passage: Build) -> None:
    several = [passage(language, language=language) for language in ("en", "es", "hi")]

    assert [p.title for p in ranked(*several, language="es")] == ["es", "en", "hi"]
    assert ranked(*several, language="hi-Latn")[0].title == "en"


def test_a_price_of_the_past_falls_behind_the_valid_one(passage: Build) -> None:
    old = passage("a old", "Costs 1. Valid when booked by 2026-08-31.", kind="price")
    new = passage("b new", "Costs 2. Valid when booked by 2027-08-31.", kind="price")

    assert ranked(old, new)[0].title == "b new"


def test_rare_words_of_the_question_in_the_title_count(passage: Build) -> None:
    found = ranked(passage("a trek: season"), passage("b trek: oxygen"), question="is there oxygen on the trek")

    assert found[0].title == "b trek: oxygen"


def test_rerank_scores_stay_between_0_and_1(passage: Build) -> None:
    worst = passage("w", "Valid when booked by 2020-01-01.", kind="price", trek="z", language="fr")
    best = passage("b", kind="policy", trek="a")

    for found in ranked(worst, best, treks=["a"], intent="cancellation"):
        assert 0 <= found.scores.rerank <= 1


def test_five_passages_are_not_one_passage_five_times(passage: Build) -> None:
    same = [passage(f"same{n}", "the deposit is a fifth of the price", score=0.9 - n / 100) for n in range(5)]
    other = passage("other", "bring warm socks and a hat", score=0.7)

    chosen = [p.title for p in diversify([*same, other], keep=2, diversity=0.3)]

    assert chosen == ["same0", "other"]
    assert [p.title for p in diversify([*same, other], keep=2, diversity=0.0)] == ["same0", "same1"]


def test_of_translations_of_one_entry_only_the_best_is_chosen(passage: Build) -> None:
    entries = [
        passage("en", "dogs stay", id="faq.en.yaml#d", source="faq.en.yaml", score=0.9),
        passage("es", "los perros no", id="faq.es.yaml#d", source="faq.es.yaml", language="es", score=0.85),
        passage("x", "rain is fine", id="faq.en.yaml#x", source="faq.en.yaml", score=0.1),
    ]

    assert [p.title for p in diversify(entries, keep=3, diversity=0.3)] == ["en", "x"]


def test_nothing_in_nothing_out() -> None:
    assert fuse([], 0.6) == ()
    assert ranked() == []
    assert diversify([], keep=5, diversity=0.3) == ()
