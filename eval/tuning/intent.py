"""`cairn tune intent`: how sure must an intent be for a message to count as one of a customer's questions?"""

from agent.steps.parse import Parse
from eval.job import Job
from eval.suites.intent import OUTSIDE, IntentRow
from eval.suites.messages import OWN, read_by_parse, rows_of
from eval.tuning.boundary import Scored
from eval.tuning.chance import Span
from eval.tuning.costs import Cost
from eval.tuning.found import Tuned, Tuning
from eval.tuning.one_threshold import OneThreshold, Settled
from eval.tuning.threshold import Scale

SUITE = OneThreshold(
    setting="out_of_scope_below",
    scale=Scale(Span(0.0, 1.0), step=0.01),
    costs={
        "question_turned_away": Cost("a customer's question that is treated as out of scope", 20),
        "stranger_answered": Cost("a message out of scope that is answered as a question", 5),
    },
    bad="questions",
    suite="intent",
    view="Routing, Label, Intent",
)
"""Here a message is reached by counting as a question, so what should be reached is the question."""


async def by_labels(job: Job) -> Tuned:
    """Messages that no reading puts out of scope by itself: of those this threshold decides."""
    rows, step = rows_of(job, IntentRow), job.step(Parse)
    read = await read_by_parse(job, rows, step.model_copy(update={"out_of_scope_below": 0.0}))
    within = [(row, one) for row, one in zip(rows, read, strict=True) if one.intent != OUTSIDE]
    told = [(row.name, row.text, row.label != OUTSIDE) for row, _ in within]
    scored = Scored.of(told, [one.intent_confidence for _, one in within])
    turned = [(row.name, row.label != OUTSIDE) for row, one in zip(rows, read, strict=True) if one.intent == OUTSIDE]
    settled = Settled.of(turned, "the reading itself turns away")
    return SUITE.tuned(scored, step.out_of_scope_below, job, labels=str(job.data or OWN), settled=settled)


TUNING = Tuning(by_labels, costs=SUITE.costs, own=OWN)
