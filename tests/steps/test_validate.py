from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.knowledge.memory import ListIndex
from agent.people.handoff import handoff_reply, opt_out_reply
from agent.ports import Ports
from agent.steps.validate import Validate
from agent.turn import Booking, Customer, Language, Passage, Reply, Scores, Turn, Verdict
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue

PRICE = asked("How much is Hampta Pass in June?", intent="pricing", trek="hampta-pass", when="2027-06")


@pytest.fixture
def stocked(ports: Ports) -> Ports:
    return replace(ports, index=ListIndex([], catalogue()))


def checked(turn: Turn, ports: Ports, step: Validate | None = None) -> tuple[Reply, Verdict]:
    after = (step or Validate()).run(turn, ports)
    assert after.reply is not None
    assert after.verdict is not None
    return after.reply, after.verdict


def from_model(turn: Turn, text: str, *, language: str = "en") -> Turn:
    reply = Reply(text=text, language=language, route="simple", model="qwen/a", cost_usd=0.001)  # type: ignore[arg-type]
    return replace(turn, reply=reply)


def test_a_true_reply_passes_with_its_claims(stocked: Ports) -> None:
    text = "Hampta Pass costs US$159 per person in June 2027. How many of you would come?"
    reply, verdict = checked(from_model(PRICE, text), stocked)
    assert (verdict.action, reply.text) == ("pass", text)
    assert verdict.confidence >= 90
    assert {(claim.value, claim.status) for claim in verdict.claims} >= {("USD 159", "supported")}


@pytest.mark.parametrize(
    "text",
    [
        "Hampta Pass costs US$120 per person. How many of you would come?",
        "Hampta Pass costs US$135 per person. How many of you would come?",
        "Hampta Pass costs US$140 per person. How many of you would come?",
        "Hampta Pass costs US$159 per person if you pay on https://pay.example now.",
    ],
    ids=["invented", "another trek's", "last year's", "a strange link"],
)
def test_a_false_reply_of_a_model_gives_way_to_the_composers(stocked: Ports, text: str) -> None:
    reply, verdict = checked(from_model(PRICE, text), stocked, Validate(repairs=["compose", "handoff"]))
    assert verdict.action == "repair"
    assert "US$159 per person" in reply.text
    assert reply.route == "composer"
    assert reply.cost_usd == 0.001
    assert any("price" in reason or "link" in reason for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("en", "Hampta Pass costs US$120 per person in June 2027.", "US$159 per person"),
        ("en", "Hampta Pass takes seven days. It costs US$159 per person in June 2027.", "takes 5 days"),
        ("es", "Hampta Pass cuesta 130 € por persona en junio de 2027.", "145 € por persona"),
        ("fr", "Le Hampta Pass monte à 4 720 m et coûte 145 € par personne.", "à 4\u202f270 m"),
        ("hi", "हम्प्टा पास जून 2027 में ₹१२,५०० प्रति व्यक्ति है।", "₹11,500 प्रति व्यक्ति"),
        ("hi-Latn", "Hampta Pass June 2027 mein 12,500 rupaye per person hai.", "11,500 rupaye per person"),
    ],
)
def test_the_true_value_takes_the_place_of_a_false_one(
    stocked: Ports, language: Language, text: str, right: str
) -> None:
    turn = asked("price?", language, "pricing", trek="hampta-pass", when="2027-06")
    reply, verdict = checked(from_model(turn, text, language=language), stocked)
    assert verdict.action == "repair"
    assert right in reply.text
    assert reply.route == "simple"
    assert not [claim for claim in verdict.claims if claim.status != "supported"]


def test_repairs_are_tried_in_the_configured_order(stocked: Ports) -> None:
    text = "Hampta Pass is a fine trek of 5 days for you. It costs US$120 per person. How many of you would come?"
    turn = from_model(asked("tell me about Hampta Pass", trek="hampta-pass"), text)
    put_right, _ = checked(turn, stocked, Validate(repairs=["substitute", "drop"]))
    shortened, _ = checked(turn, stocked, Validate(repairs=["drop", "substitute"]))
    composed, _ = checked(turn, stocked, Validate(repairs=["compose"]))
    handed, verdict = checked(turn, stocked, Validate(repairs=["handoff", "compose"]))
    assert "120" not in put_right.text + shortened.text + composed.text
    assert shortened.text == "Hampta Pass is a fine trek of 5 days for you. How many of you would come?"
    assert composed.route == "composer"
    assert (handed.kind, verdict.action) == ("handoff", "fallback")


def test_without_a_composer_answer_the_false_sentence_alone_is_dropped(stocked: Ports) -> None:
    turn = asked("Do you offer photography lessons?")
    text = "Our guides like photography and help you gladly with your pictures. A lesson costs ₹4,444. Shall I ask?"
    reply, verdict = checked(from_model(turn, text), stocked)
    assert verdict.action == "repair"
    assert "4,444" not in reply.text
    assert reply.text.endswith("Shall I ask?")


def test_when_nothing_can_be_saved_a_person_takes_over(stocked: Ports) -> None:
    turn = asked("Do you offer photography lessons?")
    reply, verdict = checked(from_model(turn, "A lesson costs ₹4,444."), stocked)
    assert verdict.action == "fallback"
    assert reply.kind == "handoff"
    assert reply.cost_usd == 0.001


def test_a_price_question_without_a_price_is_not_answered(stocked: Ports) -> None:
    reply, verdict = checked(from_model(PRICE, "Hampta Pass is a lovely trek and you will like it."), stocked)
    assert verdict.action == "repair"
    assert "required 0.00" in verdict.reasons
    assert "US$159" in reply.text


def test_an_honest_no_is_an_answer(stocked: Ports) -> None:
    text = "I don't know the price of Hampta Pass yet; a colleague will write to you. Is that all right?"
    reply, verdict = checked(from_model(PRICE, text), stocked)
    assert (verdict.action, reply.text) == ("pass", text)


def test_the_wrong_language_is_repaired(stocked: Ports) -> None:
    turn = asked("¿Cuánto cuesta?", "es", "pricing", trek="hampta-pass", when="2027-06")
    text = "The trek is open in June and it is the best month for you to come with us."
    reply, verdict = checked(from_model(turn, text, language="es"), stocked)
    assert verdict.action == "repair"
    assert "145\u00a0€ por persona" in reply.text


def test_a_reply_that_presses_the_customer_gives_way(stocked: Ports) -> None:
    calm = "Hampta Pass costs US$159 per person in June 2027. How many of you would come?"
    reply, verdict = checked(from_model(PRICE, f"Hurry, last chance! {calm}"), stocked)
    assert verdict.action == "repair"
    assert "Hurry" not in reply.text
    assert any("presses" in reason for reason in verdict.reasons)


def test_the_threshold_decides(stocked: Ports) -> None:
    turn = from_model(PRICE, "Hampta Pass is a lovely trek and you will like it.")
    assert checked(turn, stocked, Validate(threshold=0))[1].action == "pass"


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_replies_pass_as_they_are(stocked: Ports, language: str) -> None:
    for fixed in (handoff_reply(language, "complaint"), opt_out_reply(language)):  # type: ignore[arg-type]
        reply, verdict = checked(replace(PRICE, reply=fixed), stocked)
        assert reply == fixed
        assert verdict.action in ("pass", "handoff")
        assert not [c for c in verdict.claims if c.status != "supported"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("price", "pricing"),
        ("dates", "availability"),
        ("tell me about", "trek_info"),
        ("how high", "trek_info"),
        ("book", "booking"),
        ("cancel", "cancellation"),
        ("office hours", "support"),
        ("hi", "greeting"),
        ("football", "out_of_scope"),
    ],
)
def test_the_composers_own_replies_pass(stocked: Ports, language: str, text: str, intent: str) -> None:
    step = Validate()
    for trek in (*list(catalogue().treks)[::4], ""):
        turn = asked(text, language, intent, trek=trek or ())  # type: ignore[arg-type]
        own = compose(turn, catalogue(), TODAY)
        reply, verdict = checked(replace(turn, reply=own), stocked, step)
        assert reply == own, (trek, verdict.reasons)
        assert verdict.action in ("pass", "handoff")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_customer_booked_may_be_told_to_them(stocked: Ports, language: Language) -> None:
    trip = Booking(
        id="b-7", trek="annapurna-base-camp", status="deposit_paid", people=2, start_date="2027-04-11", total="EUR 1090"
    )
    customer = Customer(id="c-1", bookings=(trip,), messages=3)
    text = {"en": "when is my trip", "es": "cuándo es mi viaje", "fr": "quand est mon voyage", "hi": "मेरी बुकिंग कब है"}
    turn = asked(text.get(language, "meri booking kab hai"), language, "booking", customer=customer)
    reply, verdict = checked(replace(turn, reply=compose(turn, catalogue(), TODAY)), stocked)
    assert verdict.action == "pass"
    assert "b-7" in reply.text
    assert {claim.status for claim in verdict.claims} == {"supported"}


def test_another_customers_amounts_are_not_supported(stocked: Ports) -> None:
    turn = asked("when is my trip", intent="booking", customer=Customer(id="c-2", messages=3))
    _, verdict = checked(from_model(turn, "The balance of €872 is due by 21 March 2027, as agreed."), stocked)
    assert verdict.action != "pass"


def test_a_quotation_in_english_is_not_taken_for_the_wrong_language(stocked: Ports) -> None:
    passage = Passage(
        id="faq#animals",
        source="faq",
        title="Are there wild animals?",
        text="Langurs steal food and leopards are shy. After dark nobody walks more than 1 km from the camp.",
        scores=Scores(answer=0.9),
        kind="faq",
    )
    turn = asked("¿hay animales salvajes?", "es", evidence=(passage,))
    reply, verdict = checked(replace(turn, reply=compose(turn, catalogue(), TODAY)), stocked)
    assert verdict.action == "pass"
    assert "leopards are shy" in reply.text
