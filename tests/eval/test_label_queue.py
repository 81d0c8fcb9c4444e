from dataclasses import replace
from datetime import timedelta
from typing import get_args

import numpy as np
import pytest

from agent.llm.route_signals import TO
from agent.llm.routing import RoutingThresholds, RoutingWeights
from agent.people.labels import LABELS
from agent.safety.consent import find_wish, opt_out_chance
from agent.steps.check_consent import CheckConsent
from agent.steps.parse import Parse
from agent.turn import Inbound, Intent, Parsed, Reply, Turn
from eval.rows import READ_ON
from eval.traffic.label_queue import margins, unheard_dangers, unheard_opt_outs, unsure_intents, unsure_routes
from eval.traffic.logged_routes import logged_routes, points_over, thresholds_of
from tests.eval.logged import store_of

TEXTS = (
    "STOP",
    "you write to me a bit too often lately, honestly",
    "what should I pack for Hampta Pass?",
    "please don't write so much, I am at work",
    "the nights up here are colder than you said",
    "what should I pack for Hampta Pass?",
    "do you rent crampons",
)


def turn(n: int, text: str, *, intent: Intent = "trek_info", sure: float = 0.9, **strengths: float) -> Turn:
    message = Inbound(id=f"m{n}", contact=f"c-{n}", text=text, sent_at=READ_ON + timedelta(hours=n), kind="text")
    parsed = Parsed(language="en", intent=intent, intent_confidence=sure)
    signals = {**dict.fromkeys(TO, 0.0), **strengths}
    reply = Reply(text="Yes.", language="en", signals=signals, route_reasons=("no model available",))
    return Turn(message=message, parsed=parsed, reply=reply)


LOG = [turn(n, text) for n, text in enumerate(TEXTS)]


def test_what_the_bot_heard_itself_is_not_asked_and_the_same_words_once() -> None:
    found = unheard_opt_outs(store_of(LOG), CheckConsent())
    texts = [one.text for one in found]
    assert "STOP" not in texts
    assert texts.count("what should I pack for Hampta Pass?") == 1
    assert next(one for one in found if "pack" in one.text).message_id == "m5"  # the newest
    assert all(find_wish(text) is None for text in texts)


@pytest.mark.parametrize("boundary", [0.05, 0.5])
def test_the_nearest_to_the_boundary_of_the_config_come_first(boundary: float) -> None:
    found = unheard_opt_outs(store_of(LOG), CheckConsent(ask_from=boundary))
    odds = [np.log(p / (1 - p)) for p in np.clip([opt_out_chance(one.text) for one in found], 0.001, 0.999)]
    away = np.abs(np.array(odds) - np.log(boundary / (1 - boundary)))
    assert away == pytest.approx(sorted(away))
    assert f"from {boundary:.0%}" in found[0].note


def test_danger_has_a_queue_with_a_boundary_of_its_own() -> None:
    found = unheard_dangers(store_of(LOG), CheckConsent())
    assert {one.text for one in found} == set(TEXTS)
    assert len(found) == len(set(TEXTS))
    assert "whom to call" in found[0].note


def test_an_intent_is_asked_about_where_it_nearly_was_out_of_scope() -> None:
    turns = [
        turn(0, "sure", sure=0.97),
        turn(1, "hardly", sure=0.33, intent="pricing"),
        turn(2, "surely outside", sure=0.95, intent="out_of_scope"),
        turn(3, "just outside", sure=0.28, intent="out_of_scope"),
    ]
    found = unsure_intents(store_of(turns), Parse())
    assert [one.text for one in found][:2] == ["just outside", "hardly"]
    assert found[1].note == "read as pricing, 33% sure"
    assert found[-1].text == "sure"


def test_a_route_is_asked_about_where_few_points_would_change_it() -> None:
    thresholds = RoutingThresholds(complex=3.0, live=3.0, quality=3.0)
    turns = [
        turn(0, "far above", like_complex=1.0),
        turn(1, "just above", like_complex=0.6),
        turn(2, "just below", like_complex=0.58),
        turn(3, "nothing"),
    ]
    query = store_of(turns)
    log = logged_routes(query)
    over = points_over(log.signals, RoutingWeights(like_complex=5.0))
    found = unsure_routes(query, log, over, thresholds_of(thresholds))
    assert [one.text for one in found] == ["just above", "just below", "far above", "nothing"]
    assert found[0].note == "answered by complex, 0.0 points before simple"
    assert found[1].note == "answered by simple, 0.1 points short of complex"
    assert found[2].contact == "c-0"


def test_a_margin_is_the_way_to_the_nearest_other_route() -> None:
    beyond = np.array([[2.0, 1.5, -3.0], [2.0, -1.0, -3.0], [-0.4, -1.0, -3.0]])
    assert margins(beyond) == pytest.approx([0.5, 2.0, 0.4])


def test_every_intent_may_be_said_of_a_message() -> None:
    assert "out_of_scope" in LABELS["intent"]
    assert len(LABELS["intent"]) == len(get_args(Intent))


def test_an_empty_log_has_nothing_to_label() -> None:
    query = store_of([])
    assert unheard_opt_outs(query, CheckConsent()) == unsure_intents(query, Parse()) == []
    log = logged_routes(query)
    assert unsure_routes(query, log, points_over(log.signals, RoutingWeights()), np.zeros(3)) == []


def test_a_message_that_was_never_read_is_left_out() -> None:
    unread = replace(LOG[2], parsed=None)
    assert unsure_intents(store_of([unread]), Parse()) == []
