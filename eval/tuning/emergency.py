"""`cairn tune emergency`: from which chance of danger, too small to act on, does a reply say whom to call?"""

from agent.safety.emergency import danger_chance, find_emergency
from agent.steps.check_consent import CheckConsent
from eval.job import Job
from eval.suites.emergency import OWN, EmergencyRow
from eval.suites.messages import rows_of
from eval.tuning.boundary import Scored
from eval.tuning.chance import Span
from eval.tuning.costs import Cost
from eval.tuning.found import Tuned, Tuning
from eval.tuning.one_threshold import OneThreshold, Settled
from eval.tuning.threshold import Scale

SUITE = OneThreshold(
    setting="danger_line_from",
    scale=Scale(Span(0.0, 1.0), step=0.01),
    costs={
        "danger_without_line": Cost("somebody in danger who is not told whom to call", 1000),
        "line_needless": Cost("a reply that says whom to call for nothing", 2),
    },
    bad="emergencies",
    suite="emergency",
    view="Safety, Label, Emergencies",
)


async def by_labels(job: Job) -> Tuned:
    """Rows in which no emergency is found: the others are answered as one, and need no line."""
    rows = rows_of(job, EmergencyRow, OWN)
    heard = [find_emergency(row.text) is not None for row in rows]
    left = [row for row, known in zip(rows, heard, strict=True) if not known]
    told = [(row.name, row.text, row.label == "emergency") for row in left]
    scored = Scored.of(told, [danger_chance(row.text) for row in left])
    known = [(row.name, row.label == "emergency") for row, known in zip(rows, heard, strict=True) if known]
    settled = Settled.of(known, "the bot answers")
    now = job.step(CheckConsent).danger_line_from
    return SUITE.tuned(scored, now, job, labels=str(job.data or OWN), settled=settled)


TUNING = Tuning(by_labels, costs=SUITE.costs, own=OWN)
