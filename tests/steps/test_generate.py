from dataclasses import replace

import pytest

from agent.knowledge.memory import ListIndex
from agent.llm.scripted import ScriptedLLM
from agent.ports import PortError, Ports
from agent.steps.generate import Generate
from agent.turn import Passage, Reply, Scores, Turn
from tests.llm.samples import FEW_ROUTES, asked, catalogue

STEP = Generate(route_examples=FEW_ROUTES)
"""Learns its routes once for all tests."""
GEAR = Passage(
    id="guide#gear",
    source="guide",
    title="Clothes",
    text="Bring a warm jacket.",
    scores=Scores(answer=0.45),
    kind="guide",
)
OPEN = asked("Which colour of jacket do people like?", evidence=(GEAR,))


def with_model(ports: Ports, *answers: str | PortError, available: bool = True) -> Ports:
    return replace(ports, index=ListIndex([], catalogue()), llm=ScriptedLLM(answers, available=available))


async def reply_of(turn: Turn, ports: Ports, step: Generate | None = None) -> Reply:
    after = await (step or STEP).run(turn, ports)
    assert after.reply is not None
    return after.reply


def asked_model(ports: Ports) -> bool:
    assert isinstance(ports.llm, ScriptedLLM)
    return bool(ports.llm.history)


async def test_what_catalogue_facts_settle_costs_nothing(ports: Ports) -> None:
    ports = with_model(ports, "never said")
    reply = await reply_of(asked("price in June?", intent="pricing", trek="hampta-pass", when="2027-06"), ports)
    assert reply.route == "composer"
    assert "facts settle it" in reply.route_reasons
    assert reply.signals["near_dates"] == 0  # what would have chosen the route is logged all the same
    assert reply.signals.keys() >= {"like_simple", "several_questions", "lead"}
    assert not asked_model(ports)


async def test_an_open_question_goes_to_a_model_and_keeps_its_prompt(ports: Ports) -> None:
    ports = with_model(ports, "Bring any warm jacket you have [S1]. Which month are you thinking of?")
    reply = await reply_of(OPEN, ports)
    assert reply.text == "Bring any warm jacket you have. Which month are you thinking of?"
    assert reply.sources == ("guide#gear",)
    assert reply.route == "simple"
    assert reply.model.startswith("qwen/")
    assert "Which colour of jacket" in reply.prompt
    assert reply.cost_usd > 0


async def test_without_a_model_the_composer_answers(ports: Ports) -> None:
    reply = await reply_of(OPEN, with_model(ports, "x", available=False))
    assert reply.route == "composer"
    assert "no model available" in reply.route_reasons
    assert "warm jacket" in reply.text


async def test_a_failing_model_never_means_no_reply(ports: Ports) -> None:
    reply = await reply_of(OPEN, with_model(ports, PortError("HTTP 500")))
    assert reply.route == "composer"
    assert "model failed: HTTP 500" in reply.route_reasons
    assert "wanted simple" in reply.route_reasons
    assert reply.text


@pytest.mark.parametrize("written", ["", "<think>hm", "```\n```"])
async def test_a_model_that_writes_nothing_usable_is_replaced(ports: Ports, written: str) -> None:
    reply = await reply_of(OPEN, with_model(ports, written))
    assert reply.route == "composer"
    assert "model failed: the model wrote nothing usable" in reply.route_reasons


async def test_a_model_that_writes_another_language_is_replaced_and_still_paid(ports: Ports) -> None:
    ports = with_model(ports, "You can bring any jacket that is warm, and we will help you with the rest.")
    reply = await reply_of(asked("¿La chaqueta hace ruido al andar?", "es", evidence=(GEAR,)), ports)
    assert reply.route == "composer"
    assert reply.language == "es"
    assert reply.tokens_in > 0


async def test_a_complaint_is_for_a_person_whatever_the_model(ports: Ports) -> None:
    ports = with_model(ports, "never said")
    reply = await reply_of(asked("your guide was rude", intent="complaint"), ports)
    assert reply.kind == "handoff"
    assert not asked_model(ports)


async def test_the_composer_can_be_asked_to_step_back(ports: Ports) -> None:
    ports = with_model(ports, "It is open in June [F1].")
    turn = asked("price in June?", intent="pricing", trek="hampta-pass", when="2027-06")
    reply = await reply_of(turn, ports, STEP.model_copy(update={"composer_first": False}))
    assert reply.text == "It is open in June."
    assert reply.sources == ("treks:hampta-pass",)


async def test_today_is_the_day_of_the_message_in_the_operators_time_zone(ports: Ports) -> None:
    turn = asked("dates?", intent="availability", trek="kedarkantha")
    late = turn.message.sent_at.replace(month=12, day=4, hour=19)  # the 5th in India: that group has just left
    reply = await reply_of(replace(turn, message=replace(turn.message, sent_at=late)), with_model(ports, "x"))
    assert "5 December – 10 December 2026" in reply.text
    later = late.replace(day=5)
    reply = await reply_of(replace(turn, message=replace(turn.message, sent_at=later)), with_model(ports, "x"))
    assert "5 December – 10 December 2026" not in reply.text


async def test_the_call_to_action_can_be_switched_off(ports: Ports) -> None:
    turn = asked("price in June?", intent="pricing", trek="hampta-pass", when="2027-06")
    reply = await reply_of(turn, with_model(ports, "x"), STEP.model_copy(update={"call_to_action": False}))
    assert "?" not in reply.text


@pytest.mark.parametrize(
    ("text", "trek"),
    [
        ("is it snowing there right now, is the road open today?", "kedarkantha"),
        ("is the road to the village open today", ()),
    ],
)
async def test_what_changes_by_the_hour_is_never_settled_by_facts(
    ports: Ports, text: str, trek: str | tuple[str, ...]
) -> None:
    with_one = with_model(ports, "The road is said to be open; a colleague will confirm.")
    assert (await reply_of(asked(text, trek=trek), with_one)).route == "live"

    alone = await reply_of(asked(text, trek=trek), with_model(ports, available=False))
    assert alone.text.startswith("What it is like right now I can't see from here.")
    assert alone.handoff == "unsure"
    assert "refund" not in alone.text


async def test_beside_the_honest_line_stands_what_holds_in_general(ports: Ports) -> None:
    turn = asked("how is the weather right now, is there snow on the trek today?", trek="kedarkantha")
    reply = await reply_of(turn, with_model(ports, available=False))
    assert "snow in December" in reply.text
    assert reply.kind == "answer"
