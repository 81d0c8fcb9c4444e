"""What answers cost: the route's model where a model writes, nothing where the composer or a person does."""

from collections.abc import Sequence

import numpy as np

from agent.llm.prices import PriceList
from agent.llm.route_signals import ROUTE_NAMES, RouteName
from agent.llm.routing import Routes
from eval.figures.report import Floats, Measured, Metric, mean_of, ratio
from eval.suites.routed import Routed

_PER = 1000
WRITERS = ("fixed", "person", "composer", *ROUTE_NAMES)


def writer_of(one: Routed) -> str:
    """The line of the bill a message stands on."""
    return one.route if one.writer == "model" else one.writer


def as_routed(routed: Sequence[Routed], routes: Routes, prices: PriceList) -> Floats:
    """USD for each message as the product answers it: by the first model of its route, or for nothing."""
    return np.array([_cost(one, one.route, routes, prices) if one.writer == "model" else 0.0 for one in routed])


def by_models(routed: Sequence[Routed], chosen: Sequence[RouteName], routes: Routes, prices: PriceList) -> Floats:
    """USD for each message where a model of the chosen route writes all that is not fixed."""
    costs = (_cost(one, route, routes, prices) for one, route in zip(routed, chosen, strict=True))
    return np.array([0.0 if one.writer == "fixed" else cost for one, cost in zip(routed, costs, strict=True)])


def always(route: RouteName, routed: Sequence[Routed], routes: Routes, prices: PriceList) -> Floats:
    """USD for each message where that route answers them all."""
    return by_models(routed, [route] * len(routed), routes, prices)


def per_1000(costs: Floats) -> Metric:
    """USD for a thousand messages such as these."""
    return mean_of(costs * _PER)


def saved(costs: Floats, instead_of: Floats) -> Metric:
    """Share of the other bill that is not paid."""
    return ratio(instead_of - costs, instead_of)


def bill(routed: Sequence[Routed], routes: Routes, prices: PriceList) -> dict[str, Measured]:
    """A line for each who answers: share of the messages, tokens of one, USD for 1,000 messages of all kinds."""
    costs, dearest = as_routed(routed, routes, prices), always("quality", routed, routes, prices)
    told = np.array([float(one.tokens_in) for one in routed])
    written = np.array([float(one.tokens_out) for one in routed])
    lines: dict[str, Measured] = {}
    for writer in WRITERS:
        own = np.array([float(writer_of(one) == writer) for one in routed])
        if own.any():
            metrics = {
                "share": mean_of(own),
                "tokens_in": ratio(told * own, own),
                "tokens_out": ratio(written * own, own),
                "usd_per_1000": per_1000(costs * own),
                "always_claude_usd_per_1000": per_1000(dearest * own),
            }
            lines[writer] = Measured(len(routed), metrics)
    return lines


def _cost(one: Routed, route: RouteName, routes: Routes, prices: PriceList) -> float:
    way = routes.named(route)
    return prices.cost_usd(way.models[0], one.tokens_in, one.tokens_out) + way.price.usd_per_call
