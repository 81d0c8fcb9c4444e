"""One score from two: cosine and BM25 of the same candidates, in shares that suit the query."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from agent.strict import Strict
from agent.turn import Passage, Scores

Method = Literal["adaptive", "weighted", "rrf"]
Values = NDArray[np.float64]

_RRF_K = 60
_SPREAD = 0.1  # of the cosines of candidates in a language the model reads; less says it hardly tells them apart
_PLAIN_ENGLISH = 1.5  # word-pieces per word up to which a model of English words reads without stumbling
_RIVALS = 5


class DenseShare(Strict):
    """How a query's share of the vector score is found: a logistic sum of what the query and its candidates show.

    Fitted so that the mean nDCG@10 over eight public collections in three languages is highest, each collection
    checked with weights that were fitted on the others.
    """

    bias: float = Field(default=0.3, ge=-10, le=10, description="Log-odds of the vector's share for plain English.")
    pieces_per_word: float = Field(
        default=-1.1, ge=-10, le=10, description="Added per word-piece a word takes: the model reads such words badly."
    )
    dense_margin: float = Field(
        default=6.0, ge=-50, le=50, description="Added as the nearest passage stands out from the next five."
    )
    lexical_margin: float = Field(
        default=-1.5, ge=-10, le=10, description="Added as the passage with the most words stands out likewise."
    )

    def of(self, passages: Sequence[Passage], pieces_per_word: float) -> float:
        """0–1; `pieces_per_word` of the query, as the embedding model cuts it."""
        dense = sorted((passage.scores.dense for passage in passages), reverse=True)
        lexical = sorted((passage.scores.lexical for passage in passages), reverse=True)
        odds = (
            self.bias
            + self.pieces_per_word * (pieces_per_word - _PLAIN_ENGLISH)
            + self.dense_margin * _margin(dense)
            + self.lexical_margin * (_margin(lexical) / lexical[0] if lexical and lexical[0] > 0 else 0.0)
        )
        return 1 / (1 + math.exp(-odds))


def fuse(passages: Sequence[Passage], dense_weight: float, *, ranks: bool = False) -> tuple[Passage, ...]:
    """The candidates by `scores.fused`, 0–1 and 1 for the best; `dense_weight` 0–1 is the share of the cosine.

    Both scores are put on one scale by mean and spread over the candidates; with `ranks`, by 1 / (60 + rank),
    Cormack et al. 2009. Equal scores: by id.
    """
    if not passages:
        return ()
    dense = np.array([passage.scores.dense for passage in passages], dtype=np.float64)
    lexical = np.array([passage.scores.lexical for passage in passages], dtype=np.float64)
    one, two = (_by_rank(dense), _by_rank(lexical)) if ranks else (_scaled(dense, _SPREAD), _scaled(lexical, 0.0))
    fused = _minmax(dense_weight * one + (1 - dense_weight) * two)
    order = sorted(range(len(passages)), key=lambda n: (-fused[n], passages[n].id))
    return tuple(_with(passages[n], fused[n]) for n in order)


def _with(passage: Passage, fused: float) -> Passage:
    scores = Scores(dense=passage.scores.dense, lexical=passage.scores.lexical, fused=fused)
    return passage.scored(fused, scores)


def _margin(best_first: Sequence[float]) -> float:
    """By how much the first is ahead of the mean of the next few."""
    rivals = best_first[1 : 1 + _RIVALS]
    return best_first[0] - sum(rivals) / len(rivals) if rivals else 0.0


def _scaled(values: Values, least: float) -> Values:
    spread = max(float(values.std()), least)
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)


def _minmax(values: Values) -> list[float]:
    """All ones when all are equal."""
    low, high = float(values.min()), float(values.max())
    scaled: list[float] = ((values - low) / (high - low) if high > low else np.ones_like(values)).tolist()
    return scaled


def _by_rank(values: Values) -> Values:
    """Equal values share a rank."""
    ranks = np.array([1 + int((values > value).sum()) for value in values], dtype=np.float64)
    return np.asarray(1 / (_RRF_K + ranks), dtype=np.float64)
