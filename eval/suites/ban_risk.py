"""Suite `ban-risk`: does the score rank spam above honest messages and replies, and whom does it flag?"""

import asyncio
from collections.abc import Sequence
from typing import Literal

import numpy as np

from agent.config import ConfigError, Problem
from agent.knowledge.faiss_index import FaissIndex
from agent.safety.factors import Own
from agent.steps.score_ban_risk import ScoreBanRisk, own_of
from agent.turn import RiskScore
from eval.figures.report import Measured, Metric, Result, ratio
from eval.figures.roc import auc, recall_at
from eval.job import Job, Suite
from eval.rows import MessageRow
from eval.suites.messages import by, rows_of

OWN = "eval/ban_risk.jsonl"
FALSE_ALARMS = 0.01


class RiskRow(MessageRow):
    """A text and whether it is spam. `side`: written by a customer (message) or by the operator (reply)."""

    label: Literal["spam", "ham"]
    side: Literal["message", "reply"] = "message"


async def measure(job: Job) -> Result:
    """With the steps of the config, each row by the one for its side; the operator's own links count as own."""
    rows = rows_of(job, RiskRow, OWN)
    return figures_of(rows, await scored(job, rows))


async def scored(job: Job, rows: Sequence[RiskRow]) -> list[RiskScore]:
    """What the steps of the config give each row, account signals left out."""
    own = await own_by_catalogue(job)
    steps = {side: step_for(job, side) for side in {row.side for row in rows}}
    return [steps[row.side].score(row.text, own) for row in rows]


async def own_by_catalogue(job: Job) -> Own:
    """What the operator of the data folder calls its own."""
    index = await asyncio.to_thread(FaissIndex.open, job.folder, job.settings)
    try:
        return own_of(index.catalogue)
    finally:
        await index.aclose()


def step_for(job: Job, side: str) -> ScoreBanRisk:
    """The step of the config that scores this side. Raises ConfigError when there is none."""
    for placed in job.pipeline.steps:
        if isinstance(placed.step, ScoreBanRisk) and placed.step.of == side:
            return placed.step
    what = f"no score_ban_risk step has `of: {side}`, and this suite measures it"
    raise ConfigError(job.pipeline.config.path, [Problem(line=1, where="steps", what=what)])


def figures_of(rows: Sequence[RiskRow], scores: Sequence[RiskScore]) -> Result:
    """The score of each row against its label."""
    spam = [row.label == "spam" for row in rows]
    points = [one.score for one in scores]
    flagged = [one.level != "low" for one in scores]

    def measured(some: Sequence[int]) -> Measured:
        values, truth = [points[n] for n in some], [spam[n] for n in some]
        reached = [flagged[n] for n in some]
        return Measured(
            len(some),
            {
                "auc": auc(values, truth),
                "recall_at_fpr_01": recall_at(values, truth, false_alarms=FALSE_ALARMS),
                "spam_flagged": _share(reached, truth),
                "ham_flagged": _share(reached, [not one for one in truth]),
            },
        )

    def flags(some: Sequence[int]) -> Measured:
        return Measured(len(some), {"flagged": _share([flagged[n] for n in some], [True] * len(some))})

    groups = {
        "by": by((row.label for row in rows), flags),
        "by_language": by((row.lang for row in rows), measured),
        "by_side": by((row.side for row in rows), measured),
    }
    return Result(overall=measured(range(len(rows))), groups={name: parts for name, parts in groups.items() if parts})


def _share(reached: Sequence[bool], among: Sequence[bool]) -> Metric:
    whole = np.array(among, dtype=np.float64)
    return ratio(np.array(reached, dtype=np.float64) * whole, whole)


SUITE = Suite(measure)
