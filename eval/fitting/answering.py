"""`python -m eval.fitting.answering`: the constants of `agent.knowledge.answering`, fitted anew and printed.

Needed after the word lists, the candidates or the features have changed.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_score, recall_score, roc_auc_score
from sklearn.model_selection import GroupKFold

from agent.bootstrap import DEFAULT_CONFIG
from agent.knowledge.answering import Evidence, answers, evidence_for
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.query import Query
from agent.pipeline import Pipeline
from agent.ports import Ports
from agent.settings import Environment, find
from agent.steps.build_context import BuildContext
from agent.steps.parse import Parse
from agent.steps.retrieve import Retrieve
from agent.turn import Turn
from eval.job import Job, ports_over
from eval.rows import MessageRow, read_rows
from eval.split import chosen
from eval.suites.retrieval import OWN, QuestionRow

_ANSWERED, _UNANSWERED = "eval/retrieval_questions.jsonl", "eval/unanswered.jsonl"
_IN_FULL = 2
_BY_HAND = ("turned",)  # too few titles say "not" to learn from
_UNJUDGED = 0.2  # weight of a passage nobody judged for a question we do answer: many of those answer it too
_FOLDS = 10
_SHOWN = (0.45, 0.55)  # where the shipped config begins to quote

Numbers = NDArray[np.float64]


class AnsweredRow(MessageRow):
    """A question and the passages that answer it."""

    expect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: passage id → whether it answers. One that answers in part is None; others do not answer."""

    row: MessageRow
    judged: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage the rerank looked at for question number `question`."""

    question: int
    evidence: Evidence
    answers: bool
    weight: float


def main() -> None:
    """Figures of the constants in force and of new ones on questions they were not fitted on, then the new ones."""
    console = Console()
    found = asyncio.run(candidates(asked()))
    truth = np.array([one.answers for one in found])
    console.print("in force ", _figures(truth, np.array([answers(one.evidence) for one in found])))
    console.print("held out ", _figures(truth, held_out(found)))
    bias, weights = fitted(found)
    console.print(f"_BIAS = {bias:.1f}\n_WEIGHTS =", {name: round(weight, 1) for name, weight in weights.items()})


def asked() -> list[Asked]:
    """All questions but the locked test half of the judged ones."""
    judged = chosen(read_rows(find(OWN), QuestionRow), "tuning", lambda row: row.name)
    return [
        *(Asked(row, dict.fromkeys(row.expect, True)) for row in read_rows(find(_ANSWERED), AnsweredRow)),
        *(Asked(row, {one: grade >= _IN_FULL or None for one, grade in row.relevant.items()}) for row in judged),
        *(Asked(row, {}) for row in read_rows(find(_UNANSWERED), MessageRow)),
    ]


async def candidates(questions: Sequence[Asked]) -> list[Candidate]:
    """What the rerank of the shipped config looks at."""
    folder = Environment().cairn_data
    job = Job(pipeline=Pipeline.load(find(str(DEFAULT_CONFIG))), folder=folder)
    index = await asyncio.to_thread(FaissIndex.open, folder, job.settings)
    try:
        ports = ports_over(index)
        turns = [await read_turn(job, one, ports) for one in questions]
        return [
            one
            for number, (question, turn) in enumerate(zip(questions, turns, strict=True))
            for one in await _candidates(job.step(Retrieve), number, question, turn, ports)
        ]
    finally:
        await index.aclose()


async def read_turn(job: Job, question: Asked, ports: Ports) -> Turn:
    """The question parsed, with its context, as the search gets it."""
    turn = await job.step(Parse).run(Turn(message=question.row.message()), ports)
    return await job.step(BuildContext).run(turn, ports)


async def _candidates(step: Retrieve, number: int, question: Asked, turn: Turn, ports: Ports) -> list[Candidate]:
    passages = (await step.ranked(turn, ports))[: step.rerank_top]
    subject = Query.of(turn, ports.index.catalogue, glossary=step.glossary).subject
    found = zip(evidence_for(subject, passages), (passage.id for passage in passages), strict=True)
    labelled = ((evidence, question.judged.get(name, False)) for evidence, name in found)
    others = _UNJUDGED if question.judged else 1.0
    return [Candidate(number, one, told, 1.0 if told else others) for one, told in labelled if told is not None]


def held_out(found: Sequence[Candidate]) -> Numbers:
    """Each candidate scored by a fit that has not seen its question."""
    scores = np.zeros(len(found))
    for seen, unseen in _folds(found):
        model = _learnt([found[n] for n in seen])
        scores[unseen] = model.predict_proba(_table([found[n] for n in unseen]))[:, 1]
    return scores


def fitted(found: Sequence[Candidate]) -> tuple[float, dict[str, float]]:
    """Bias and weights; those set by hand are left out."""
    model = _learnt(found)
    return float(model.intercept_[0]), dict(zip(_names(), model.coef_[0].tolist(), strict=True))


def _folds(found: Sequence[Candidate]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    groups = [one.question for one in found]
    yield from GroupKFold(_FOLDS).split(found, groups=groups)


def _learnt(found: Sequence[Candidate]) -> LogisticRegression:
    """With an L2 penalty of 1."""
    truth, weights = [one.answers for one in found], [one.weight for one in found]
    return LogisticRegression(max_iter=1000).fit(_table(found), truth, sample_weight=weights)


def _names() -> list[str]:
    return [field.name for field in fields(Evidence) if field.name not in _BY_HAND]


def _table(found: Sequence[Candidate]) -> Numbers:
    return np.array([[getattr(one.evidence, name) for name in _names()] for one in found], dtype=np.float64)


def _figures(truth: NDArray[np.bool_], scores: Numbers) -> str:
    """Of passages, not of questions."""
    told = [
        f"from {least}: precision {precision_score(truth, scores >= least):.3f}"
        f" recall {recall_score(truth, scores >= least):.3f}"
        for least in _SHOWN
    ]
    return ", ".join([f"AUC {roc_auc_score(truth, scores):.3f}", *told])


if __name__ == "__main__":
    main()
