from dataclasses import replace

import numpy as np
import pytest

from agent.llm.route_signals import ROUTE_NAMES, TO
from agent.ports import PortError
from agent.steps.generate import Generate
from eval.figures.report import Floats
from eval.split import half_of
from eval.suites.route_judged import Judged
from eval.traffic.logged_routes import chosen, points_over, thresholds_of
from eval.tuning.route import (
    AXES,
    Best,
    RouteChance,
    RouteFit,
    chance_of_routes,
    fitted,
    losses_of,
    tuned,
    worth_of_labels,
)

STEP = Generate()


def questions(n: int, seed: int = 3) -> Judged:
    """Each deserves the route whose likeness is strongest, more or less."""
    rng = np.random.default_rng(seed)
    deserves = rng.integers(4, size=n)
    likeness = {f"like_{name}": at for at, name in enumerate(ROUTE_NAMES)}
    signals = np.zeros((n, len(TO)))
    for column, name in enumerate(TO):
        if name in likeness:
            signals[:, column] = np.clip(0.6 * (deserves == likeness[name]) + rng.uniform(0, 0.5, n), 0, 1)
    names = [f"q{at}" for at in range(n)]
    tokens = np.full(n, 2000.0), np.full(n, 150.0)
    return Judged(names=names, texts=names, signals=signals, deserves=deserves, tokens=tokens)


def test_a_dearer_mistake_makes_dear_routes_easier_to_reach() -> None:
    found = questions(200)
    cheap, dear = (
        tuned(found, STEP, {"underserved": cost}, labels="mine").settings["thresholds"] for cost in (0.0, 5.0)
    )
    assert sum(one.best for one in dear.values()) < sum(one.best for one in cheap.values())


def test_the_interval_and_the_band_hold_the_best() -> None:
    for one in tuned(questions(120), STEP, {}, labels="mine").settings["thresholds"].values():
        assert one.band is not None
        assert one.band[0] <= one.best <= one.band[1]
        assert one.ci95[0] <= one.best <= one.ci95[1]


def test_the_locked_half_tells_nothing_to_the_fit() -> None:
    found = questions(200)
    turned = replace(found, deserves=np.where(_half(found), found.deserves, 0))
    one, other = (tuned(each, STEP, {}, labels="mine") for each in (found, turned))
    assert one.settings == other.settings
    assert one.held is not None
    assert other.held is not None
    assert one.held.saved.sum() != other.held.saved.sum()


def test_a_route_that_is_hardly_judged_is_refused() -> None:
    found = questions(60)
    with pytest.raises(PortError, match="only 0 questions of one route"):
        tuned(replace(found, deserves=np.minimum(found.deserves, 2)), STEP, {}, labels="mine")


def test_the_softmax_knows_what_it_saw_and_is_unsure_of_what_it_did_not() -> None:
    rng = np.random.default_rng(1)
    over = rng.normal(0, 3, (400, 3))
    deserves = np.where(over.max(axis=1) > 0, 1 + over.argmax(axis=1), 0)
    many, few = (chance_of_routes(over[:n], deserves[:n]).at(over[:n]) for n in (400, 12))
    assert (many.mean(axis=0).argmax(axis=1) == deserves).mean() > 0.85
    assert many.sum(axis=2) == pytest.approx(1.0)
    assert few.std(axis=0).mean() > many.std(axis=0).mean()


def test_only_a_cheaper_route_than_deserved_serves_badly() -> None:
    losses = losses_of(STEP.routes, {"underserved": 0.5, "wrong_route": 0.05})
    simple, quality = ROUTE_NAMES.index("simple"), ROUTE_NAMES.index("quality")
    assert losses[simple, quality] == 500
    assert losses[quality, simple] == 50
    assert np.diag(losses).sum() == 0


def fit_to(found: Judged, costs: dict[str, float]) -> tuple[RouteFit, RouteChance, Best]:
    over = points_over(found.signals, STEP.weights)
    chance = chance_of_routes(over, found.deserves)
    usd = np.tile([0.1, 0.5, 3.0, 3.0], (len(over), 1))
    fit = RouteFit(over=over, usd=usd, losses=losses_of(STEP.routes, costs), chances=chance.at(over))
    return fit, chance, fitted(fit, thresholds_of(STEP.thresholds))


def test_the_loss_of_many_settings_is_that_of_each_alone() -> None:
    fit, _, best = fit_to(questions(60), {"underserved": 0.5, "wrong_route": 0.05})
    worth = fit.usd + fit.chances[0] @ fit.losses.T
    points = np.array([best.now, best.best, [9.0, 0.5, 3.0]])
    slow = [worth[np.arange(60), chosen(fit.over, point)].mean() for point in points]
    assert fit.loss(fit.chances[0])(points) == pytest.approx(slow)
    assert fit.costs(points)[0] == pytest.approx(slow)
    for place, axis in enumerate(AXES):
        each = np.repeat(best.best[None], len(axis.values), axis=0)
        each[:, place] = axis.values
        assert fit.line(fit.chances[0])(best.best, place) == pytest.approx(fit.loss(fit.chances[0])(each))


def test_few_judged_questions_leave_it_open_and_many_decide() -> None:
    costs = {"underserved": 0.02, "wrong_route": 0.02}
    few, many = (
        worth_of_labels(fit, best, chance, points_over(questions(50, seed=9).signals, STEP.weights))
        for fit, chance, best in (fit_to(questions(n, seed=5), costs) for n in (24, 600))
    )
    assert many.decided
    assert not few.decided
    assert few.steps[-1].labels == 50
    assert all(step.saves <= 1.5 * few.most for step in few.steps)


def _half(found: Judged) -> Floats:
    return np.array([half_of(name) == "tuning" for name in found.names])
