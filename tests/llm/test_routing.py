import pytest

from agent.llm.prices import price_list
from agent.llm.route_signals import ROUTE_NAMES, TO
from agent.llm.routing import Routes, RoutingThresholds, RoutingWeights, choose_route
from agent.turn import Customer, Passage, Scores, Turn
from tests.llm.samples import TODAY, asked

SURE = (Passage(id="p", source="s", title="t", text="x", scores=Scores(answer=0.9)),)
HOT = Customer(id="c", stage="decision", lead_score=90)


@pytest.mark.parametrize(
    ("turn", "route"),
    [
        (asked("What should I pack?", evidence=SURE), "simple"),
        (asked("क्या सामान लाना है?", "hi", evidence=SURE), "simple"),
        (asked("Compare Hampta and Bhrigu please", trek=("hampta-pass", "bhrigu-lake"), evidence=SURE), "complex"),
        (asked("Is the road open right now?", evidence=SURE), "live"),
        (asked("Aaj mausam kaisa hai?", "hi-Latn", evidence=SURE), "live"),
        (asked("snow on the pass?", when="2026-11-25", evidence=SURE, customer=None, sentiment="neutral"), "simple"),
        (asked("I am unhappy with this answer", sentiment="negative", evidence=SURE, customer=HOT), "quality"),
        (asked("22 of us sign today if you match it, your best price?", people=22, evidence=SURE), "quality"),
        (asked("Mi padre ha fallecido, ¿qué hacemos?", "es", evidence=SURE), "quality"),
        (asked("What time do you pick me up?", evidence=SURE, customer=HOT), "simple"),
        (asked("Does it usually snow there in March?", when="2027-03", evidence=SURE), "simple"),
    ],
)
def test_the_route_fits_the_question(turn: Turn, route: str) -> None:
    assert choose_route(turn, RoutingWeights(), RoutingThresholds(), TODAY).route == route


def test_the_reasons_name_the_signals_with_their_strength() -> None:
    choice = choose_route(asked("Is the road open right now?"), RoutingWeights(), RoutingThresholds(), TODAY)
    assert "live_words 1.00" in choice.reasons
    assert choice.signals["live_topic"] == 1
    assert choice.points["live"] > choice.points["simple"] + RoutingThresholds().live


def test_every_signal_has_a_weight_and_a_route_it_speaks_for() -> None:
    turn = asked("Is the road open right now?", evidence=SURE)
    found = choose_route(turn, RoutingWeights(), RoutingThresholds(), TODAY).signals

    learnt = {f"like_{name}" for name in ROUTE_NAMES}
    assert {*found, *learnt} == set(RoutingWeights.model_fields) == set(TO)
    assert all(0 <= strength <= 1 for strength in found.values())


def test_a_hot_lead_tips_what_hangs_in_the_balance() -> None:
    learnt = {"like_quality": 0.55, "like_simple": 0.1}

    def route(customer: Customer | None) -> str:
        turn = asked("could you arrange it all for us", evidence=SURE, customer=customer)
        return choose_route(turn, RoutingWeights(), RoutingThresholds(), TODAY, learnt).route

    assert (route(None), route(HOT)) == ("simple", "quality")


def test_three_questions_in_one_message_are_more_than_a_simple_one() -> None:
    learnt = {"like_complex": 0.4, "like_simple": 0.4}

    def route(text: str) -> str:
        turn = asked(text, evidence=SURE)
        return choose_route(turn, RoutingWeights(), RoutingThresholds(), TODAY, learnt).route

    assert route("What to pack?") == "simple"
    assert route("What to pack? Is it safe alone? How do I reach Manali?") == "complex"


def test_what_was_learnt_counts_beside_the_rules() -> None:
    turn = asked("hmm", evidence=SURE)
    learnt = {"like_live": 0.9, "like_simple": 0.1}
    assert choose_route(turn, RoutingWeights(), RoutingThresholds(), TODAY, learnt).route == "live"


def test_a_weight_of_zero_switches_a_signal_off() -> None:
    turn = asked("Is the road open right now?", evidence=SURE)
    assert choose_route(turn, RoutingWeights(live_topic=0, live_words=0), RoutingThresholds(), TODAY).route == "simple"


def test_costs_come_from_the_price_list() -> None:
    assert Routes().quality.price.cost_usd(1_000_000, 100_000) == pytest.approx(4.5)
    assert Routes().simple.price.cost_usd(1000, 200) < Routes().quality.price.cost_usd(1000, 200) / 10


def test_the_price_list_knows_every_model_of_every_route_and_agrees_with_the_yaml() -> None:
    prices = price_list()
    for name in ROUTE_NAMES:
        route = Routes().named(name)
        assert set(route.models) <= set(prices.models)
        by_tokens = route.price.cost_usd(1000, 200) - route.web_results * route.usd_per_web_result
        assert prices.cost_usd(route.models[0], 1000, 200) == pytest.approx(by_tokens)
