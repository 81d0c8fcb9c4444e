"""`cairn tune opt-out`: from which chance of an opt-out, too small to act on, is the customer asked?"""

from agent.safety.consent import find_wish, opt_out_chance
from agent.steps.check_consent import CheckConsent
from eval.job import Job
from eval.suites.messages import rows_of
from eval.suites.opt_out import OWN, OptOutRow
from eval.tuning.boundary import Scored
from eval.tuning.chance import Span
from eval.tuning.costs import Cost
from eval.tuning.found import Tuned, Tuning
from eval.tuning.one_threshold import OneThreshold, Settled
from eval.tuning.threshold import Scale

SUITE = OneThreshold(
    setting="ask_from",
    scale=Scale(Span(0.0, 1.0), step=0.01),
    costs={
        "opt_out_unheard": Cost("somebody who wants no messages and is not even asked", 100),
        "asked_needlessly": Cost("a customer asked whether to stop who never thought of it", 5),
    },
    bad="opt-outs",
    suite="opt-out",
    view="Safety, Label, Consent",
)


async def by_labels(job: Job) -> Tuned:
    """Rows in which no wish is found: on the others the ledger acts, and nobody is asked."""
    rows = rows_of(job, OptOutRow, OWN)
    heard = [find_wish(row.text) is not None for row in rows]
    left = [row for row, known in zip(rows, heard, strict=True) if not known]
    told = [(row.name, row.text, row.label == "optout") for row in left]
    scored = Scored.of(told, [opt_out_chance(row.text) for row in left])
    known = [(row.name, row.label == "optout") for row, known in zip(rows, heard, strict=True) if known]
    settled = Settled.of(known, "the bot hears")
    return SUITE.tuned(scored, job.step(CheckConsent).ask_from, job, labels=str(job.data or OWN), settled=settled)


TUNING = Tuning(by_labels, costs=SUITE.costs, own=OWN)
