"""A suite with a single threshold, tuned: what is labelled, what the errors cost, and the setting it is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.ports import PortError
from eval.job import Job
from eval.split import half_of
from eval.tuning.boundary import FEW, FEWEST, METHOD, Scored, fit_boundary, held_of, spent, warnings_of
from eval.tuning.costs import Cost, defaults
from eval.tuning.found import Tuned
from eval.tuning.threshold import Scale, Stakes


@dataclass(frozen=True, slots=True)
class Settled:
    """Of the tuning half: bad rows that are found without this threshold, and how they are found."""

    bad: int = 0
    by: str = ""

    @classmethod
    def of(cls, told: Sequence[tuple[str, bool]], by: str) -> "Settled":
        """`told`: name, and whether it is bad."""
        return cls(sum(bad and half_of(name) == "tuning" for name, bad in told), by)

    def words(self, bad: str) -> str:
        """As the beginning of a sentence."""
        return f"Of the tuning half {self.by} {self.bad} {bad} without it"


class LabelledText(Protocol):
    """A row of a suite: its name, its text, and what a person found in it."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str: ...


def left_open(
    rows: Sequence[LabelledText],
    heard: Callable[[str], object | None],
    chance: Callable[[str], float],
    *,
    bad: str,
    by: str,
) -> tuple[Scored, Settled]:
    """Rows in which nothing is heard, by their chance of being `bad`; and what is settled `by` hearing the others."""
    known = [heard(row.text) is not None for row in rows]
    left = [row for row, is_known in zip(rows, known, strict=True) if not is_known]
    told = [(row.name, row.text, row.label == bad) for row in left]
    settled = [(row.name, row.label == bad) for row, is_known in zip(rows, known, strict=True) if is_known]
    return Scored.of(told, [chance(row.text) for row in left]), Settled.of(settled, by)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneThreshold:
    """`costs`: first of a bad one that is not reached, then of a good one that is. `bad`: what those are called.

    `suite` and `view`: its name, and where in the workbench people label for it.
    """

    setting: str
    scale: Scale
    costs: Mapping[str, Cost]
    bad: str
    suite: str
    view: str

    def tuned(self, rows: Scored, now: float, job: Job, *, labels: str, settled: Settled | None = None) -> Tuned:
        """`settled`: rows that this threshold does not decide. Raises PortError where there are hardly any labels."""
        prices = {**defaults(self.costs), **job.costs}
        missed, false = (prices[name] for name in self.costs)
        stakes = Stakes(missed=missed, false=false)
        seen, locked = rows.half(tuning=True), rows.half(tuning=False)
        if seen.fewer < FEWEST:
            raise PortError(self._too_few(seen, now, labels, settled or Settled()))
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

    def _too_few(self, seen: Scored, now: float, labels: str, settled: Settled) -> str:
        """Why a fit would mean nothing, what can be said all the same, and what to do."""
        bad, good = int(seen.bad.sum()), int(len(seen.bad) - seen.bad.sum())
        reached = int(((seen.scores > now if self.scale.above else seen.scores >= now) & (seen.bad == 0)).sum())
        heard = f"{settled.words(self.bad)}; it is about those that are left" if settled.bad else "In the tuning half"
        return (
            f"{labels}: too few labels to fit {self.setting} to. {heard}: {self.bad} {bad}, others {good}. At least "
            f"{FEWEST} of each are needed, and {FEW} of each make a good fit, so any value would be luck. What can be "
            f"said: at {now:g}, in force, {reached} of the {good} others would be reached for nothing. Label messages "
            f"of your traffic (workbench: {self.view}; nearest the boundary first), then run "
            f"`cairn tune {self.suite} --people`"
        )
