"""Suite `language`: which language is a message in?"""

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from pydantic import Field

from agent.language.detect import LanguageDetector
from agent.steps.parse import Parse
from eval.figures.classes import accuracy
from eval.figures.report import Measured, Result
from eval.job import Job, Suite
from eval.rows import MessageRow
from eval.suites.messages import by, read_by_parse, rows_of


class LanguageRow(MessageRow):
    """A message and its language."""

    lang: str = Field(min_length=1)


async def measure(job: Job) -> Result:
    """By the detector alone; rows that stand in a conversation (the own set's) by the whole parse step."""
    rows = rows_of(job, LanguageRow)
    found, ms = _detected(rows, job)
    placed = [number for number, row in enumerate(rows) if row.history or row.sent_at]
    parsed = await read_by_parse(job, [rows[number] for number in placed]) if placed else []
    for number, one in zip(placed, parsed, strict=True):
        found[number] = one.language
    facts = {"ms_p50": float(np.percentile(ms, 50)), "ms_p99": float(np.percentile(ms, 99))}
    return replace(figures_of(rows, found), facts=facts)


def figures_of(rows: Sequence[LanguageRow], found: Sequence[str]) -> Result:
    """The language of each row against what was told."""

    def measured(some: Sequence[int]) -> Measured:
        truth = [rows[n].language for n in some]
        return Measured(len(some), {"accuracy": accuracy(truth, [found[n] for n in some])})

    return Result(overall=measured(range(len(rows))), groups={"by": by((row.lang for row in rows), measured)})


def _detected(rows: Sequence[LanguageRow], job: Job) -> tuple[list[str], list[float]]:
    """What the detector of the parse step says, and how long it takes, one message at a time."""
    step = job.step(Parse)
    detector = LanguageDetector(languages=step.languages, small=step.small_language_model)
    detector.detect(rows[0].text)  # loads what is loaded at first use
    found: list[str] = []
    ms: list[float] = []
    for done, row in enumerate(rows, start=1):
        started = time.perf_counter()
        found.append(detector.detect(row.text)[0])
        ms.append((time.perf_counter() - started) * 1000)
        job.tell("detecting", done, len(rows))
    return found, ms


SUITE = Suite(measure)
