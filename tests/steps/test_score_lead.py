from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.knowledge.catalogue import Catalogue
from agent.leads.stage import stage_of
from agent.people.handoff import handoff_reply, opt_out_reply, silence
from agent.safety.advice import emergency_reply
from agent.steps.score_lead import ScoreLead
from agent.turn import (
    Booking,
    Customer,
    Delivery,
    Entity,
    Handoff,
    Intent,
    Lead,
    Parsed,
    Sign,
    SignName,
    Stage,
    Turn,
)
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


STEP = ScoreLead()


class Talk:
    """One customer's messages, each scored on what the store would know by then."""

    def __init__(self, *bookings: Booking) -> None:
        self.customer = Customer(id="c-1", bookings=bookings)
        self.at = NOON
        self.lead = Lead(score=0, segment="cold")

    async def says(self, text: str, intent: Intent, *entities: Entity, after_days: float = 0, **parts: Any) -> Lead:
        self.at += timedelta(days=after_days)
        turn = asking(text, intent, *entities)
        turn = replace(turn, message=replace(turn.message, sent_at=self.at), customer=self.customer, **parts)
        self.lead = await lead_of(turn)
        self.customer = replace(
            self.customer,
            messages=self.customer.messages + 1,
            stage=self.lead.stage,
            lead_score=self.lead.score,
            signs=self.lead.signs,
        )
        return self.lead


async def test_a_group_that_wants_to_pay_is_hot_with_a_reason_a_salesperson_reads() -> None:
    lead = await lead_of(asking("We want to book for 4 in June, how do I pay the deposit?", "booking", *GROUP))
    assert (lead.segment, lead.stage, lead.follow_up) == ("hot", "decision", True)
    assert lead.reasons == ("asked how to pay for Hampta Pass in June 2027, 4 people, about ₹50,000",)


@pytest.mark.parametrize(
    ("intent", "entities", "reason"),
    [
        ("pricing", GROUP[:1], "asked for the price of Hampta Pass"),
        ("availability", GROUP[:2], "asked for free dates for Hampta Pass in June 2027"),
        ("booking", (GROUP[0], entity("date", "2027-06-12"), entity("people", 1)),
         "wants to book a place on Hampta Pass on 12 June 2027, one person, about ₹12,500"),
        ("trek_info", (), "asked about a trek"),
        ("trek_info", GROUP[:1], "asked about Hampta Pass"),
        ("greeting", (entity("date", "2027-06-12/2027-06-16"), GROUP[2]), "named 4 people"),
    ],
)  # fmt: skip
async def test_the_wish_is_one_sentence(intent: Intent, entities: tuple[Entity, ...], reason: str) -> None:
    assert (await lead_of(asking("…", intent, *entities))).reasons[:1] == (reason,)


async def test_a_greeting_is_cold_and_says_nothing() -> None:
    lead = await lead_of(asking("hi", "greeting"))
    assert (lead.segment, lead.stage, lead.score, lead.reasons) == ("cold", "initial", 0, ())


async def test_what_was_said_over_several_messages_is_put_together() -> None:
    talk = Talk()
    scores = [
        (await talk.says("hampta pass?", "trek_info", GROUP[0])).score,
        (await talk.says("price?", "pricing", GROUP[0])).score,
        (await talk.says("we are 4", "greeting", GROUP[2])).score,
        (await talk.says("in June, any seats?", "availability", GROUP[0], GROUP[1])).score,
        (await talk.says("how can I pay the deposit?", "booking", GROUP[0])).score,
    ]
    assert scores == sorted(scores)
    assert (talk.lead.segment, talk.lead.stage) == ("hot", "decision")
    assert talk.lead.reasons[0] == "asked how to pay for Hampta Pass in June 2027, 4 people, about ₹50,000"
    assert "5 messages so far" in talk.lead.reasons


async def test_silence_cools_a_lead_down() -> None:
    talk = Talk()
    await talk.says("book for 4 in June, deposit?", "booking", *GROUP)
    scores = [(await talk.says("ok", "greeting", after_days=10)).score for _ in range(4)]
    assert scores == sorted(scores, reverse=True)
    assert talk.lead.segment == "cold"
    assert talk.lead.stage == "decision"


async def test_an_old_wish_says_how_old_it_is() -> None:
    talk = Talk()
    await talk.says("price for 4?", "pricing", *GROUP)
    lead = await talk.says("hello", "greeting", after_days=5)
    assert lead.reasons[0] == "asked for the price of Hampta Pass in June 2027 (5 days ago), 4 people, about ₹50,000"


async def test_the_newest_plan_counts() -> None:
    talk = Talk()
    await talk.says("price for 4 in June?", "pricing", *GROUP)
    lead = await talk.says("we are only 2 now", "pricing", GROUP[0], entity("people", 2))
    assert lead.reasons[0] == "asked for the price of Hampta Pass in June 2027, 2 people, about ₹25,000"


async def test_more_people_never_lower_the_score() -> None:
    scores = [
        (await lead_of(asking("price?", "pricing", *GROUP[:2], entity("people", people)))).score
        for people in (1, 2, 6, 20, 500)
    ]
    assert scores == sorted(scores)


async def test_a_complaint_lowers_the_score_and_stands_among_the_reasons() -> None:
    calm = await lead_of(asking("the guide for June", "support", *GROUP))
    angry = await lead_of(asking("the guide for June was awful", "complaint", *GROUP, sentiment="negative"))
    assert angry.score < calm.score
    assert {"is complaining", "sounds unhappy"} <= set(angry.reasons)


async def test_an_unsure_intent_does_not_count() -> None:
    assert (await lead_of(asking("hm", "booking", intent_confidence=0.1))).score == 0


HOT = asking("book for 4 and pay the deposit", "booking", *GROUP)


@pytest.mark.parametrize(
    ("turn", "follow_up"),
    [
        (HOT, True),
        (replace(HOT, reply=opt_out_reply("en")), False),
        (replace(HOT, reply=silence("en", "a colleague is writing")), False),
        (replace(HOT, reply=handoff_reply("en", "asked"), handoff=Handoff(reason="asked", pauses=True)), False),
        (asking("hi", "greeting"), False),
        (replace(asking("leeches?", "trek_info"), reply=handoff_reply("en", "unsure")), True),
        (replace(asking("?", "pricing"), delivery=Delivery(id="s", state="failed")), True),
        (replace(asking("she broke her leg", "support"), reply=emergency_reply("injury", "en", "")), False),
    ],
)
async def test_sales_follow_up_what_is_hot_or_unanswered_and_nobody_sees_to(turn: Turn, follow_up: bool) -> None:
    assert (await lead_of(turn)).follow_up is follow_up


async def test_who_has_booked_is_not_followed_up() -> None:
    lead = await lead_of(replace(HOT, customer=Customer(id="c-1", bookings=(booked("paid", "2027-06-12"),))))
    assert (lead.segment, lead.stage, lead.follow_up) == ("hot", "booked", False)
    assert "has booked: Hampta Pass, 12 June 2027" in lead.reasons


def booked(status: str, start: str | None) -> Booking:
    return Booking(id="b-1", trek="hampta-pass", status=status, people=2, start_date=start)


@pytest.mark.parametrize(
    ("customer", "intent", "entities", "stage"),
    [
        (Customer(id="c-1"), "greeting", (), "initial"),
        (Customer(id="c-1"), "pricing", (), "inquiry"),
        (Customer(id="c-1"), "booking", (), "inquiry"),
        (Customer(id="c-1"), "booking", GROUP[:1], "inquiry"),
        (Customer(id="c-1"), "booking", GROUP[:2], "decision"),
        (Customer(id="c-1", messages=40), "greeting", (), "initial"),
        (Customer(id="c-1", stage="decision"), "greeting", (), "decision"),
        (Customer(id="c-1", stage="decision"), "pricing", (), "decision"),
        (Customer(id="c-1", stage="booked"), "greeting", (), "booked"),
    ],
)
async def test_the_stage_follows_what_is_asked_and_does_not_fall_back(
    customer: Customer, intent: Intent, entities: tuple[Entity, ...], stage: str
) -> None:
    assert (await lead_of(replace(asking("?", intent, *entities), customer=customer))).stage == stage


@pytest.mark.parametrize(
    ("status", "start", "known", "intent", "stage"),
    [
        ("paid", "2027-06-12", "initial", "greeting", "booked"),
        ("deposit_paid", "2027-06-12", "decision", "pricing", "booked"),
        ("enquiry", "2027-06-12", "initial", "greeting", "decision"),
        ("confirmed", "2026-11-20", "booked", "greeting", "booked"),  # day 3 of 5
        ("confirmed", "2026-11-18", "booked", "greeting", "booked"),  # the last day
        ("confirmed", "2026-11-17", "booked", "greeting", "after"),  # ended yesterday
        ("completed", "2026-06-12", "booked", "pricing", "inquiry"),
        ("cancelled", "2027-06-12", "booked", "greeting", "inquiry"),
        ("cancelled", "2027-06-12", "decision", "greeting", "decision"),
        ("cancelled", "2027-06-12", "initial", "greeting", "initial"),
        ("confirmed", None, "booked", "greeting", "booked"),
        ("confirmed", "soon", "booked", "greeting", "booked"),
    ],
)
async def test_bookings_and_their_dates_are_evidence(
    status: str, start: str | None, known: Stage, intent: Intent, stage: str
) -> None:
    customer = Customer(id="c-1", stage=known, bookings=(booked(status, start),))
    assert (await lead_of(replace(asking("?", intent), customer=customer))).stage == stage


async def test_after_the_trek_what_was_asked_before_it_is_settled_and_the_next_one_begins() -> None:
    talk = Talk(booked("paid", "2026-11-24"))
    assert (await talk.says("price for 4 in June?", "pricing", *GROUP)).stage == "booked"
    assert (await talk.says("we are back!", "greeting", after_days=7)).stage == "after"
    assert (await talk.says("and Annapurna?", "trek_info", entity("trek", "abc"))).stage == "inquiry"
    assert (await talk.says("thanks", "greeting", after_days=1)).stage == "inquiry"


async def test_a_message_that_was_answered_before_the_context_was_built_forgets_nothing() -> None:
    ports = world()
    await STEP.run(HOT, ports)
    await ports.journal.record("contact", "c-1", "c-1", {"name": "Asha"})
    await ports.store.apply(await ports.journal.records_after(0))
    paused = replace(HOT, message=replace(HOT.message, id="m-2", text="ok?"), parsed=None, customer=None)
    turn = await STEP.run(replace(paused, reply=silence("en", "a colleague is writing")), ports)
    assert turn.lead is not None
    assert (turn.lead.stage, turn.lead.segment) == ("decision", "hot")


async def test_the_lead_is_recorded_once_per_message() -> None:
    ports = world()
    turn = asking("price?", "pricing", GROUP[0])
    await STEP.run(turn, ports)
    await STEP.run(turn, ports)
    records = [record for record in await ports.journal.records_after(0) if record.kind == "lead"]
    assert [(record.key, record.contact) for record in records] == [("m-1", "c-1")]
    assert records[0].body["signs"][0]["name"] == "pricing"


async def test_a_turn_of_which_little_is_known_is_scored_all_the_same() -> None:
    assert (await lead_of(replace(asking("?", "greeting"), parsed=None, customer=None))).score == 0


def test_segments_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="must not lie above"):
        ScoreLead(warm_from=80, hot_from=70)


NAMES: tuple[SignName, ...] = get_args(SignName)
AGAINST = {"negative", "complaint", "cancellation"}
ANY_SIGN = st.builds(
    Sign,
    name=st.sampled_from(NAMES),
    share=st.floats(0, 1),
    at=st.integers(0, 400).map(lambda days: NOON - timedelta(days=days)),
)
SOME_SIGNS = st.lists(ANY_SIGN, max_size=15, unique_by=lambda sign: sign.name).map(tuple)


@given(SOME_SIGNS)
def test_a_score_lies_between_0_and_100(signs: tuple[Sign, ...]) -> None:
    assert 0 <= STEP.weigh(signs, NOON) <= 100


@given(SOME_SIGNS, ANY_SIGN)
def test_a_good_sign_never_lowers_the_score_and_a_bad_one_never_raises_it(signs: tuple[Sign, ...], more: Sign) -> None:
    without = tuple(sign for sign in signs if sign.name != more.name)
    before, after = STEP.weigh(without, NOON), STEP.weigh((*without, more), NOON)
    assert after <= before if more.name in AGAINST else after >= before


@given(SOME_SIGNS, st.integers(0, 60))
def test_without_anything_against_it_silence_never_raises_a_score(signs: tuple[Sign, ...], days: int) -> None:
    good = tuple(sign for sign in signs if sign.name not in AGAINST)
    later: datetime = NOON + timedelta(days=days)
    assert STEP.weigh(good, later) <= STEP.weigh(good, NOON)


@given(st.sampled_from(get_args(Stage)), SOME_SIGNS)
def test_without_bookings_a_stage_never_falls_back(known: Stage, signs: tuple[Sign, ...]) -> None:
    order = get_args(Stage)
    stage = stage_of(Customer(id="c-1", stage=known), signs, Catalogue(), NOON.date())
    assert order.index(stage) >= order.index(known)
