"""Suite `intent`: what does a message want, and is it anything we know?"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from pydantic import AliasChoices, Field, field_validator

from agent.knowledge.embedder import Embeds, open_embedder
from agent.knowledge.faiss_index import model_folder
from agent.language.intent import Example, IntentModel
from agent.steps.parse import Parse
from agent.turn import Intent
from eval.figures.calibration import calibration_error
from eval.figures.classes import accuracy_within, macro_f1, precision, recall
from eval.figures.report import Measured, Result
from eval.job import Job, Suite
from eval.rows import MessageRow, read_rows, refused
from eval.suites.messages import OWN, by, read_by_parse, rows_of
from eval.suites.vectors import KeptVectors

OUTSIDE = "out_of_scope"


class IntentRow(MessageRow):
    """A message and what it wants; the own set calls it `intent`, public sets call out of scope `oos`."""

    label: str = Field(validation_alias=AliasChoices("label", "intent"), min_length=1)

    @field_validator("label")
    @classmethod
    def _ours(cls, label: str) -> str:
        return OUTSIDE if label == "oos" else label


Told = tuple[str, float]
"""An intent, and how sure of it."""


async def measure(job: Job) -> Result:
    """The shipped intents through the parse step; with `train`, the same kind of classifier learnt from that file."""
    rows = rows_of(job, IntentRow)
    if job.train is not None:
        return figures_of(rows, await asyncio.to_thread(_learnt, job, _examples(job.train), rows))
    _check_labels(job.data or Path(OWN), rows)
    return figures_of(rows, [(one.intent, one.intent_confidence) for one in await read_by_parse(job, rows)])


def figures_of(rows: Sequence[IntentRow], told: Sequence[Told]) -> Result:
    """What each row wants against what was told."""

    def measured(some: Sequence[int]) -> Measured:
        return _measured([rows[n].label for n in some], [told[n] for n in some])

    languages = by((row.lang for row in rows), measured)
    return Result(overall=measured(range(len(rows))), groups={"by": languages} if languages else {})


def _measured(truth: Sequence[str], told: Sequence[Told]) -> Measured:
    intents = [intent for intent, _ in told]
    metrics = {
        "accuracy": accuracy_within(truth, intents, outside=OUTSIDE),
        "macro_f1": macro_f1(truth, intents),
        "oos_recall": recall(truth, intents, OUTSIDE),
        "oos_precision": precision(truth, intents, OUTSIDE),
        "ece": calibration_error([sure for _, sure in told], [a == b for a, b in zip(truth, intents, strict=True)]),
    }
    return Measured(len(truth), metrics)


def _check_labels(path: Path, rows: Sequence[IntentRow]) -> None:
    unknown = sorted({row.label for row in rows} - set(get_args(Intent)))
    if unknown:
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        what = f"not among the shipped intents: {', '.join(unknown[:5])}{more}; give --train to learn other labels"
        raise refused(path, what)


def _examples(path: Path) -> list[IntentRow]:
    rows = read_rows(path, IntentRow)
    if len({row.label for row in rows}) < 2:
        raise refused(path, "has only one label; there is nothing to tell apart")
    return rows


def _learnt(job: Job, examples: Sequence[IntentRow], rows: Sequence[IntentRow]) -> list[Told]:
    embedder = _embedder(job)
    vectors = KeptVectors(job.folder, embedder)
    known = vectors.of_texts([row.text for row in examples], job.tell)
    job.tell("learning", 0, 1)
    model = IntentModel.fit([Example(row.text, row.label) for row in examples], known)
    job.tell("learning", 1, 1)
    asked = vectors.of_texts([row.text for row in rows], job.tell)
    closed = all(row.label != OUTSIDE for row in examples)
    least = 0.0 if closed else job.step(Parse).out_of_scope_below
    told: list[Told] = []
    for done, (row, vector) in enumerate(zip(rows, asked, strict=True), start=1):
        label, sure = model.predict(row.text, vector)
        told.append((label if sure >= least else OUTSIDE, sure))
        job.tell("reading messages", done, len(rows))
    return told


def _embedder(job: Job) -> Embeds:
    settings = job.settings
    return open_embedder(model_folder(job.folder, settings.model), precision=settings.precision, cache_size=0)


SUITE = Suite(measure, takes=frozenset({"train"}))
