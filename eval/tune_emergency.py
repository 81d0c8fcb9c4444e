"""`cairn tune emergency`: from which chance of danger, too small to act on, does a reply say whom to call?"""

from agent.safety.emergency import danger_chance, find_emergency
from agent.steps.check_consent import CheckConsent
from eval.boundary import Scored
from eval.chance import Span
from eval.costs import Cost
from eval.emergency import OWN, EmergencyRow
from eval.job import Job
from eval.messages import rows_of
from eval.one_threshold import OneThreshold
from eval.threshold import Scale
from eval.tuning import Tuned, Tuning

SUITE = OneThreshold(
    setting="danger_line_from",
    scale=Scale(Span(0.0, 1.0), step=0.01),
    costs={
        "danger_without_line": Cost("somebody in danger who is not told whom to call", 1000),
        "line_needless": Cost("a reply that says whom to call for nothing", 2),
    },
    bad="emergencies",
)


async def by_labels(job: Job) -> Tuned:
    """Rows in which no emergency is found: the others are answered as one, and need no line."""
    rows = [row for row in rows_of(job, EmergencyRow, OWN) if find_emergency(row.text) is None]
    told = [(row.name, row.text, row.label == "emergency") for row in rows]
    scored = Scored.of(told, [danger_chance(row.text) for row in rows])
    return SUITE.tuned(scored, job.step(CheckConsent).danger_line_from, job, labels=str(job.data or OWN))


TUNING = Tuning(by_labels, costs=SUITE.costs)
