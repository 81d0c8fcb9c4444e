"""Suite `opt-out`: who wants to be left alone, and who is silenced, or asked, without having wished it?"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.memory import ListIndex
from agent.ports import ConsentEntry, Ports
from agent.steps.check_consent import CheckConsent
from agent.turn import Consent, ConsentStatus, Turn
from eval.figures.classes import false_rate, recall, share
from eval.figures.report import Measured, Result
from eval.job import Job, Suite, ports_over
from eval.rows import MessageRow
from eval.suites.messages import by, rows_of

OWN = "eval/opt_out.jsonl"
Wanted = Literal["optout", "optin", "none"]
_SAID: dict[ConsentStatus, Wanted] = {"opted_out": "optout", "subscribed": "optin", "unknown": "none"}


class OptOutRow(MessageRow):
    """A message, and whether it asks to be left alone, to be written to again, or neither."""

    label: Wanted


async def measure(job: Job) -> Result:
    """What the consent step writes into an empty ledger; opt-ins are also heard from people who had opted out."""
    rows = rows_of(job, OptOutRow, OWN)
    step, ports = job.step(CheckConsent), ports_over(ListIndex([], Catalogue(operator={})))
    await step.warm_up(ports)
    told: list[Wanted] = []
    asked: list[bool] = []
    again: list[Wanted] = []
    ms: list[float] = []
    for done, row in enumerate(rows, start=1):
        started = time.perf_counter()
        first = await _after(step, ports, row, f"new-{done}")
        ms.append((time.perf_counter() - started) * 1000)
        told.append(_SAID[first.status])
        asked.append("opt_out" in first.doubts)
        again.append(await _after_opt_out(step, ports, row, f"gone-{done}"))
        job.tell("reading messages", done, len(rows))
    facts = {"ms_p50": float(np.percentile(ms, 50)), "ms_p99": float(np.percentile(ms, 99))}
    return replace(figures_of(rows, told, again, asked), facts=facts)


async def _after(step: CheckConsent, ports: Ports, row: OptOutRow, contact: str) -> Consent:
    turn = await step.run(Turn(message=replace(row.message(), contact=contact)), ports)
    return turn.consent or Consent(status="unknown")


async def _after_opt_out(step: CheckConsent, ports: Ports, row: OptOutRow, contact: str) -> Wanted:
    at = row.message().sent_at
    await ports.journal.write_consent(ConsentEntry(contact=contact, status="opted_out", at=at, source="import"))
    return _SAID[(await _after(step, ports, row, contact)).status]


def figures_of(
    rows: Sequence[OptOutRow], told: Sequence[Wanted], again: Sequence[Wanted], asked: Sequence[bool]
) -> Result:
    """Labels against what was told of a new contact, and of one that had opted out; being asked is no opt-out."""

    def measured(some: Sequence[int]) -> Measured:
        truth, new = [rows[n].label for n in some], [told[n] for n in some]
        metrics = {
            "recall": recall(truth, new, "optout"),
            "false_suppression_rate": false_rate(truth, new, "optout"),
            "optin_recall": recall(truth, [again[n] for n in some], "optin"),
            "asked_of_optouts": share([asked[n] for n in some], [label == "optout" for label in truth]),
            "asked_of_others": share([asked[n] for n in some], [label != "optout" for label in truth]),
        }
        return Measured(len(some), metrics)

    return Result(overall=measured(range(len(rows))), groups={"by": by((row.lang for row in rows), measured)})


SUITE = Suite(measure)
