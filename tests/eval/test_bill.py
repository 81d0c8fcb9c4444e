"""The bill: who answers pays, a model what its tokens cost, and a comparison counts the same tokens on both sides."""

from pathlib import Path

import pytest

from agent.llm.prices import price_list
from agent.llm.route_signals import RouteName
from agent.llm.routing import Routes, RoutingThresholds, RoutingWeights
from agent.llm.tokens import tokens_in
from eval.run import document
from eval.suites.bill import always, as_routed, bill, by_models
from eval.suites.route import RouteRow, figures_of
from eval.suites.route_baselines import at_random
from eval.suites.routed import Routed, Writer
from eval.tuning.frontier import frontier
from tests.llm.samples import asked

ROUTES, PRICES = Routes(), price_list()


def one(writer: Writer, route: RouteName = "simple", like: float = 0.0) -> Routed:
    tokens = (0, 0) if writer == "fixed" else (1000, 100)
    signals = {f"like_{route}": like}
    turn = asked("x")
    return Routed(turn=turn, signals=signals, route=route, writer=writer, tokens_in=tokens[0], tokens_out=tokens[1])


ALL = [one("fixed"), one("person"), one("composer"), one("model"), one("model", "quality", like=1.0)]


def test_only_models_cost_money() -> None:
    costs = as_routed(ALL, ROUTES, PRICES)
    assert list(costs[:3]) == [0, 0, 0]
    assert costs[3] == pytest.approx((1000 * 0.10 + 100 * 0.30) / 1e6)
    assert costs[4] == pytest.approx((1000 * 3 + 100 * 15) / 1e6)


def test_always_claude_answers_all_that_is_not_fixed_before_a_route_is_chosen() -> None:
    costs = always("quality", ALL, ROUTES, PRICES)
    assert costs[0] == 0
    assert list(costs[1:]) == pytest.approx([0.0045] * 4)
    assert list(by_models(ALL, ["quality"] * 5, ROUTES, PRICES)) == list(costs)


def test_the_lines_of_the_bill_sum_to_the_whole() -> None:
    lines = bill(ALL, ROUTES, PRICES)
    assert set(lines) == {"fixed", "person", "composer", "simple", "quality"}
    assert sum(line.metrics["share"].value or 0 for line in lines.values()) == pytest.approx(1)
    paid = sum(line.metrics["usd_per_1000"].value or 0 for line in lines.values())
    assert paid == pytest.approx(as_routed(ALL, ROUTES, PRICES).mean() * 1000)


def test_the_figures_hold_the_baselines_and_the_saving() -> None:
    labels: list[RouteName] = ["simple", "simple", "simple", "simple", "complex"]
    rows = [RouteRow(text="x", label=label, lang="en") for label in labels]
    figures = document(figures_of(rows, ALL, labels, ROUTES, PRICES))
    assert figures["accuracy"] == 0.8
    assert figures["confusion"]["complex"]["as_quality"] == 1
    assert figures["baselines"]["nearest_neighbour"]["accuracy"] == 1
    assert figures["baselines"]["always_claude"]["saved"] == 0
    assert 0 < figures["saved"] < 1
    assert figures["saved"] == figures["baselines"]["routed"]["saved"]


def test_higher_thresholds_never_cost_more() -> None:
    rows = [RouteRow(text="x", label="simple", lang="en") for _ in ALL]
    weights, thresholds = RoutingWeights(), RoutingThresholds()
    costs = [p["cost_usd_per_1000"] for p in frontier(rows, ALL, weights, thresholds, ROUTES, PRICES)]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > costs[-1]


def test_the_coin_falls_the_same_way_every_time() -> None:
    assert at_random(50) == at_random(50)
    assert set(at_random(50)) == {"simple", "complex", "live", "quality"}


def test_devanagari_takes_more_tokens_than_latin_of_the_same_length() -> None:
    assert tokens_in("") == 0
    assert tokens_in("अ" * 100) > 3 * tokens_in("a" * 100)


def test_a_price_list_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text("as_of: 2026-11-22\nmodels: {a/b: {in: -1, out: 2}}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"prices\.yaml"):
        price_list(str(path))
