from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from agent.handoff import opt_out_reply
from agent.safety.advice import emergency_reply
from agent.steps.score_lead import ScoreLead
from agent.turn import Booking, Customer, Entity, Intent, Lead, Parsed, Turn, Utterance
from tests.steps.safety_world import NOON, answered, world


def entity(kind: Any, value: Any) -> Entity:
    return Entity(type=kind, text="x", start=0, end=1, value=value)


def asking(text: str, intent: Intent, *entities: Entity, **parsed: Any) -> Turn:
    values = Parsed(language="en", intent=intent, intent_confidence=0.9, entities=entities)
    return answered(text, "…", parsed=replace(values, **parsed), customer=Customer(id="c-1"))


async def lead_of(turn: Turn, step: ScoreLead | None = None) -> Lead:
    after = await (step or ScoreLead()).run(turn, world())
    assert after.lead is not None
    return after.lead


GROUP = (entity("trek", "hampta-pass"), entity("date", "2027-06"), entity("people", 4))


async def test_a_group_that_wants_to_book_is_hot_with_reasons_a_salesperson_reads() -> None:
    lead = await lead_of(asking("We want to book for 4 in June, how do I pay the deposit?", "booking", *GROUP))
    assert (lead.segment, lead.stage, lead.follow_up) == ("hot", "decision", True)
    assert lead.reasons[0] == "wants to book"
    assert "is talking about Hampta Pass" in lead.reasons
    assert "named a date (June 2027)" in lead.reasons
    assert "travels with 4 people" in lead.reasons
    assert any("INR 50,000" in reason for reason in lead.reasons)


async def test_a_price_question_with_dates_is_warm_and_a_greeting_is_cold() -> None:
    assert (await lead_of(asking("price for 4 in June?", "pricing", *GROUP))).segment == "warm"
    greeting = await lead_of(asking("hi", "greeting"))
    assert (greeting.segment, greeting.stage, greeting.score) == ("cold", "initial", 0)


async def test_more_people_never_lower_the_score() -> None:
    scores = []
    for people in (1, 2, 6, 20):
        named = (*GROUP[:2], entity("people", people))
        scores.append((await lead_of(asking("price?", "pricing", *named))).score)
    assert scores == sorted(scores)


async def test_a_complaint_lowers_the_score_and_asks_for_a_human() -> None:
    calm = await lead_of(asking("the guide for June", "support", *GROUP))
    angry = await lead_of(asking("the guide for June was awful", "complaint", *GROUP, sentiment="negative"))
    assert angry.score < calm.score
    assert angry.follow_up
    assert "is complaining" in angry.reasons


async def test_an_unsure_intent_does_not_count() -> None:
    lead = await lead_of(asking("hm", "booking", intent_confidence=0.1))
    assert lead.score == 0


async def test_a_hot_lead_that_says_thanks_is_not_forgotten() -> None:
    turn = replace(asking("ok thanks", "greeting"), customer=Customer(id="c-1", messages=2, lead_score=80))
    lead = await lead_of(turn)
    assert 60 <= lead.score < 80
    assert "scored 80 before" in lead.reasons


async def test_a_lively_conversation_counts_more_than_an_old_one() -> None:
    def after_days(days: int) -> Turn:
        line = Utterance(speaker="U", text="hi", at=NOON - timedelta(days=days))
        return replace(asking("price?", "pricing"), customer=Customer(id="c-1", messages=5, history=(line,)))

    assert (await lead_of(after_days(1))).score > (await lead_of(after_days(40))).score


async def test_somebody_who_opted_out_is_not_followed_up() -> None:
    turn = replace(asking("book for 4 and pay the deposit", "booking", *GROUP), reply=opt_out_reply("en"))
    lead = await lead_of(turn)
    assert (lead.segment, lead.follow_up) == ("hot", False)


async def test_somebody_in_danger_is_followed_up() -> None:
    turn = replace(asking("she broke her leg", "support"), reply=emergency_reply("injury", "en", ""))
    assert (await lead_of(turn)).follow_up


@pytest.mark.parametrize(
    ("customer", "intent", "stage"),
    [
        (Customer(id="c-1"), "greeting", "initial"),
        (Customer(id="c-1"), "pricing", "inquiry"),
        (Customer(id="c-1", stage="decision"), "greeting", "decision"),
        (Customer(id="c-1", stage="decision"), "pricing", "decision"),
        (Customer(id="c-1", stage="booked"), "greeting", "booked"),
    ],
)
async def test_the_stage_follows_what_is_asked_and_does_not_fall_back(
    customer: Customer, intent: Intent, stage: str
) -> None:
    assert (await lead_of(replace(asking("?", intent), customer=customer))).stage == stage


@pytest.mark.parametrize(
    ("status", "start", "intent", "stage"),
    [
        ("confirmed", "2027-06-12", "greeting", "booked"),
        ("confirmed", "2026-06-12", "greeting", "after"),
        ("completed", "2026-06-12", "booking", "decision"),
        ("cancelled", "2027-06-12", "greeting", "inquiry"),
        ("confirmed", None, "greeting", "booked"),
        ("confirmed", "soon", "greeting", "booked"),
    ],
)
async def test_bookings_are_evidence(status: str, start: str | None, intent: Intent, stage: str) -> None:
    booking = Booking(id="b-1", trek="hampta-pass", status=status, people=2, start_date=start)
    customer = Customer(id="c-1", stage="booked", bookings=(booking,))
    assert (await lead_of(replace(asking("?", intent), customer=customer))).stage == stage


async def test_the_lead_is_recorded_once_per_message() -> None:
    ports = world()
    turn = asking("price?", "pricing")
    await ScoreLead().run(turn, ports)
    await ScoreLead().run(turn, ports)
    records = [record for record in await ports.journal.records_after(0) if record.kind == "lead"]
    assert [(record.key, record.contact) for record in records] == [("m-1", "c-1")]
    assert set(records[0].body) == {"message_id", "score", "segment", "reasons", "stage", "follow_up"}


async def test_a_turn_of_which_little_is_known_is_scored_all_the_same() -> None:
    turn = replace(asking("?", "greeting"), parsed=None, customer=None)
    assert (await lead_of(turn)).score == 0


def test_segments_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="must not lie above"):
        ScoreLead(warm_from=80, hot_from=70)
