"""A suite with a single threshold, tuned: what is labelled, what the errors cost, and the setting it is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from eval.boundary import METHOD, Scored, fit_boundary, held_of, must_suffice, spent, warnings_of
from eval.costs import Cost, defaults
from eval.job import Job
from eval.threshold import Scale, Stakes
from eval.tuning import Tuned


@dataclass(frozen=True, slots=True, kw_only=True)
class OneThreshold:
    """`costs`: first of a bad one that is not reached, then of a good one that is. `bad`: what those are called."""

    setting: str
    scale: Scale
    costs: Mapping[str, Cost]
    bad: str

    def tuned(self, rows: Scored, now: float, job: Job, *, labels: str) -> Tuned:
        """Raises PortError where there are hardly any labels."""
        prices = {**defaults(self.costs), **job.costs}
        missed, false = (prices[name] for name in self.costs)
        stakes = Stakes(missed=missed, false=false)
        seen, locked = rows.half(tuning=True), rows.half(tuning=False)
        must_suffice(seen, labels)
        found = fit_boundary(seen, stakes, scale=self.scale, now=now, share=job.share)
        before, after = (
            spent(locked.scores, locked.bad, stakes, self.scale, threshold) for threshold in (now, found.cut.best)
        )
        return Tuned(
            labels=labels,
            n={"tuning": len(seen.names), "locked": len(locked.names), self.bad: int(rows.bad.sum())},
            costs=prices,
            settings={"thresholds": {self.setting: found.setting}},
            worth={self.setting: found.worth(rows.scores)},
            held=held_of(locked, job.share, before, after, max(missed, false)),
            method=METHOD,
            warnings=warnings_of(rows, job.share, self.bad),
        )
