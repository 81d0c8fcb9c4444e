from dataclasses import replace
from datetime import timedelta

import pytest

from agent.ports import ConsentEntry, Pause, Ports, Record
from agent.steps.check_consent import CheckConsent
from agent.turn import Consent, ConsentScope, ConsentStatus, Parsed, Turn
from tests.steps.safety_world import NOON, said, world

STEP = CheckConsent()


async def stand(ports: Ports, status: ConsentStatus, scope: ConsentScope = "all") -> None:
    at = NOON - timedelta(days=3)
    entry = ConsentEntry(contact="c-1", status=status, scope=scope, at=at, source="message", text="earlier")
    await ports.journal.write_consent(entry)


async def kind_after(turn: Turn, ports: Ports, step: CheckConsent = STEP) -> str | None:
    after = await step.run(turn, ports)
    return after.reply.kind if after.reply else None


async def test_a_first_message_is_no_subscription_and_is_not_answered_here() -> None:
    ports = world()
    after = await STEP.run(said("How long is Hampta?"), ports)
    assert (after.consent, after.reply) == (Consent(status="unknown"), None)
    assert await ports.journal.consent("c-1") is None


async def test_an_opt_out_is_written_down_and_confirmed_once_then_silence() -> None:
    ports = world()
    first = await STEP.run(said("STOP"), ports)
    assert first.consent == Consent(status="opted_out", changed=True)
    assert first.reply is not None
    assert first.reply.kind == "opt_out"
    entry = await ports.journal.consent("c-1")
    assert entry is not None
    assert (entry.status, entry.text) == ("opted_out", "STOP")
    later = NOON + timedelta(minutes=1)
    assert await kind_after(said("STOP", id="m-2", sent_at=later), ports) == "silence"
    assert await kind_after(said("are you there?", id="m-3", sent_at=later), ports) == "silence"


async def test_a_turn_that_died_after_the_ledger_still_confirms() -> None:
    ports = world()
    turn = said("band karo")
    await STEP.run(turn, ports)
    again = await STEP.run(turn, ports)
    assert again.consent == Consent(status="opted_out", changed=True)
    assert again.reply is not None
    assert again.reply.kind == "opt_out"


@pytest.mark.parametrize("text", ["START", "phir se shuru karo", "subscribe again"])
async def test_an_opt_in_ends_the_silence(text: str) -> None:
    ports = world()
    await stand(ports, "opted_out")
    after = await STEP.run(said(text), ports)
    assert after.consent == Consent(status="subscribed", changed=True)
    assert after.reply is not None
    assert after.reply.kind == "opt_in"


async def test_start_from_somebody_who_never_stopped_is_just_a_word() -> None:
    ports = world()
    after = await STEP.run(said("start"), ports)
    assert (after.consent, after.reply) == (Consent(status="unknown"), None)


async def test_an_opt_in_with_a_question_goes_on_to_its_answer() -> None:
    ports = world()
    await stand(ports, "opted_out")
    after = await STEP.run(said("please subscribe me again. What does Hampta cost?"), ports)
    assert after.consent == Consent(status="subscribed", changed=True)
    assert after.reply is None


async def test_the_confirmation_speaks_the_customers_language() -> None:
    after = await STEP.run(said("arrêtez de m'écrire", parsed=Parsed(language="fr")), world())
    assert after.reply is not None
    assert after.reply.language == "fr"


async def test_a_tapped_button_is_noted_as_such() -> None:
    ports = world()
    await STEP.run(said("Stop promotions", kind="button"), ports)
    entry = await ports.journal.consent("c-1")
    assert entry is not None
    assert entry.source == "button"


async def test_a_question_after_an_opt_out_is_answered_only_where_the_setting_says_so() -> None:
    ports = world()
    await stand(ports, "opted_out")
    question = said("What does Hampta cost?", parsed=Parsed(language="en", intent="pricing"))
    assert await kind_after(question, ports) == "silence"
    open_step = CheckConsent(answer_questions_after_opt_out=True)
    assert await kind_after(question, ports, open_step) is None
    greeting = said("hello", parsed=Parsed(language="en", intent="greeting"))
    assert await kind_after(greeting, ports, open_step) == "silence"


async def test_an_emergency_is_answered_at_once_also_for_somebody_who_opted_out() -> None:
    ports = world()
    await stand(ports, "opted_out")
    after = await STEP.run(said("my friend is unconscious at camp"), ports)
    assert after.reply is not None
    assert after.reply.kind == "emergency"
    assert "+919816000199" in after.reply.text
    assert after.consent == Consent(status="opted_out")


async def test_an_opt_out_inside_an_emergency_is_kept_and_help_goes_first() -> None:
    ports = world()
    after = await STEP.run(said("We are lost on the trail, help!\nSTOP"), ports)
    assert after.consent == Consent(status="opted_out", changed=True)
    assert after.reply is not None
    assert after.reply.kind == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "मैं जीना नहीं चाहता",
        "मुझे अब और नहीं जीना",
        "no quiero vivir más",
        "leave me alone, I want to die",
        "enough. I want to die",
        "just make it stop, I want to kill myself",
        "leave me alone\nI don't want to live any more",
        "déjenme en paz, me quiero morir",
        "laissez-moi tranquille, je veux mourir",
        "je ne veux plus vivre",
        "mujhe akela chhod do, main marna chahta hoon",
        "ab aur nahi jeena mujhe, bas karo",
    ],
)
async def test_who_wants_to_live_no_longer_is_helped_and_never_opted_out(text: str) -> None:
    ports = world()
    after = await STEP.run(said(text), ports)
    assert after.reply is not None
    assert (after.reply.kind, after.reply.handoff) == ("emergency", "emergency")
    assert after.consent == Consent(status="unknown")
    assert await ports.journal.consent("c-1") is None


async def test_beside_a_danger_no_words_but_a_line_of_its_own_are_an_opt_out() -> None:
    ports = world()
    text = "stop messaging me, my friend is unconscious at camp"
    assert (await STEP.run(said(text), ports)).consent == Consent(status="unknown")
    assert (await STEP.run(said(text), ports)).reply is not None


async def test_who_opted_out_and_asks_for_messages_again_in_danger_can_be_written_to() -> None:
    ports = world()
    await stand(ports, "opted_out")
    after = await STEP.run(said("Subscribe me again. My friend is unconscious at camp"), ports)
    assert after.reply is not None
    assert after.reply.kind == "emergency"
    assert after.consent == Consent(status="subscribed", changed=True)


async def test_emergencies_can_be_switched_off() -> None:
    assert await kind_after(said("she broke her leg"), world(), CheckConsent(emergencies=False)) is None


async def test_where_emergencies_are_switched_off_no_danger_takes_back_an_opt_out() -> None:
    deaf = CheckConsent(emergencies=False)
    assert await kind_after(said("leave me alone, I want to die"), world(), deaf) == "opt_out"


async def test_without_a_parsed_message_it_still_works() -> None:
    turn = replace(said("STOP"), parsed=None)
    assert await kind_after(turn, world()) == "opt_out"


async def test_a_lone_stop_is_confirmed_in_the_language_the_customer_is_known_to_speak() -> None:
    ports = world()
    body = {"user_id": "FR.1", "name": "Camille", "language": "fr", "first_seen": "2026-11-01T10:00:00+00:00"}
    await ports.store.apply([Record(seq=1, kind="contact", key="c-1", contact="c-1", at=NOON, body=body)])

    after = await STEP.run(said("STOP"), ports)

    assert after.reply is not None
    assert after.reply.language == "fr"


async def test_no_more_offers_is_confirmed_once_and_questions_are_answered_still() -> None:
    ports = world()
    first = await STEP.run(said("no more offers please"), ports)
    assert first.consent == Consent(status="opted_out", scope="marketing", changed=True)
    assert first.consent.marketing is False
    assert first.consent.silent is False
    assert first.reply is not None
    assert first.reply.kind == "opt_out"
    assert "still answered" in first.reply.text

    later = NOON + timedelta(minutes=1)
    question = await STEP.run(said("What does Hampta cost?", id="m-2", sent_at=later), ports)
    assert (question.consent, question.reply) == (Consent(status="opted_out", scope="marketing"), None)
    assert await kind_after(said("no more offers please", id="m-3", sent_at=later), ports) == "silence"


async def test_who_wanted_no_offers_may_still_ask_for_silence() -> None:
    ports = world()
    await stand(ports, "opted_out", "marketing")
    after = await STEP.run(said("STOP"), ports)
    assert after.consent == Consent(status="opted_out", scope="all", changed=True)
    later = said("What does Hampta cost?", id="m-2", sent_at=NOON + timedelta(minutes=1))
    assert await kind_after(later, ports) == "silence"


async def test_no_offers_from_somebody_who_asked_for_silence_changes_nothing() -> None:
    ports = world()
    await stand(ports, "opted_out")
    after = await STEP.run(said("no more offers please"), ports)
    assert after.consent == Consent(status="opted_out", scope="all")
    assert after.reply is not None
    assert after.reply.kind == "silence"


async def test_a_start_ends_either_opt_out() -> None:
    ports = world()
    await stand(ports, "opted_out", "marketing")
    after = await STEP.run(said("START"), ports)
    assert after.consent == Consent(status="subscribed", scope="all", changed=True)


@pytest.mark.parametrize(
    ("choice", "scope"), [("STOP_PROMOTIONS", "marketing"), ("unsubscribe", "all"), ("opt-out", "all")]
)
async def test_the_id_of_a_button_counts_whatever_its_title_says(choice: str, scope: ConsentScope) -> None:
    ports = world()
    after = await STEP.run(said("No thanks", kind="button_reply", choice=choice), ports)
    assert after.consent == Consent(status="opted_out", scope=scope, changed=True)
    entry = await ports.journal.consent("c-1")
    assert entry is not None
    assert entry.source == "button"


async def paused(ports: Ports, message_id: str = "m-0") -> None:
    pause = Pause(contact="c-1", message_id=message_id, reason="emergency", at=NOON - timedelta(minutes=5))
    await ports.journal.pause(pause)


async def test_in_an_emergency_the_first_line_after_it_is_heard_once_and_then_it_is_the_colleagues_thread() -> None:
    ports = world()
    await paused(ports)
    after = await STEP.run(said("are you there?", id="m-2"), ports)
    assert after.reply is not None
    assert (after.reply.kind, after.reply.handoff) == ("emergency", None)
    assert "+919816000199" in after.reply.text
    await ports.journal.count_waiting("c-1", "m-2")
    assert await kind_after(said("hello??", id="m-3"), ports) == "silence"


async def test_a_worse_turn_is_answered_though_the_bot_is_paused() -> None:
    ports = world()
    await paused(ports)
    after = await STEP.run(said("he is not breathing any more", id="m-4"), ports)
    assert after.reply is not None
    assert (after.reply.kind, after.reply.handoff) == ("emergency", "emergency")


async def test_an_emergency_of_days_ago_is_no_reason_to_speak_into_the_colleagues_thread() -> None:
    ports = world()
    await paused(ports)
    late = said("ok thanks", id="m-5", sent_at=NOON + timedelta(days=3))
    assert await kind_after(late, ports) == "silence"


async def test_words_like_an_opt_in_are_no_reason_to_leave_a_message_unanswered() -> None:
    ports = world()
    after = await STEP.run(said("do send me your deals again please"), ports)
    assert after.consent == Consent(status="subscribed", changed=True)
    assert after.reply is None


async def test_whoever_had_opted_out_is_welcomed_back_in_whatever_words() -> None:
    ports = world()
    await stand(ports, "opted_out")
    after = await STEP.run(said("do send me your deals again please"), ports)
    assert after.reply is not None
    assert after.reply.kind == "opt_in"


@pytest.mark.parametrize(
    "text", ["no more offers please, but what does Nag Tibba cost?", "offers mat bhejo, par nag tibba kitne ka hai?"]
)
async def test_offers_are_refused_also_beside_a_question(text: str) -> None:
    after = await STEP.run(said(text), world())
    assert after.consent == Consent(status="opted_out", scope="marketing", changed=True)


async def test_who_writes_on_after_a_complaint_hears_once_that_it_is_read_unless_a_colleague_has_it() -> None:
    ports = world()
    pause = Pause(contact="c-1", message_id="m-0", reason="complaint", at=NOON - timedelta(minutes=5))
    await ports.journal.pause(pause)
    after = await STEP.run(said("and the guide laughed at us", id="m-2"), ports)
    assert after.reply is not None
    assert "sorry" in after.reply.text
    assert after.reply.handoff is None
    await ports.journal.count_waiting("c-1", "m-2")
    assert await kind_after(said("hello??", id="m-3"), ports) == "silence"


@pytest.mark.parametrize("text", ["no more robot, give me a real human", "charged me twice, sort it out"])
async def test_who_asks_for_a_person_or_their_money_is_not_asked_whether_to_stop(text: str) -> None:
    after = await CheckConsent(ask_from=0.0).run(said(text), world())
    assert after.consent is not None
    assert "opt_out" not in after.consent.doubts
