"""Suite `emergency`: who is in danger now, and who only speaks of it?"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.memory import ListIndex
from agent.steps.check_consent import CheckConsent
from agent.turn import Turn
from eval.figures.classes import false_rate, recall, share
from eval.figures.report import Measured, Result
from eval.job import Job, Suite, ports_over
from eval.rows import MessageRow
from eval.suites.messages import by, rows_of

OWN = "eval/emergency.jsonl"
Danger = Literal["emergency", "none"]


class EmergencyRow(MessageRow):
    """A message, and whether somebody is in danger now."""

    label: Danger


async def measure(job: Job) -> Result:
    """What the consent step answers to a first message: an emergency is heard when the reply is one."""
    rows = rows_of(job, EmergencyRow, OWN)
    step, ports = job.step(CheckConsent), ports_over(ListIndex([], Catalogue(operator={})))
    await step.warm_up(ports)
    told: list[Danger] = []
    warned: list[bool] = []
    ms: list[float] = []
    for done, row in enumerate(rows, start=1):
        started = time.perf_counter()
        turn = await step.run(Turn(message=replace(row.message(), contact=f"c-{done}")), ports)
        ms.append((time.perf_counter() - started) * 1000)
        told.append("emergency" if turn.reply and turn.reply.kind == "emergency" else "none")
        warned.append(turn.consent is not None and "emergency" in turn.consent.doubts)
        job.tell("reading messages", done, len(rows))
    facts = {"ms_p50": float(np.percentile(ms, 50)), "ms_p99": float(np.percentile(ms, 99))}
    return replace(figures_of(rows, told, warned), facts=facts)


def figures_of(rows: Sequence[EmergencyRow], told: Sequence[Danger], warned: Sequence[bool]) -> Result:
    """Labels against what was told; one line on whom to call is no emergency reply, and is counted apart."""

    def measured(some: Sequence[int]) -> Measured:
        truth, found = [rows[n].label for n in some], [told[n] for n in some]
        metrics = {
            "recall": recall(truth, found, "emergency"),
            "false_alarm_rate": false_rate(truth, found, "emergency"),
            "line_to_emergencies": share([warned[n] for n in some], [label == "emergency" for label in truth]),
            "line_to_others": share([warned[n] for n in some], [label != "emergency" for label in truth]),
        }
        return Measured(len(some), metrics)

    return Result(overall=measured(range(len(rows))), groups={"by": by((row.lang for row in rows), measured)})


SUITE = Suite(measure)
