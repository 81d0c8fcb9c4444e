"""What another set of thresholds would cost and get right: points for a chart of cost against quality."""

from collections.abc import Iterator, Sequence

import numpy as np

from agent.llm.prices import PriceList
from agent.llm.routing import Routes, RoutingThresholds, RoutingWeights, weighed
from eval.suites.bill import by_models
from eval.suites.route import RouteRow
from eval.suites.routed import Routed

_PER = 1000
SHIFTS = (-6.0, -4.0, -3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)


def frontier(
    rows: Sequence[RouteRow],
    found: Sequence[Routed],
    weights: RoutingWeights,
    thresholds: RoutingThresholds,
    routes: Routes,
    prices: PriceList,
    *,
    shifts: Sequence[float] = SHIFTS,
) -> Iterator[dict[str, float]]:
    """One point per shift of all thresholds together, every message written by a model: below 0 the dear routes
    are taken sooner, above it later. `served` counts a row whose route is the one it deserves or a dearer one.
    """
    truth = [row.label for row in rows]
    for shift in shifts:
        moved = _moved(thresholds, shift)
        told = [weighed(one.signals, weights, moved).route for one in found]
        costs = by_models(found, told, routes, prices)
        dearer = [
            routes.named(a).usd_per_million_out >= routes.named(b).usd_per_million_out
            for a, b in zip(told, truth, strict=True)
        ]
        yield {
            "shift": shift,
            "accuracy": float(np.mean([a == b for a, b in zip(told, truth, strict=True)])),
            "served": float(np.mean(dearer)),
            "cost_usd_per_1000": float(costs.mean() * _PER),
        }


def _moved(thresholds: RoutingThresholds, shift: float) -> RoutingThresholds:
    names = ("complex", "live", "quality")
    return thresholds.model_copy(update={name: getattr(thresholds, name) + shift for name in names})
