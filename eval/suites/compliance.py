"""Suite `compliance`: which rules does a reply break, and what in a message should a colleague see?"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from agent.knowledge.faiss_index import FaissIndex
from agent.ports import Ports
from agent.safety.notice import opt_out_line
from agent.settings import find
from agent.steps.check_compliance import CheckCompliance
from agent.steps.parse import Parse
from agent.turn import Customer, Language, Parsed, Reply, Turn
from eval.figures.report import Floats, Measured, Result, ratio
from eval.job import Job, Suite, ports_over
from eval.rows import MessageRow, inbound, read_rows, refused
from eval.split import chosen
from eval.suites.messages import by

OWN = "eval/compliance.jsonl"
PROMOTIONAL = "promotional"
"""No flag of its own: such a reply gets the line on how to stop offers."""


class ComplianceRow(MessageRow):
    """A reply or a message, the flags it must get, and what this customer wrote earlier (`known`).

    `asked`: the question a model wrote this reply to; without one, nothing tells that it was not for us.
    """

    of: Literal["reply", "message"]
    lang: Language
    flags: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    asked: str = ""


async def measure(job: Job) -> Result:
    """Through the step itself; the kinds of personal data, and of secrets a customer wrote, count as one each."""
    path = job.data or find(OWN)
    rows = chosen(read_rows(path, ComplianceRow), job.split, lambda row: row.name)
    if not rows:
        raise refused(path, f"no row in the {job.split} half")
    index = await asyncio.to_thread(FaissIndex.open, job.folder, job.settings)
    try:
        ports = ports_over(index)
        told = await told_by(job.step(CheckCompliance), job.step(Parse), rows, ports)
    finally:
        await index.aclose()
    return figures_of(rows, told)


async def told_by(
    step: CheckCompliance, parse: Parse, rows: Sequence[ComplianceRow], ports: Ports
) -> list[frozenset[str]]:
    """The flags of each row, as the two steps find them."""
    await parse.warm_up(ports)
    return [await _flags(step, parse, row, ports) for row in rows]


async def _flags(step: CheckCompliance, parse: Parse, row: ComplianceRow, ports: Ports) -> frozenset[str]:
    known = Customer(id="c-eval", messages=3, noticed=True)
    text = row.text if row.of == "message" else "\n".join(filter(None, (*row.known, row.asked)))
    turn = Turn(message=inbound(text), parsed=Parsed(language=row.lang), customer=known)
    if row.asked:
        turn = await parse.run(turn, ports)
    said = row.text if row.of == "reply" else "…"
    reply = Reply(text=said, language=row.lang, route="simple" if row.asked else "composer")
    after = await step.run(replace(turn, reply=reply), ports)
    flags = set(after.compliance.flags) if after.compliance else set()
    offered = after.reply is not None and after.reply.text.endswith(opt_out_line(row.lang))
    return frozenset({*flags, PROMOTIONAL} if offered else flags)


def figures_of(rows: Sequence[ComplianceRow], told: Sequence[frozenset[str]]) -> Result:
    """What was flagged against what should be. `false_alarms`: share of the clean rows with any flag."""
    truth = [frozenset(map(_family, row.flags)) for row in rows]
    found = [frozenset(map(_family, flags)) for flags in told]
    families = sorted({*frozenset().union(*truth), *frozenset().union(*found)})

    def measured(some: Sequence[int]) -> Measured:
        return _measured([truth[n] for n in some], [found[n] for n in some], lambda flags: flags)

    def of_one(family: str) -> Measured:
        return _measured(truth, found, lambda flags: flags & {family})

    groups = {"by": by((row.lang for row in rows), measured), "by_flag": {name: of_one(name) for name in families}}
    return Result(overall=measured(range(len(rows))), groups=groups)


def _family(flag: str) -> str:
    if flag.startswith("personal_data:"):
        return "personal_data"
    if flag in ("inbound:card", "inbound:aadhaar", "inbound:pan", "inbound:passport", "inbound:iban"):
        return "inbound:secret"
    return flag


Flags = frozenset[str]


def _measured(truth: Sequence[Flags], found: Sequence[Flags], part: Callable[[Flags], Flags]) -> Measured:
    hits = _counts(part(are & told) for are, told in zip(truth, found, strict=True))
    are, told = _counts(map(part, truth)), _counts(map(part, found))
    clean = np.array([not flags for flags in truth], dtype=np.float64)
    alarms = clean * (told > 0)
    metrics = {"recall": ratio(hits, are), "precision": ratio(hits, told), "false_alarms": ratio(alarms, clean)}
    return Measured(len(truth), metrics)


def _counts(flags: Iterable[Flags]) -> Floats:
    return np.array([len(one) for one in flags], dtype=np.float64)


SUITE = Suite(measure)
