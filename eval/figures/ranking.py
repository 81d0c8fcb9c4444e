"""Rankings against judgements, by trec_eval's own measures."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytrec_eval

from agent.turn import Passage
from eval.figures.report import Floats, Measured, mean_of

Ranking = Sequence[str]
Grades = Mapping[str, int]

FINAL = "final"
STAGES: Mapping[str, Callable[[Passage], float]] = {
    "dense": lambda passage: passage.scores.dense,
    "lexical": lambda passage: passage.scores.lexical,
    "fused": lambda passage: passage.scores.fused,
    "reranked": lambda passage: passage.scores.rerank,
}
_MEASURES = {
    "ndcg@10": "ndcg_cut_10",
    "recall@5": "recall_5",
    "recall@10": "recall_10",
    "mrr@10": "recip_rank",
    "hit@1": "success_1",
    "hit@5": "success_5",
}
_ASKED = {"ndcg_cut.10", "recall.5,10", "recip_rank", "success.1,5"}
_DEPTH = 10  # nothing below counts in any measure; trec_eval's reciprocal rank has no cut of its own


def rankings(candidates: Sequence[Passage], document_of: Callable[[Passage], str]) -> dict[str, Ranking]:
    """Documents as ranked in the end and at each stage; a document stands where its best passage stands."""
    orders: dict[str, Sequence[Passage]] = {FINAL: candidates}
    for stage, score in STAGES.items():
        found = [one for one in candidates if stage != "lexical" or score(one) > 0]  # BM25 0: no word in common
        orders[stage] = sorted(found, key=lambda one: (-score(one), one.id))
    return {name: list(dict.fromkeys(map(document_of, order)))[:_DEPTH] for name, order in orders.items()}


def measured(found: Sequence[Ranking], judged: Sequence[Grades]) -> Measured:
    """The means over questions; a question for which nothing was found counts 0."""
    return Measured(len(found), {name: mean_of(values) for name, values in each(found, judged).items()})


def each(found: Sequence[Ranking], judged: Sequence[Grades]) -> dict[str, Floats]:
    """Every measure of every question, in their order."""
    evaluator = pytrec_eval.RelevanceEvaluator({str(n): dict(grades) for n, grades in enumerate(judged)}, _ASKED)
    told = evaluator.evaluate({str(n): _scored(ranking) for n, ranking in enumerate(found)})
    return {name: _values(told, key, len(found)) for name, key in _MEASURES.items()}


def _scored(ranking: Ranking) -> dict[str, float]:
    """trec_eval sorts by score: falling whole numbers keep our order, ties included."""
    return {document: float(len(ranking) - place) for place, document in enumerate(ranking)}


def _values(told: Mapping[str, Mapping[str, float]], key: str, n: int) -> Floats:
    return np.array([told.get(str(number), {}).get(key, 0.0) for number in range(n)], dtype=np.float64)
