"""Suite `answers`: is the last reply of a conversation the one a good clerk would send?"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from agent.agent import VISITOR
from agent.knowledge.faiss_index import FaissIndex
from agent.pipeline import TurnStoppedError
from agent.ports import Ports
from agent.settings import find, operator_folder
from agent.turn import Turn
from eval.figures.report import Measured, Metric, Result, mean_of, ratio
from eval.job import Job, Suite
from eval.rows import READ_ON, read_rows, refused
from eval.split import Half, chosen
from eval.suites.answer_faults import FAILING, Expected, Kind, faults_of
from eval.suites.conversations import converse, fresh_ports
from eval.suites.messages import by

OWN = "eval/answers.jsonl"
KINDS: tuple[Kind, ...] = get_args(Kind)


class ConversationRow(BaseModel):
    """A customer's messages in order, who writes, when the last one comes, and what the answer to it must have."""

    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True)

    id: str = ""
    half: Half | None = Field(default=None, description="Told where it is not drawn from the name.")
    messages: tuple[str, ...] = Field(min_length=1)
    contact: str | None = None
    sent_at: datetime | None = None
    kind: str = ""
    expect: Expected

    @property
    def name(self) -> str:
        """What the split goes by."""
        return self.id or " / ".join(self.messages)


@dataclass(frozen=True, slots=True)
class Answer:
    """A conversation, the reply to its last message, and what is wrong with it."""

    row: ConversationRow
    reply: str
    faults: tuple[Kind, ...]

    @property
    def failed(self) -> bool:
        """Whether a customer would notice."""
        return bool(FAILING & set(self.faults))


async def measure(job: Job) -> Result:
    """Every conversation by itself: no customer remembers what another one said."""
    path = job.data or find(OWN)
    every = read_rows(path, ConversationRow)
    rows = chosen(every, job.split, lambda row: row.name, lambda row: row.half)
    if not rows:
        raise refused(path, f"no row in the {job.split} half")
    return figures_of(await answers_to(job, rows), every=job.all)


async def answers_to(job: Job, rows: Sequence[ConversationRow]) -> list[Answer]:
    """The rows in their order, each put to the whole pipeline of the config, with no model."""
    index = await asyncio.to_thread(FaissIndex.open, job.folder, job.settings)
    customers = operator_folder(job.settings.documents, job.pipeline.config.path) / "customers"
    answers: list[Answer] = []
    try:
        await job.pipeline.warm_up(await fresh_ports(index, customers))
        for done, row in enumerate(rows, start=1):
            ports = await fresh_ports(index, customers)
            turn = await _last_turn(job, ports, row)
            faults = faults_of(turn, row.expect, index.catalogue)
            answers.append(Answer(row, turn.reply.text if turn.reply else "", faults))
            job.tell("answering", done, len(rows))
    finally:
        await index.aclose()
    return answers


async def _last_turn(job: Job, ports: Ports, row: ConversationRow) -> Turn:
    """A turn that had to stop counts as far as it came: nothing was sent."""
    contact, sent_at = row.contact or VISITOR, row.sent_at or READ_ON
    try:
        return await converse(job.pipeline, ports, contact=contact, messages=row.messages, sent_at=sent_at)
    except TurnStoppedError as stopped:
        return stopped.turn


def figures_of(answers: Sequence[Answer], *, every: bool = False) -> Result:
    """The figures, in parts by language, by kind of question and by kind of fault, and each answer that fell short.

    With `every` the others are listed beside them.
    """

    def measured(some: Sequence[int]) -> Measured:
        return Measured(len(some), _metrics([answers[n] for n in some]))

    groups: dict[str, dict[str, Measured]] = {
        "by": by((one.row.expect.language or "" for one in answers), measured),
        "by_question": by((one.row.kind for one in answers), measured),
        "by_fault": {kind: Measured(len(answers), {"share": _share(answers, kind)}) for kind in KINDS},
    }
    told = {name: parts for name, parts in groups.items() if parts}
    return Result(
        overall=measured(range(len(answers))),
        groups=told,
        failures=_told(one for one in answers if one.faults),
        rows=_told(answers) if every else None,
    )


def _metrics(answers: Sequence[Answer]) -> dict[str, Metric]:
    return {
        "pass_rate": mean_of(np.array([not one.failed for one in answers], dtype=np.float64)),
        "intent_accuracy": _kept(answers, "intent", [one.row.expect.intent is not None for one in answers]),
        "source_rate": _kept(answers, "source", [bool(one.row.expect.source) for one in answers]),
    }


def _kept(answers: Sequence[Answer], kind: Kind, asked: Sequence[bool]) -> Metric:
    """Share without that fault, of the rows that ask for it."""
    whole = np.array(asked, dtype=np.float64)
    return ratio(whole * np.array([kind not in one.faults for one in answers], dtype=np.float64), whole)


def _share(answers: Sequence[Answer], kind: Kind) -> Metric:
    return mean_of(np.array([kind in one.faults for one in answers], dtype=np.float64))


def _told(answers: Iterable[Answer]) -> tuple[Mapping[str, object], ...]:
    return tuple(
        {"id": one.row.name, "failed": one.failed, "kinds": list(one.faults), "reply": one.reply} for one in answers
    )


SUITE = Suite(measure, takes=frozenset({"all"}))
