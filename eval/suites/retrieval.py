"""Suite `retrieval`: does the passage that answers stand on top? Through the real steps, one question at a time."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field

from agent.knowledge.faiss_index import FaissIndex
from agent.ports import Ports
from agent.settings import find
from agent.steps.build_context import BuildContext
from agent.steps.parse import Parse
from agent.steps.retrieve import Retrieve
from agent.turn import Inbound, Passage, Turn
from eval.figures.ranking import FINAL, STAGES, Grades, Ranking, measured, rankings
from eval.figures.report import Measured, Result
from eval.job import Job, Suite, ports_over
from eval.rows import MessageRow, inbound, read_rows, refused
from eval.split import chosen
from eval.suites.beir import read_beir
from eval.suites.collection import index_of

OWN = "eval/questions.jsonl"


class QuestionRow(MessageRow):
    """A question of the own set, and what answers it: passage id → 1, or 2 where it answers in full."""

    relevant: Mapping[str, int] = Field(min_length=1)
    follow_up: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A customer's message, what answers it, and the part it belongs to in each group."""

    message: Inbound
    relevant: Grades
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and all candidates in the order they are chosen from; `ms` is the step as it serves customers."""

    question: Question
    candidates: Sequence[Passage]
    ms: float


@dataclass(frozen=True, slots=True)
class _Collection:
    index: FaissIndex
    size: int
    questions: Sequence[Question]
    document_of: Callable[[Passage], str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """A set of questions, each put to the steps once."""

    answered: Sequence[Answered]
    n_docs: int
    n_passages: int
    document_of: Callable[[Passage], str]
    notes: tuple[str, ...] = ()


async def measure(job: Job) -> Result:
    """A BEIR folder in a temporary index, or the own questions on the operator's."""
    return result_of(await answers_of(job))


async def answers_of(job: Job) -> Answers:
    """Each question of the job with what was found for it, for who wants to look at them one by one."""
    steps = _Steps(job.step(Parse), job.step(BuildContext), job.step(Retrieve))
    collection = await (_own(job) if job.data is None else asyncio.to_thread(_beir, job, job.data))
    try:
        answered = await _search(collection, steps, job)
    finally:
        await collection.index.aclose()
    return Answers(answered, collection.size, len(collection.index), collection.document_of, collection.notes)


def result_of(answers: Answers) -> Result:
    """The figures: overall and by part in the final order, and of every stage."""
    questions = [one.question for one in answers.answered]
    found = [rankings(one.candidates, answers.document_of) for one in answers.answered]
    ms = [one.ms for one in answers.answered]
    facts = {
        "n_docs": answers.n_docs,
        "n_passages": answers.n_passages,
        "ms_p50": float(np.percentile(ms, 50)),
        "ms_p99": float(np.percentile(ms, 99)),
    }
    stages = {stage: _measured(found, questions, stage) for stage in STAGES}
    groups = {"by": stages, **_parts(found, questions)}
    return Result(overall=_measured(found, questions, FINAL), groups=groups, facts=facts, notes=answers.notes)


@dataclass(frozen=True, slots=True)
class _Steps:
    parse: Parse
    build_context: BuildContext
    retrieve: Retrieve

    async def read(self, message: Inbound, ports: Ports) -> Turn:
        """All that comes before the search."""
        turn = await self.parse.run(Turn(message=message), ports)
        return await self.build_context.run(turn, ports)


async def _search(collection: _Collection, steps: _Steps, job: Job) -> list[Answered]:
    """Every question on its own; no vector is kept from one to the next, so all is paid."""
    ports = ports_over(collection.index)
    total = len(collection.questions)
    job.tell("learning", 0, 1)
    first = await steps.read(collection.questions[0].message, ports)
    await steps.retrieve.run(first, ports)  # loads word lists and compiles patterns, which no later question pays
    job.tell("learning", 1, 1)
    found: list[Answered] = []
    for done, question in enumerate(collection.questions, start=1):
        turn = await steps.read(question.message, ports)
        started = time.perf_counter()
        await steps.retrieve.run(turn, ports)
        ms = (time.perf_counter() - started) * 1000
        found.append(Answered(question, await steps.retrieve.ranked(turn, ports), ms))
        job.tell("asking", done, total)
    return found


def _beir(job: Job, folder: Path) -> _Collection:
    beir = read_beir(folder)
    asked = chosen((q for q in beir.queries if q.id in beir.judged), job.split, lambda query: query.id)
    if not asked:
        raise refused(folder / "queries.jsonl", f"no judged query in the {job.split} half")
    lines = [(query.id, query.text, query.history if job.history else ()) for query in asked]
    questions = [Question(inbound(text, history), beir.judged[one], {}) for one, text, history in lines]
    index = index_of(beir.documents, job.settings, job.folder, job.tell)
    return _Collection(index, len(beir.documents), questions, lambda passage: passage.source, beir.notes)


async def _own(job: Job) -> _Collection:
    """The own questions always come with their history: without it a follow-up cannot be answered by anybody."""
    path = find(OWN)
    rows = read_rows(path, QuestionRow)
    index = await asyncio.to_thread(FaissIndex.open, job.folder, job.settings.model_copy(update={"cache_size": 0}))
    await _check_ids(path, rows, index)
    asked = chosen(rows, job.split, lambda row: row.name)
    if not asked:
        raise refused(path, f"no question in the {job.split} half")
    questions = [Question(row.message(), row.relevant, _places(row)) for row in asked]
    return _Collection(index, len(index), questions, lambda passage: passage.id)


def _places(row: QuestionRow) -> Mapping[str, str]:
    return {"by_language": row.lang or "und", "by_turn": "follow_up" if row.follow_up else "first"}


async def _check_ids(path: Path, rows: Sequence[QuestionRow], index: FaissIndex) -> None:
    named = {one for row in rows for one in row.relevant}
    missing = sorted(named - {passage.id for passage in await index.passages(sorted(named))})
    if missing:
        more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
        told = f"{', '.join(missing[:10])}{more}"
        raise refused(path, f"passages that are not in the index: {told}; run `cairn ingest`, or mend the ids")


def _measured(found: Sequence[Mapping[str, Ranking]], questions: Sequence[Question], stage: str) -> Measured:
    return measured([rank[stage] for rank in found], [question.relevant for question in questions])


def _parts(found: Sequence[Mapping[str, Ranking]], questions: Sequence[Question]) -> dict[str, dict[str, Measured]]:
    """The final order by language and by place in the conversation, where the set tells them."""
    parts: dict[str, dict[str, Measured]] = {}
    for group in questions[0].parts:
        for part in sorted({question.parts[group] for question in questions}):
            rows = [n for n, question in enumerate(questions) if question.parts[group] == part]
            some = _measured([found[n] for n in rows], [questions[n] for n in rows], FINAL)
            parts.setdefault(group, {})[part] = some
    return parts


SUITE = Suite(measure, takes=frozenset({"history"}))
