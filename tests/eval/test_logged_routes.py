from datetime import timedelta

import numpy as np
import pytest

from agent.llm.prices import price_list
from agent.llm.route_signals import ROUTE_NAMES, TO
from agent.llm.routing import Routes, RoutingThresholds, RoutingWeights, weighed
from agent.turn import Inbound, Reply, Turn
from eval.rows import READ_ON
from eval.traffic.logged_routes import LoggedRoutes, chosen, logged_routes, points_over, thresholds_of, usd_by_route
from eval.traffic.months import Months
from tests.eval.logged import store_of

RNG = np.random.default_rng(4)
STRENGTHS = [{name: round(float(RNG.random() ** 2), 4) for name in TO} for _ in range(200)]
REASONS = ("no model available", "facts settle it", "like_complex 0.61")


def turn(n: int, reason: str) -> Turn:
    sent_at = READ_ON + timedelta(hours=n)
    reply = Reply(text="x", language="en", signals=STRENGTHS[n], route_reasons=(reason,), tokens_in=100 * (n % 2))
    return Turn(message=Inbound(id=f"m{n}", contact=f"c-{n % 40}", text="x", sent_at=sent_at), reply=reply)


@pytest.fixture(scope="module")
def found() -> LoggedRoutes:
    return logged_routes(store_of([turn(n, REASONS[n % 3]) for n in range(200)]))


@pytest.mark.parametrize("complex_from", [0.0, 3.0, 9.5])
def test_the_route_is_the_one_the_product_would_choose(found: LoggedRoutes, complex_from: float) -> None:
    weights, thresholds = RoutingWeights(), RoutingThresholds(complex=complex_from)
    told = {name: ROUTE_NAMES[place] for name, place in zip(found.ids, found.places(weights, thresholds), strict=True)}
    assert len(set(told.values())) > 1
    assert told == {name: weighed(STRENGTHS[int(name[1:])], weights, thresholds).route for name in told}


def test_what_facts_settle_needs_no_model_and_is_counted_apart(found: LoggedRoutes) -> None:
    assert len(found.ids) == 133
    assert found.settled == 67
    assert found.days == pytest.approx(199 / 24)


def test_a_month_is_so_many_days_of_the_log_and_its_interval_holds_the_sum(found: LoggedRoutes) -> None:
    total, (low, high) = Months(found).of(np.ones(len(found.ids)))
    assert total == pytest.approx(133 * 30 / (199 / 24))
    assert low < total < high


def test_differences_of_two_ways_are_paired(found: LoggedRoutes) -> None:
    usd = np.linspace(1, 2, len(found.ids))
    change, (low, high) = Months(found).of((usd + 0.01) - usd)
    assert 0 < low < change < high


def test_tokens_cost_what_the_price_list_says() -> None:
    routes, prices = Routes(), price_list()
    usd = usd_by_route((np.array([1000.0]), np.array([200.0])), routes, prices)
    wanted = [prices.cost_usd(routes.named(name).models[0], 1000, 200) for name in ROUTE_NAMES]
    assert usd[0] == pytest.approx(wanted)


def test_without_traffic_a_month_costs_nothing() -> None:
    empty = logged_routes(store_of([]))
    assert Months(empty).of(np.zeros(0)) == (0.0, (0.0, 0.0))
    assert empty.settled == 0


@pytest.mark.parametrize("draft", [RoutingThresholds(), RoutingThresholds(complex=0.0, live=9.0, quality=2.5)])
def test_every_value_of_a_threshold_costs_what_routing_anew_for_each_would(
    found: LoggedRoutes, draft: RoutingThresholds
) -> None:
    grid = np.arange(0.0, 10.01, 0.25)
    months, rows = Months(found), np.arange(len(found.ids))
    usd = np.random.default_rng(8).uniform(0, 0.02, (len(rows), len(ROUTE_NAMES)))
    over = np.round(points_over(found.signals, RoutingWeights()) * 4) / 4  # so that values of the grid are met exactly
    at = thresholds_of(draft)
    for place, quick in enumerate(months.of_thresholds(over, usd, at, grid)):
        ways = [chosen(over, np.where(np.arange(3) == place, value, at)) for value in grid]
        slow = months.of_each(np.stack([usd[rows, way] for way in ways], axis=1))
        assert np.array(quick) == pytest.approx(np.array(slow), abs=1e-9)
        assert len({round(total, 6) for total, _, _ in slow}) > 3
