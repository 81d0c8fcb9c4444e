"""`cairn tune opt-out`: from which chance of an opt-out, too small to act on, is the customer asked?"""

from agent.safety.consent import find_wish, opt_out_chance
from agent.steps.check_consent import CheckConsent
from eval.job import Job
from eval.suites.messages import rows_of
from eval.suites.opt_out import OWN, OptOutRow
from eval.tuning.chance import Span
from eval.tuning.costs import Cost
from eval.tuning.found import Tuned, Tuning
from eval.tuning.one_threshold import OneThreshold, left_open
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
    scored, settled = left_open(rows, find_wish, opt_out_chance, bad="optout", by="the bot hears")
    now = job.step(CheckConsent).ask_from
    return SUITE.tuned(scored, now, job, labels=str(job.data or OWN), settled=settled)


TUNING = Tuning(by_labels, costs=SUITE.costs, own=OWN)
