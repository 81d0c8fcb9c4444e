"""`cairn tune route`: thresholds of the three dear routes from judged questions, prices, and what a wrong one costs.

The label of a question given its points above simple is a Bayesian softmax (Laplace draws). The thresholds are searched
on the mean of the draws, and again for each draw: nested, so the interval has the search in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from agent.llm.prices import price_list
from agent.llm.route_signals import ROUTE_NAMES
from agent.llm.routing import Routes
from agent.ports import PortError
from agent.steps.generate import Generate
from eval.figures.bootstrap import Interval
from eval.figures.report import Floats
from eval.job import Job
from eval.split import half_of
from eval.suites.route import OWN
from eval.suites.route_judged import Judged, judged
from eval.traffic.logged_routes import DEARER, Places, chosen, points_over, thresholds_of, usd_by_route
from eval.traffic.months import up_to
from eval.tuning.chance import SEED
from eval.tuning.costs import Cost, defaults
from eval.tuning.found import Held, Setting, Tuned, Tuning
from eval.tuning.search import Axis, Line, search, walk
from eval.tuning.threshold import PER
from eval.tuning.worth import Choices, Worth, worth_among

COSTS: Mapping[str, Cost] = {
    "underserved": Cost("a customer answered by a weaker model than the question deserves, in USD", 0.5),
    "wrong_route": Cost("a question sent to a dear model that it does not need, beside the price, in USD", 0.05),
}
AXES = tuple(Axis(name, np.round(np.arange(0.0, 10.01, 0.1), 1)) for name in DEARER)
_DRAWS, _SOFT_SD, _FEWEST = 200, 1.0, 5
METHOD = (
    f"Bayesian softmax of the route by points above simple, {_DRAWS} draws; thresholds by Optuna's TPE (seeded) and a "
    "walk along each; interval: the same walk for every draw; as good: cheaper than the best with at least 5 % "
    "probability while the other thresholds stay at theirs; model prices are part of the cost"
)


@dataclass(frozen=True, slots=True)
class RouteChance:
    """`drawn` [draws, terms, dear routes]: equally believable weights of a softmax over the points above simple."""

    drawn: Floats

    def at(self, over: Floats) -> Floats:
        """[draws, questions, routes]: the chance that each deserves it."""
        free = np.einsum("nt,dtr->dnr", _design(over), self.drawn)
        return _softmax(np.concatenate([np.zeros((*free.shape[:2], 1)), free], axis=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFit:
    """`losses` [routes given, routes deserved] in USD for 1,000, and the price of each question on each route.

    `over` and `usd` are of the questions that are decided on, `chances` what labels say of them.
    """

    over: Floats
    usd: Floats
    losses: Floats
    chances: Floats

    def loss(self, draws: Floats) -> Callable[[Floats], Floats]:
        """`draws` [questions, routes]: the chance that each deserves it → the loss of points."""
        worth = self.usd + draws @ self.losses.T
        rows = np.arange(len(worth))
        return lambda points: np.asarray(worth[rows, chosen(self.over, points)].mean(axis=1))

    def line(self, draws: Floats) -> Line:
        """The same for every value of one threshold: a question changes its route once, so it is looked at once."""
        worth = self.usd + draws @ self.losses.T
        rows = np.arange(len(worth))

        def along(at: Floats, place: int) -> Floats:
            values = AXES[place].values
            reached, otherwise = up_to(self.over, at, place, values)
            left = worth[rows, otherwise]
            steps = np.bincount(reached, weights=worth[rows, 1 + place] - left, minlength=len(values) + 1)[1:]
            return np.asarray((left.sum() + np.cumsum(steps[::-1])[::-1]) / len(rows))

        return along

    def costs(self, points: Floats) -> Floats:
        """[draws, points]: USD for 1,000 questions."""
        return np.array([self.loss(draw)(points) for draw in self.chances])


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """Thresholds of the dear routes: those in force, the best, and the best of each draw.

    `along`: for each threshold the cost of its values [draws, values] while the other two are at their best. `saved`:
    by draw, what moving to the best saves. Both are USD for 1,000 questions.
    """

    now: Floats
    best: Floats
    walked: Floats
    along: Sequence[Floats]
    saved: Floats

    @property
    def saving(self) -> tuple[float, Interval]:
        return float(self.saved.mean()), _middle(self.saved)

    @property
    def settings(self) -> Mapping[str, Setting]:
        """By route; what is saved is of all three, and stands with the first."""
        return {
            name: Setting(
                now=float(self.now[n]),
                best=float(self.best[n]),
                ci95=_middle(self.walked[:, n]),
                band=self._band(n),
                saving=self.saving if n == 0 else None,
            )
            for n, name in enumerate(DEARER)
        }

    def _band(self, place: int) -> Interval:
        values, costs = AXES[place].values, self.along[place]
        beyond = costs - costs[:, [int(np.abs(values - self.best[place]).argmin())]]
        tied = values[np.percentile(beyond, 5, axis=0) <= 1e-9]
        return float(tied.min()), float(tied.max())


async def by_labels(job: Job) -> Tuned:
    """Questions of the job's data or of the own set, each with the route a person gave it."""
    found = await judged(job)
    return tuned(found, job.step(Generate), job.costs, labels=str(job.data or OWN))


def tuned(found: Judged, step: Generate, costs: Mapping[str, float], *, labels: str) -> Tuned:
    """Raises PortError where a route is hardly judged at all."""
    prices = {**defaults(COSTS), **costs}
    half = np.array([half_of(name) == "tuning" for name in found.names])
    must_suffice(found.deserves[half], labels)
    over = points_over(found.signals, step.weights)
    usd = PER * usd_by_route(found.tokens, step.routes, price_list())
    losses = losses_of(step.routes, prices)
    chances = chance_of_routes(over[half], found.deserves[half]).at(over[half])
    now = thresholds_of(step.thresholds)
    best = fitted(RouteFit(over=over[half], usd=usd[half], losses=losses, chances=chances), now)
    return Tuned(
        labels=labels,
        n={"tuning": int(half.sum()), "locked": int((~half).sum())},
        costs=prices,
        settings={"thresholds": best.settings},
        held=_held(found, ~half, over, usd, losses, now, best.best),
        method=METHOD,
        facts={"saving_per_1000": best.saving[0]},
    )


def must_suffice(deserves: Places, labels: str) -> None:
    """Raises PortError where a route is hardly judged at all."""
    few = min(int((deserves == place).sum()) for place in range(len(ROUTE_NAMES)))
    if few < _FEWEST:
        raise PortError(
            f"{labels}: only {few} questions of one route in the tuning half; at least {_FEWEST} are needed"
        )


def losses_of(routes: Routes, prices: Mapping[str, float]) -> Floats:
    """[given, deserved]: USD for 1,000 questions, the price of the answer apart."""
    dear = [routes.named(name).usd_per_million_out for name in ROUTE_NAMES]

    def loss(given: int, deserved: int) -> float:
        if given == deserved:
            return 0.0
        return PER * prices["underserved" if dear[given] < dear[deserved] else "wrong_route"]

    return np.array([[loss(given, deserved) for deserved in range(4)] for given in range(4)])


def fitted(fit: RouteFit, now: Floats) -> Best:
    """The search on the mean of the draws, then the walk again for each draw."""
    mean = fit.chances.mean(axis=0)
    best = search(fit.loss(mean), AXES, now, line=fit.line(mean))
    each = [fit.line(draw) for draw in fit.chances]
    return Best(
        now=now,
        best=best,
        walked=np.array([walk(line, AXES, best) for line in each]),
        along=[np.array([line(best, place) for line in each]) for place in range(len(AXES))],
        saved=np.subtract(*fit.costs(np.stack([now, best])).T),
    )


def worth_of_labels(fit: RouteFit, found: Best, chance: RouteChance, queue: Floats) -> Worth:
    """Whether labels would decide between the best and those in force, and every best of a draw.

    `queue` [messages, 3]: points above simple of messages without a label, in the order they would get one.
    """
    points = np.unique(np.concatenate([found.now[None], found.best[None], found.walked]), axis=0)
    now, best = (int((points == one).all(axis=1).argmax()) for one in (found.now, found.best))
    return worth_among(
        Choices(costs=fit.costs(points), now=now, best=best),
        lambda count: np.clip(chance.at(queue[:count]), 1e-9, 1.0),
        len(queue),
        stays=now == best,
    )


def chance_of_routes(over: Floats, deserves: Places, *, draws: int = _DRAWS, seed: int = SEED) -> RouteChance:
    """Softmax of the points above simple and their squares, held to 0 by a normal prior; Laplace draws."""
    design = _design(over)
    given = np.eye(len(ROUTE_NAMES))[deserves.astype(int)]
    terms = design.shape[1]
    size = terms * (len(ROUTE_NAMES) - 1)

    def logits(at: Floats) -> Floats:
        free = design @ at.reshape(terms, -1)
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
    return RouteChance(drawn.reshape(draws, terms, -1))


def _design(over: Floats) -> Floats:
    scaled = over / 3.0
    return np.column_stack([np.ones(len(over)), scaled, scaled**2 / 3])


def _middle(values: Floats) -> Interval:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _held(found: Judged, locked: Floats, over: Floats, usd: Floats, losses: Floats, now: Floats, best: Floats) -> Held:
    at = np.flatnonzero(locked)
    deserved = found.deserves[at].astype(int)

    def spent(thresholds: Floats) -> Floats:
        places = chosen(over[at], thresholds)
        return np.asarray(usd[at, places] + losses[places, deserved])

    names = [found.names[int(n)] for n in at]
    return Held(rows=names, saved=spent(now) - spent(best), worst=float(losses.max() + usd.max()))


def _softmax(logits: Floats) -> Floats:
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


TUNING = Tuning(by_labels, costs=COSTS, own=OWN)
