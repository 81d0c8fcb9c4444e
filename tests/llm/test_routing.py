import pytest

from agent.llm.routing import Routes, RoutingThresholds, RoutingWeights, choose_route
from agent.turn import Customer, Passage, Turn
from tests.llm.samples import TODAY, asked

SURE = (Passage(id="p", source="s", title="t", text="x", score=0.9),)
HOT = Customer(id="c", stage="decision", lead_score=90)


@pytest.mark.parametrize(
    ("turn", "route"),
    [
        (asked("What should I pack?", evidence=SURE), "simple"),
        (asked("क्या सामान लाना है?", "hi", evidence=SURE), "simple"),
        (asked("Compare Hampta and Bhrigu please", trek=("hampta-pass", "bhrigu-lake"), evidence=SURE), "complex"),
        (asked("What to pack? Is it safe alone? How do I reach Manali?", evidence=SURE), "complex"),
        (asked("Is the road open right now?", evidence=SURE), "live"),
        (asked("Aaj mausam kaisa hai?", "hi-Latn", evidence=SURE), "live"),
        (asked("snow on the pass?", when="2026-11-25", evidence=SURE, customer=None, sentiment="neutral"), "simple"),
        (asked("I am unhappy with this answer", sentiment="negative", evidence=SURE, customer=HOT), "quality"),
        (asked("can you do a tailor-made trip?", evidence=SURE, customer=HOT), "quality"),
    ],
)
def test_the_route_fits_the_question(turn: Turn, route: str) -> None:
    assert choose_route(turn, RoutingWeights(), RoutingThresholds(), TODAY).route == route


def test_the_reasons_name_the_signals_with_their_strength() -> None:
    choice = choose_route(asked("Is the road open right now?"), RoutingWeights(), RoutingThresholds(), TODAY)
    assert "live_topic 1.00" in choice.reasons


def test_a_weight_of_zero_switches_a_signal_off() -> None:
    turn = asked("Is the road open right now?", evidence=SURE)
    assert choose_route(turn, RoutingWeights(live_topic=0), RoutingThresholds(), TODAY).route == "simple"


def test_costs_come_from_the_price_list() -> None:
    assert Routes().quality.cost_usd(1_000_000, 100_000) == pytest.approx(4.5)
    assert Routes().simple.cost_usd(1000, 200) < Routes().quality.cost_usd(1000, 200) / 10
