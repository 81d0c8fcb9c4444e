"""`cairn tune validate`: how sure must the checks be of a reply for it to go out as it is?"""

from typing import Literal

from pydantic import Field

from agent.steps.validate import Validate
from eval.fitting.confidence import Labelled, labelled
from eval.job import Job
from eval.rows import MessageRow, read_rows
from eval.tuning.boundary import Scored
from eval.tuning.costs import Cost
from eval.tuning.found import Tuned, Tuning
from eval.tuning.one_threshold import OneThreshold
from eval.tuning.threshold import Scale

OWN = "pairs of `python -m eval.fitting.confidence`"
SUITE = OneThreshold(
    setting="threshold",
    scale=Scale(),
    costs={
        "good_held": Cost("a good reply that is repaired or handed over", 10),
        "bad_sent": Cost("a reply that misses the question, or is in the wrong language, and goes out", 60),
    },
    bad="good replies",
    suite="validate",
    view="Safety, Our answers",
)
"""Here a reply is reached by being sent, so what should be reached is the good one."""


class ReplyRow(MessageRow):
    """A reply, how sure the checks were of it, and whether a person finds it good."""

    confidence: int = Field(ge=0, le=100)
    label: Literal["good", "bad"]


async def by_labels(job: Job) -> Tuned:
    """Replies of the job's data, or the pairs the confidence was fitted on, judged by the step of the config."""
    step = job.step(Validate)
    pairs = labelled(step) if job.data is None else [_labelled(row) for row in read_rows(job.data, ReplyRow)]
    told = [(one.name, one.text, one.good) for one in pairs]
    scored = Scored.of(told, [float(one.confidence) for one in pairs])
    return SUITE.tuned(scored, step.threshold, job, labels=str(job.data or OWN))


def _labelled(row: ReplyRow) -> Labelled:
    return Labelled(row.name, row.text, row.confidence, row.label == "good")


TUNING = Tuning(by_labels, costs=SUITE.costs)
