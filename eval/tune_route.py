"""`cairn tune route`: thresholds of the three dear routes from judged questions, prices, and what a wrong one costs.

The label of a question given its points above simple is a Bayesian softmax (Laplace draws). The thresholds are searched
on the mean of the draws, and again for each draw: nested, so the interval has the search in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from agent.llm.prices import price_list
from agent.llm.route_signals import ROUTE_NAMES
from agent.llm.routing import Routes
from agent.ports import PortError
from agent.steps.generate import Generate
from eval.bootstrap import Interval
from eval.chance import SEED
from eval.costs import Cost, defaults
from eval.job import Job
from eval.logged_routes import DEARER, chosen, points_over, thresholds_of, usd_by_route
from eval.report import Floats
from eval.route import OWN
from eval.route_judged import Judged, judged
from eval.search import Axis, search, walk
from eval.split import half_of
from eval.threshold import PER
from eval.tuning import Held, Setting, Tuned, Tuning

COSTS: Mapping[str, Cost] = {
    "underserved": Cost("a question answered on a cheaper route than it deserves, in USD", 0.5),
    "wrong_route": Cost("a question answered on another route that is no cheaper, beside its price, in USD", 0.05),
}
AXES = tuple(Axis(name, np.round(np.arange(0.0, 10.01, 0.1), 1)) for name in DEARER)
_DRAWS, _SOFT_SD, _FEWEST = 200, 1.0, 5
METHOD = (
    f"Bayesian softmax of the route by points above simple, {_DRAWS} draws; thresholds by Optuna's TPE (seeded) and a "
    "walk along each; interval: the same walk for every draw; as good: cheaper than the best with at least 5 % "
    "probability while the other thresholds stay at theirs; model prices are part of the cost"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFit:
    """`losses` [routes given, routes deserved] in USD for 1,000, and the price of each question on each route."""

    over: Floats
    usd: Floats
    losses: Floats
    chances: Floats

    def loss(self, draws: Floats) -> Callable[[Floats], Floats]:
        """`draws` [questions, routes]: the chance that each deserves it → the loss of points."""
        worth = self.usd + draws @ self.losses.T
        rows = np.arange(len(worth))
        return lambda points: np.array([worth[rows, chosen(self.over, point)].mean() for point in points])


async def by_labels(job: Job) -> Tuned:
    """Questions of the job's data or of the own set, each with the route a person gave it."""
    found = await judged(job)
    return tuned(found, job.step(Generate), job.costs, labels=str(job.data or OWN))


def tuned(found: Judged, step: Generate, costs: Mapping[str, float], *, labels: str) -> Tuned:
    """Raises PortError where a route is hardly judged at all."""
    prices = {**defaults(COSTS), **costs}
    half = np.array([half_of(name) == "tuning" for name in found.names])
    few = min(int((found.deserves[half] == place).sum()) for place in range(len(ROUTE_NAMES)))
    if few < _FEWEST:
        raise PortError(
            f"{labels}: only {few} questions of one route in the tuning half; at least {_FEWEST} are needed"
        )
    over = points_over(found.signals, step.weights)
    usd = PER * usd_by_route(found.tokens, step.routes, price_list())
    losses = losses_of(step.routes, prices)
    fit = RouteFit(over=over[half], usd=usd[half], losses=losses, chances=chances_of(over[half], found.deserves[half]))
    now = thresholds_of(step.thresholds)
    best, spread, band, saved = fitted(fit, now)
    told = {
        name: Setting(
            now=float(now[n]), best=float(best[n]), ci95=spread[n], band=band[n], saving=saved if n == 0 else None
        )
        for n, name in enumerate(DEARER)
    }
    return Tuned(
        labels=labels,
        n={"tuning": int(half.sum()), "locked": int((~half).sum())},
        costs=prices,
        settings={"thresholds": told},
        held=_held(found, ~half, over, usd, losses, now, best),
        method=METHOD,
        facts={"saving_per_1000": saved[0]},
    )


def losses_of(routes: Routes, prices: Mapping[str, float]) -> Floats:
    """[given, deserved]: USD for 1,000 questions, the price of the answer apart."""
    dear = [routes.named(name).usd_per_million_out for name in ROUTE_NAMES]

    def loss(given: int, deserved: int) -> float:
        if given == deserved:
            return 0.0
        return PER * prices["underserved" if dear[given] < dear[deserved] else "wrong_route"]

    return np.array([[loss(given, deserved) for deserved in range(4)] for given in range(4)])


def fitted(fit: RouteFit, now: Floats) -> tuple[Floats, list[Interval], list[Interval], tuple[float, Interval]]:
    """Best thresholds, the 95 % interval and the indifference band of each, and what the move saves."""
    mean = fit.loss(fit.chances.mean(axis=0))
    best = search(mean, AXES, now)
    each = [fit.loss(draw) for draw in fit.chances]
    found = np.array([walk(loss, AXES, best) for loss in each])
    low, high = np.percentile(found, [2.5, 97.5], axis=0)
    saved = np.array([float(loss(now[None])[0] - loss(best[None])[0]) for loss in each])
    bounds = np.percentile(saved, [2.5, 97.5])
    bands = [_band(each, best, place) for place in range(len(AXES))]
    spread = [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    return best, spread, bands, (float(saved.mean()), (float(bounds[0]), float(bounds[1])))


def chances_of(over: Floats, deserves: Floats, *, draws: int = _DRAWS, seed: int = SEED) -> Floats:
    """[draws, questions, routes]: softmax of the points above simple and their squares, held to 0 by a normal prior."""
    scaled = over / 3.0
    design = np.column_stack([np.ones(len(over)), scaled, scaled**2 / 3])
    given = np.eye(len(ROUTE_NAMES))[deserves.astype(int)]
    size = design.shape[1] * (len(ROUTE_NAMES) - 1)

    def logits(at: Floats) -> Floats:
        free = design @ at.reshape(design.shape[1], -1)
        return np.column_stack([np.zeros(len(free)), free])

    def loss(at: Floats) -> tuple[float, Floats]:
        chance = _softmax(logits(at))
        off = design.T @ (chance - given)[:, 1:]
        told = -float(np.log(np.maximum((chance * given).sum(axis=1), 1e-300)).sum())
        return told + 0.5 * float(at @ at) / _SOFT_SD**2, off.ravel() + at / _SOFT_SD**2

    mode = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B").x
    chance = _softmax(logits(mode))[:, 1:]
    weights = np.einsum("nk,kl->nkl", chance, np.eye(chance.shape[1])) - np.einsum("nk,nl->nkl", chance, chance)
    precision = np.einsum("ni,nkl,nj->ikjl", design, weights, design).reshape(size, size) + np.eye(size) / _SOFT_SD**2
    noise = np.random.default_rng(seed).normal(size=(size, draws))
    drawn = mode + np.linalg.solve(np.linalg.cholesky(precision).T, noise).T
    return np.stack([_softmax(logits(one)) for one in drawn])


def _band(each: list[Callable[[Floats], Floats]], best: Floats, place: int) -> Interval:
    values = AXES[place].values
    points = np.repeat(best[None], len(values), axis=0)
    points[:, place] = values
    beyond = np.array([loss(points) - loss(best[None])[0] for loss in each])
    tied = values[np.percentile(beyond, 5, axis=0) <= 1e-9]
    return float(tied.min()), float(tied.max())


def _held(found: Judged, locked: Floats, over: Floats, usd: Floats, losses: Floats, now: Floats, best: Floats) -> Held:
    at = np.flatnonzero(locked)
    deserved = found.deserves[at].astype(int)

    def spent(thresholds: Floats) -> Floats:
        places = chosen(over[at], thresholds)
        return np.asarray(usd[at, places] + losses[places, deserved])

    names = [found.names[int(n)] for n in at]
    return Held(rows=names, saved=spent(now) - spent(best), worst=float(losses.max() + usd.max()))


def _softmax(logits: Floats) -> Floats:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


TUNING = Tuning(by_labels, costs=COSTS)
