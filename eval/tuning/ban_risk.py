"""`cairn tune ban-risk`: seven weights and two thresholds from labels, the ones set by hand being the prior."""

import asyncio
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from agent.safety.factors import FACTORS, Own
from agent.settings import Environment
from agent.steps.score_ban_risk import ScoreBanRisk
from agent.store.reader import open_reader
from eval.figures.report import Floats
from eval.job import Job
from eval.suites.ban_risk import OWN, RiskRow, own_by_catalogue, step_for
from eval.suites.messages import rows_of
from eval.traffic.logged_risk import LoggedRisk, Query, logged_risk, texts_of
from eval.traffic.outcomes import answered_by_meta
from eval.tuning.boundary import (
    METHOD,
    Fitted,
    Scored,
    chance_by,
    fit_boundary,
    held_of,
    must_suffice,
    spent,
    warnings_of,
)
from eval.tuning.chance import DRAWS, SEED
from eval.tuning.costs import Cost, Prices, defaults
from eval.tuning.found import Setting, ToLabel, Tuned, Tuning
from eval.tuning.threshold import Scale, Stakes
from eval.tuning.towards_prior import RELATIVE_SD, believable, fit_towards

COSTS: Mapping[str, Cost] = {
    "honest_flagged": Cost("an honest text that is looked at for nothing (medium_from)", 5),
    "spam_unflagged": Cost("spam that nobody looks at (medium_from)", 20),
    "honest_blocked": Cost("an honest text held back, as a booking question (high_above)", 40),
    "spam_sent": Cost("spam that is not held back (high_above)", 300),
}
MEDIUM, HIGH = Scale(), Scale(above=True)
THRESHOLDS = ("medium_from", "high_above")
_METHOD = (
    f"weights: penalised logistic regression towards those in force (prior sd {RELATIVE_SD:g} of each), none below 0, "
    f"sum kept, interval from the posterior; thresholds: {METHOD}"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts as intensities [texts, factors], 1 for spam or harm, and which half each is of."""

    intensities: Floats
    labels: Floats
    tuning: Floats
    names: Sequence[str] = ()
    texts: Sequence[str] = ()

    def scored(self, point: "Point") -> Scored:
        """With the scores of these weights."""
        names = self.names or [str(n) for n in range(len(self.labels))]
        texts = self.texts or names
        return Scored(names, texts, point.scores(self.intensities), self.labels, self.tuning)


@dataclass(frozen=True, slots=True)
class Point:
    """Weights in the order of the factors, and both thresholds."""

    weights: Floats
    medium_from: float
    high_above: float

    def scores(self, intensities: Floats) -> Floats:
        """As the step adds them up."""
        return np.minimum(100.0, np.round(intensities @ self.weights, 2))


@dataclass(frozen=True, slots=True)
class Queue:
    """Logged messages nobody has labelled."""

    traffic: LoggedRisk
    at: Sequence[int]
    query: Query

    def scores(self, point: Point) -> Floats:
        """Of these weights."""
        return np.asarray(self.traffic.scores(list(point.weights))[list(self.at)])

    def first(self, fitted: Fitted, point: Point) -> tuple[ToLabel, ...]:
        """Those whose label tells most, with their words."""
        names = [self.traffic.ids[n] for n in self.at]
        nothing = np.zeros(len(names))
        found = fitted.to_label(Scored(names, [""] * len(names), self.scores(point), nothing, nothing))
        words = texts_of(self.query, "message", [one.name for one in found])
        return tuple(replace(one, text=words.get(one.name, "")) for one in found)


def queue_of(folder: Path, own: Own, labelled: Set[str]) -> Queue | None:
    """Of the data folder's log; None before anything was logged."""
    if not (folder / "journal.sqlite").exists():
        return None
    query = open_reader(Environment(cairn_data=folder)).query
    traffic = logged_risk(query, "message", own)
    at = [n for n, name in enumerate(traffic.ids) if name not in labelled]
    return Queue(traffic, at, query) if at else None


async def by_labels(job: Job) -> Tuned:
    """Labels of the job's data, or of the own set; messages and replies alike."""
    rows = rows_of(job, RiskRow, OWN)
    own = await own_by_catalogue(job)
    told = labelled([(row.name, row.text, row.label == "spam") for row in rows], own)
    point = point_of(step_for(job, "message"))
    queue = await asyncio.to_thread(queue_of, job.folder, own, frozenset(row.name for row in rows))
    return tuned(told, point, labels=str(job.data or OWN), costs=job.costs, share=job.share, queue=queue)


async def by_outcomes(job: Job) -> Tuned:
    """What became of replies that were sent: refused, blocked, or followed by an opt-out, against all others."""
    own = await own_by_catalogue(job)
    told = [(one.id, one.text, one.harmed) for one in await answered_by_meta(job.folder)]
    point = point_of(step_for(job, "reply"))
    return tuned(labelled(told, own), point, labels="logged outcomes of sent replies", costs=job.costs, share=job.share)


def labelled(told: Sequence[tuple[str, str, bool]], own: Own) -> Labelled:
    """Each text by the seven factors; the half goes by the first item."""
    intensities = [[round(factor(text, own).intensity, 6) for factor in FACTORS.values()] for _, text, _ in told]
    names, texts = [name for name, _, _ in told], [text for _, text, _ in told]
    halves = Scored.of(told, np.zeros(len(told)).tolist())
    return Labelled(np.array(intensities).reshape(len(told), len(FACTORS)), halves.bad, halves.tuning, names, texts)


def point_of(step: ScoreBanRisk) -> Point:
    """The settings in force."""
    return Point(np.array(list(step.factor_weights.values())), step.medium_from, step.high_above)


def stakes_of(costs: Prices) -> tuple[Stakes, Stakes]:
    """Of `medium_from` and of `high_above`; costs that are not stated have their default."""
    prices = {**defaults(COSTS), **costs}
    return (
        Stakes(missed=prices["spam_unflagged"], false=prices["honest_flagged"]),
        Stakes(missed=prices["spam_sent"], false=prices["honest_blocked"]),
    )


def tuned(
    found: Labelled,
    now: Point,
    *,
    labels: str,
    costs: Prices | None = None,
    share: float | None = None,
    queue: Queue | None = None,
) -> Tuned:
    """`queue`: logged messages without a label; without one, more texts like the labelled ones are assumed.

    Raises PortError where there are hardly any labels: figures from nothing would be believed.
    """
    prices = {**defaults(COSTS), **(costs or {})}
    before = found.scored(now)
    must_suffice(before.half(tuning=True), labels)
    weights, group = _weights(found, now)
    moved = Point(weights, now.medium_from, now.high_above)
    in_force = thresholds(before.half(tuning=True), now, prices, share)
    fitted = thresholds(found.scored(moved).half(tuning=True), moved, prices, share)
    point = Point(weights, *(one.cut.best for one in fitted.values()))
    return Tuned(
        labels=labels,
        n={"tuning": int(found.tuning.sum()), "locked": int((1 - found.tuning).sum()), "spam": int(found.labels.sum())},
        costs=prices,
        settings={
            "weights": group,
            "thresholds": {name: one.setting for name, one in fitted.items()},
            "thresholds_with_weights_in_force": {name: one.setting for name, one in in_force.items()},
        },
        worth={name: one.worth(queue.scores(now) if queue else before.scores) for name, one in in_force.items()},
        to_label=queue.first(in_force["high_above"], now) if queue else (),
        held=held_of(
            before.half(tuning=False),
            share,
            _spent(found, now, prices),
            _spent(found, point, prices),
            prices["spam_sent"] + prices["spam_unflagged"],
        ),
        method=_METHOD,
        warnings=warnings_of(before, share, "spam"),
    )


def thresholds(seen: Scored, now: Point, prices: Prices, share: float | None) -> dict[str, Fitted]:
    """Both thresholds of these scores, from one chance: spam does not depend on what is done with it."""
    chance = chance_by(seen, MEDIUM, share)
    values = (now.medium_from, now.high_above)
    medium, high = (
        fit_boundary(seen, stakes, scale=scale, now=value, share=share, chance=chance)
        for stakes, scale, value in zip(stakes_of(prices), (MEDIUM, HIGH), values, strict=True)
    )
    return dict(zip(THRESHOLDS, _in_order(medium, high), strict=True))


def _in_order(medium: Fitted, high: Fitted) -> tuple[Fitted, Fitted]:
    """`medium_from` may not lie above `high_above`: where each alone would, one value for both costs least."""
    if medium.cut.best <= high.cut.best:
        return medium, high
    costs = medium.cut.costs + high.cut.costs
    both = float(MEDIUM.grid[costs.mean(axis=0).argmin()])
    return medium.moved(both), high.moved(both)


def _weights(found: Labelled, now: Point) -> tuple[Floats, Mapping[str, Setting]]:
    seen = found.tuning == 1
    x, y = found.intensities[seen], found.labels[seen]
    fit = fit_towards(x, y, now.weights)
    drawn = believable(fit, x, y, now.weights, draws=DRAWS, seed=SEED)
    bounds = np.percentile(drawn, [2.5, 97.5], axis=0)
    settings = {
        name: Setting(
            now=float(now.weights[at]), best=float(fit.weights[at]), ci95=(float(bounds[0, at]), float(bounds[1, at]))
        )
        for at, name in enumerate(FACTORS)
    }
    return fit.weights, settings


def _spent(found: Labelled, point: Point, prices: Prices) -> Floats:
    """What each locked row costs at both thresholds."""
    locked = found.scored(point).half(tuning=False)
    medium, high = stakes_of(prices)
    looked_at = spent(locked.scores, locked.bad, medium, MEDIUM, point.medium_from)
    return looked_at + spent(locked.scores, locked.bad, high, HIGH, point.high_above)


TUNING = Tuning(by_labels, by_outcomes, COSTS, OWN)
