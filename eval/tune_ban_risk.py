"""`cairn tune ban-risk`: seven weights and two thresholds from labels, the ones set by hand being the prior."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.ports import PortError
from agent.safety.factors import FACTORS, Own
from agent.steps.score_ban_risk import ScoreBanRisk
from eval.ban_risk import OWN, RiskRow, own_by_catalogue, step_for
from eval.bootstrap import compare, draws
from eval.job import Job
from eval.messages import rows_of
from eval.outcomes import answered_by_meta
from eval.report import Floats, Measured, ratio
from eval.roc import auc
from eval.split import half_of
from eval.threshold import Cut, cut
from eval.towards_prior import RELATIVE_SD, fit_towards
from eval.tuning import Kept, Setting, Tuned, Tuning

MEDIUM_COSTS, HIGH_COSTS = 5.0, 20.0
"""A share of honest texts flagged against the same share of spam missed: medium is looked at, high is held back."""
_RESAMPLES = 250
_FEWEST, _FEW = 5, 40
METHOD = (
    f"penalised logistic regression towards the weights in force (prior sd {RELATIVE_SD:g} of each weight), "
    f"none below 0, sum kept; thresholds where missed + {MEDIUM_COSTS:g} (medium) or {HIGH_COSTS:g} (high) × falsely "
    f"flagged is least; {_RESAMPLES} resamples of the tuning half, the test half is only reported"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts as intensities [texts, factors], 1 for spam or harm, and which half each is of."""

    intensities: Floats
    labels: Floats
    tuning: Floats

    def half(self, *, tuning: bool) -> tuple[Floats, Floats]:
        chosen = self.tuning == float(tuning)
        return self.intensities[chosen], self.labels[chosen]


@dataclass(frozen=True, slots=True)
class Point:
    """Weights in the order of the factors, and both thresholds."""

    weights: Floats
    medium_from: float
    high_above: float

    def scores(self, intensities: Floats) -> Floats:
        """As the step adds them up."""
        return np.minimum(100.0, intensities @ self.weights)


async def by_labels(job: Job) -> Tuned:
    """Labels of the job's data, or of the own set; messages and replies alike."""
    rows = rows_of(job, RiskRow, OWN)
    own = await own_by_catalogue(job)
    told = [(row.name, row.text, row.label == "spam") for row in rows]
    return tuned(labelled(told, own), point_of(step_for(job, "message")), labels=str(job.data or OWN))


async def by_outcomes(job: Job) -> Tuned:
    """What became of replies that were sent: refused, blocked, or followed by an opt-out, against all others."""
    own = await own_by_catalogue(job)
    told = [(one.id, one.text, one.harmed) for one in await answered_by_meta(job.folder)]
    return tuned(labelled(told, own), point_of(step_for(job, "reply")), labels="logged outcomes of sent replies")


def labelled(told: Sequence[tuple[str, str, bool]], own: Own) -> Labelled:
    """Each text by the seven factors; the half goes by the first item."""
    intensities = [[factor(text, own).intensity for factor in FACTORS.values()] for _, text, _ in told]
    labels = [float(bad) for _, _, bad in told]
    halves = [float(half_of(name) == "tuning") for name, _, _ in told]
    return Labelled(np.array(intensities).reshape(len(told), len(FACTORS)), np.array(labels), np.array(halves))


def point_of(step: ScoreBanRisk) -> Point:
    """The settings in force."""
    return Point(np.array(list(step.factor_weights.values())), step.medium_from, step.high_above)


def tuned(found: Labelled, now: Point, *, labels: str, resamples: int = _RESAMPLES) -> Tuned:
    """Raises PortError where there are hardly any labels: figures from nothing would be believed."""
    x, y = found.half(tuning=True)
    few = int(min(y.sum(), len(y) - y.sum()))
    if few < _FEWEST:
        raise PortError(f"{labels}: only {few} of one kind in the tuning half; at least {_FEWEST} are needed to tune")
    resampled = np.concatenate(list(draws(len(y), resamples=resamples)))
    best = fit_towards(x, y, now.weights).weights
    spread = np.array([fit_towards(x, y, now.weights, times).weights for times in resampled])
    scores = np.minimum(100.0, x @ best)
    medium = cut(scores, y, resampled, dear=MEDIUM_COSTS, now=now.medium_from)
    high = cut(scores, y, resampled, dear=HIGH_COSTS, now=now.high_above)
    point = Point(best, medium.best, max(medium.best, high.best))
    return Tuned(
        labels=labels,
        n={"tuning": len(y), "test": int(len(found.labels) - len(y)), "spam": int(found.labels.sum())},
        settings={"weights": _weights(now, best, spread), "thresholds": _thresholds(now, point, medium, high)},
        held_out=_held_out(found, now, point),
        method=METHOD,
        warnings=_warnings(few, found),
    )


def _weights(now: Point, best: Floats, spread: Floats) -> Mapping[str, Setting]:
    bounds = np.percentile(spread, [2.5, 97.5], axis=0)
    return {
        name: Setting(
            now=float(now.weights[at]), best=float(best[at]), ci95=(float(bounds[0, at]), float(bounds[1, at]))
        )
        for at, name in enumerate(FACTORS)
    }


def _thresholds(now: Point, best: Point, medium: Cut, high: Cut) -> Mapping[str, Setting]:
    return {
        "medium_from": Setting(now=now.medium_from, best=best.medium_from, ci95=medium.ci95, band=medium.band),
        "high_above": Setting(now=now.high_above, best=best.high_above, ci95=high.ci95, band=high.band),
    }


def _held_out(found: Labelled, now: Point, best: Point) -> Mapping[str, Kept]:
    x, y = found.half(tuning=False)
    if not len(y) or not 0 < y.sum() < len(y):
        return {}
    before, after = _measured(now, x, y), _measured(best, x, y)
    return {
        name: Kept(now=before.metrics[name].value or 0.0, best=after.metrics[name].value or 0.0, difference=difference)
        for name, difference in compare(after, before).items()
    }


def _measured(point: Point, x: Floats, y: Floats) -> Measured:
    scores = point.scores(x)
    flagged = (scores >= point.medium_from).astype(np.float64)
    return Measured(
        len(y),
        {
            "auc": auc(list(scores), [bool(one) for one in y]),
            "spam_flagged": ratio(flagged * y, y),
            "ham_flagged": ratio(flagged * (1 - y), 1 - y),
        },
    )


def _warnings(few: int, found: Labelled) -> tuple[str, ...]:
    told = []
    if few < _FEW:
        told.append(f"only {few} labels of one kind to tune on: below {_FEW} the weights are mostly those in force")
    if 0 in np.bincount(found.labels[found.tuning == 0].astype(int), minlength=2):
        told.append("the test half lacks one kind: nothing says how the new settings do elsewhere")
    return tuple(told)


TUNING = Tuning(by_labels, by_outcomes)
