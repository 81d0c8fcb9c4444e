"""One score from two: cosine and BM25 of the same candidates."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from agent.turn import Passage

Method = Literal["weighted", "rrf"]
_RRF_K = 60
_SPREAD = 0.1  # of the cosines of candidates in a language the model reads; less says it hardly tells them apart


def fuse(passages: Sequence[Passage], dense_weight: float, *, method: Method = "weighted") -> tuple[Passage, ...]:
    """The candidates by `scores.fused`, 0–1 and 1 for the best; `dense_weight` 0–1 is the share of the cosine.

    weighted: both put on one scale by mean and spread over the candidates; rrf: by 1 / (60 + rank), Cormack et
    al. 2009. Equal scores: by id.
    """
    if not passages:
        return ()
    dense = np.array([passage.scores.dense for passage in passages], dtype=np.float64)
    lexical = np.array([passage.scores.lexical for passage in passages], dtype=np.float64)
    mixed = dense_weight * _scaled(dense, method, _SPREAD) + (1 - dense_weight) * _scaled(lexical, method, 0.0)
    found = [
        replace(passage, score=score, scores=replace(passage.scores, fused=score))
        for passage, score in zip(passages, _minmax(mixed).tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda passage: (-passage.scores.fused, passage.id)))


def _scaled(values: NDArray[np.float64], method: Method, least: float) -> NDArray[np.float64]:
    if method == "rrf":
        return _by_rank(values)
    spread = max(float(values.std()), least)
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)


def _minmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """All ones when all are equal."""
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.ones_like(values)


def _by_rank(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Equal values share a rank."""
    ranks = np.array([1 + int((values > value).sum()) for value in values], dtype=np.float64)
    return np.asarray(1 / (_RRF_K + ranks), dtype=np.float64)
