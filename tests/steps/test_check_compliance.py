from dataclasses import replace

import pytest

from agent.people.handoff import handoff_reply, opt_out_reply
from agent.ports import Ports, Record
from agent.safety.advice import emergency_reply
from agent.safety.consent import find_wish
from agent.safety.notice import opt_out_line, privacy_line
from agent.steps.check_compliance import CheckCompliance
from agent.store.memory import MemoryStore
from agent.turn import (
    Booking,
    Button,
    Compliance,
    Consent,
    Customer,
    Flag,
    Language,
    Parsed,
    Passage,
    Reply,
    Turn,
    Utterance,
)
from tests.steps.safety_world import NOON, answered, said, world

STEP = CheckCompliance()
NEW = Customer(id="c-1")
KNOWN = Customer(id="c-1", messages=3, noticed=True)


async def test_an_ordinary_answer_goes_out_as_it_is() -> None:
    turn = answered("how long?", "Five days.", customer=KNOWN)
    after = await STEP.run(turn, world())
    assert after.reply == turn.reply
    assert after.compliance is not None
    assert (after.compliance.ok, after.compliance.flags) == (True, ())


@pytest.mark.parametrize("language", ["en", "hi", "es", "fr", "hi-Latn"])
async def test_the_first_answer_carries_the_privacy_notice_in_its_language(language: Language) -> None:
    turn = replace(said("?"), reply=Reply(text="5", language=language), customer=NEW)
    after = await STEP.run(turn, world())
    assert after.reply is not None
    assert after.reply.text.startswith("5\n\n")
    assert "https://ridge.example/privacy" in after.reply.text
    assert "STOP" in after.reply.text


async def test_an_answer_to_a_caption_owns_up_to_the_picture_before_the_notice() -> None:
    turn = answered("is it open?", "Yes.", customer=NEW)
    after = await STEP.run(replace(turn, message=replace(turn.message, kind="image")), world())
    assert after.reply is not None
    assert after.reply.text.startswith("Yes.\n\nI have read your words, but I can't look at what came with them.")
    assert "https://ridge.example/privacy" in after.reply.text


async def test_the_address_alone_is_no_notice_because_it_offers_no_way_out() -> None:
    after = await STEP.run(answered("privacy?", "See https://ridge.example/privacy.", customer=NEW), world())
    assert after.reply is not None
    assert after.reply.text.endswith(privacy_line("en", "https://ridge.example/privacy"))


async def test_the_notice_is_not_said_twice() -> None:
    text = "See https://ridge.example/privacy. Write STOP for no messages."
    after = await STEP.run(answered("privacy?", text, customer=NEW), world())
    assert after.reply is not None
    assert after.reply.text == text
    silent = await CheckCompliance(privacy_notice=False).run(answered("?", "5", customer=NEW), world())
    assert silent.reply == Reply(text="5", language="en")


async def test_buttons_make_room_for_a_notice_that_would_not_fit_beside_them() -> None:
    reply = Reply(text="x" * 1000, language="en", buttons=(Button(id="a", title="A"),))
    after = await STEP.run(replace(said("?"), reply=reply, customer=NEW), world())
    assert after.reply is not None
    assert "https://ridge.example/privacy" in after.reply.text
    assert after.reply.buttons == ()
    assert after.compliance is not None
    assert (after.compliance.flags, after.compliance.notice) == ((), True)


async def test_a_notice_that_would_burst_the_limit_is_left_off_and_flagged() -> None:
    reply = Reply(text="x" * 4000, language="en", buttons=(Button(id="a", title="A"),))
    after = await STEP.run(replace(said("?"), reply=reply, customer=NEW), world())
    assert after.reply == reply
    assert after.compliance is not None
    assert after.compliance.flags == ("privacy_notice:missing",)
    assert after.compliance.ok


async def test_a_reply_that_breaks_a_rule_is_replaced_by_a_human() -> None:
    after = await STEP.run(answered("pay", "Please send your card number here.", customer=KNOWN), world())
    assert after.reply is not None
    assert after.reply.kind == "handoff"
    assert after.compliance is not None
    assert not after.compliance.ok
    assert "asks_secret" in after.compliance.flags


async def test_a_trek_whose_name_holds_a_word_for_a_secret_can_be_booked() -> None:
    turn = answered("pin parvati karna hai", "Pin Parvati book karne ke liye naam bhej dijiye.", customer=KNOWN)
    after = await STEP.run(turn, world())
    assert after.reply == turn.reply


async def test_phones_of_others_are_held_back_and_the_customers_own_is_not() -> None:
    number = "+91 98765 43210"
    stranger = await STEP.run(answered("who?", f"Call Ravi at {number}.", customer=KNOWN), world())
    assert stranger.compliance is not None
    assert not stranger.compliance.ok
    own = replace(KNOWN, history=(Utterance(speaker="U", text=f"my number is {number}"),))
    after = await STEP.run(answered("ok", f"We will call {number}.", customer=own), world())
    assert after.compliance is not None
    assert after.compliance.ok


async def test_our_own_earlier_words_do_not_make_a_number_known() -> None:
    number = "+91 98765 43210"
    leaked = replace(KNOWN, history=(Utterance(speaker="S", text=f"Ravi has {number}"),))
    after = await STEP.run(answered("who?", f"Call {number}.", customer=leaked), world())
    assert after.compliance is not None
    assert not after.compliance.ok


async def test_abuse_is_flagged_for_review_and_still_answered() -> None:
    turn = answered("you bastards, where is my refund", "Your refund is on its way.", customer=KNOWN)
    after = await STEP.run(turn, world())
    assert after.reply == turn.reply
    assert after.compliance is not None
    assert (after.compliance.ok, after.compliance.flags) == (True, ("inbound:abuse",))


async def test_an_advertised_offer_says_how_to_stop_offers() -> None:
    after = await STEP.run(answered("how long?", "Five days. 15% off on all treks this week.", customer=KNOWN), world())
    assert after.reply is not None
    assert after.reply.text.endswith('Write "no more offers". STOP ends all our messages.')


@pytest.mark.parametrize("language", ["en", "hi", "es", "fr", "hi-Latn"])
async def test_the_line_under_an_offer_names_words_that_do_what_it_says(language: Language) -> None:
    line = opt_out_line(language)
    wish = find_wish(line.split('"')[1])
    assert wish is not None
    assert (wish.kind, wish.scope) == ("opt_out", "marketing")
    stop = find_wish("STOP")
    assert "STOP" in line
    assert stop is not None
    assert stop.scope == "all"


async def test_no_way_to_a_human_is_flagged_unless_the_config_names_one() -> None:
    ports = world(phone="", email="")
    turn = answered("?", "5", customer=KNOWN)
    after = await STEP.run(turn, ports)
    assert after.compliance is not None
    assert after.compliance.flags == ("escalation:missing",)
    named = await CheckCompliance(human_contact="desk@ridge.example").run(turn, ports)
    assert named.compliance is not None
    assert named.compliance.flags == ()


async def test_a_vetted_reply_is_left_alone() -> None:
    turn = replace(said("STOP"), reply=opt_out_reply("en"))
    assert (await STEP.run(turn, world())).reply == turn.reply


async def test_an_emergency_goes_to_the_review_queue_unchanged() -> None:
    turn = replace(said("she broke her leg"), reply=emergency_reply("injury", "en", "+919816000199"))
    after = await STEP.run(turn, world())
    assert after.reply == turn.reply
    assert after.compliance is not None
    assert (after.compliance.ok, after.compliance.flags) == (True, ("emergency:injury",))


def checked(turn: Turn) -> Compliance:
    assert turn.compliance is not None
    return turn.compliance


async def others_known(*names: str) -> Ports:
    """A store that knows these people as c-10, c-11 and so on."""
    store = MemoryStore()
    facts = [
        Record(seq=n, kind="contact", key=f"c-1{n}", contact=f"c-1{n}", at=NOON, body={"name": name})
        for n, name in enumerate(names, start=1)
    ]
    await store.apply(facts)
    return replace(world(), store=store)


async def test_the_notice_is_owed_until_it_was_given_whatever_the_first_reply_was() -> None:
    after_an_emergency = Customer(id="c-1", messages=1, history=(Utterance(speaker="S", text="Descend now."),))
    turn = await STEP.run(answered("?", "5", customer=after_an_emergency), world())
    assert turn.reply is not None
    assert "https://ridge.example/privacy" in turn.reply.text
    assert checked(turn).notice
    told = Customer(id="c-1", messages=1, history=(Utterance(speaker="S", text=turn.reply.text),))
    again = await STEP.run(answered("?", "5", customer=told), world())
    assert again.reply == Reply(text="5", language="en")


async def test_a_first_reply_that_hands_over_carries_the_notice_too() -> None:
    turn = await STEP.run(replace(said("human"), reply=handoff_reply("en", "asked"), customer=NEW), world())
    assert turn.reply is not None
    assert turn.reply.handoff == "asked"
    assert turn.reply.text.endswith("Reply STOP at any time for no messages.")


async def test_the_name_of_another_customer_is_held_back_and_ones_own_is_not() -> None:
    ports = await others_known("Rohit Malhotra", "Lucía Fernández")
    for name in ("Rohit Malhotra", "Lucia Fernandez"):
        turn = await STEP.run(answered("who comes?", f"In June {name} comes along.", customer=KNOWN), ports)
        assert checked(turn).flags == ("personal_data:name",)
        assert turn.reply is not None
        assert turn.reply.handoff == "compliance"
    mine = await STEP.run(answered("?", "Hello Asha Rawat!", customer=replace(KNOWN, name="Asha Rawat")), ports)
    assert checked(mine).ok
    written = await STEP.run(
        answered("I travel with Rohit Malhotra", "Rohit Malhotra and you, two people.", customer=KNOWN), ports
    )
    assert checked(written).ok
    place = await STEP.run(answered("?", "Annapurna Base Camp and Hampta Pass.", customer=KNOWN), ports)
    assert checked(place).ok


async def test_a_booking_of_somebody_else_is_held_back_and_ones_own_is_not() -> None:
    other = await STEP.run(answered("?", "Booking SRT-2026-0042 is paid.", customer=KNOWN), world())
    assert checked(other).flags == ("personal_data:booking",)
    booking = Booking(id="SRT-2026-0042", trek="hampta-pass", status="paid", people=2)
    own = await STEP.run(
        answered("?", "Booking srt-2026-0042 is paid.", customer=replace(KNOWN, bookings=(booking,))), world()
    )
    assert checked(own).ok
    asked = await STEP.run(answered("and b-0042?", "b-0042 is not under this number.", customer=KNOWN), world())
    assert checked(asked).ok


async def test_a_model_that_answers_what_is_not_for_us_is_declined_kindly_and_nobody_is_silenced() -> None:
    strange = Parsed(language="en", intent="out_of_scope", intent_confidence=0.9)
    reply = Reply(text="Bees dance to tell each other where flowers are.", language="en", route="simple", cost_usd=0.01)
    turn = await STEP.run(replace(said("how do bees talk?", parsed=strange), reply=reply, customer=KNOWN), world())
    assert turn.reply is not None
    assert turn.reply.text.startswith("That one I can't help with: I'm here for the treks of Ridge only.")
    assert (turn.reply.kind, turn.reply.handoff, turn.reply.cost_usd) == ("answer", None, 0.01)
    assert (checked(turn).ok, checked(turn).flags) == (False, ("scope",))


@pytest.mark.parametrize("route", ["simple", "composer"])
async def test_a_refusal_of_what_is_not_for_us_goes_out(route: str) -> None:
    strange = Parsed(language="en", intent="out_of_scope", intent_confidence=0.9)
    reply = Reply(text="Sorry, I can't help with that.", language="en", route=route)
    turn = await STEP.run(replace(said("how do bees talk?", parsed=strange), reply=reply, customer=KNOWN), world())
    assert turn.reply == reply


async def test_what_the_operators_own_page_says_word_for_word_is_within_scope() -> None:
    text = "Our doctor says: take 125 mg of Diamox only after a test."
    page = Passage(id="p", source="faq", title="Diamox", text=text)
    quoted = await STEP.run(replace(answered("diamox?", text, customer=KNOWN), evidence=(page,)), world())
    assert checked(quoted).ok
    invented = await STEP.run(answered("diamox?", text, customer=KNOWN), world())
    assert checked(invented).flags == ("scope",)


async def test_papers_an_own_page_asks_for_may_be_named_and_cards_never() -> None:
    for text, ok in (("Please send a passport copy to the desk.", True), ("Please send your card number.", False)):
        page = Passage(id="p", source="faq", title="Permit", text=text)
        turn = await STEP.run(replace(answered("permit?", text, customer=KNOWN), evidence=(page,)), world())
        assert checked(turn).ok is ok


@pytest.mark.parametrize("question", ["any discount for four?", "what does it cost for four?"])
async def test_a_discount_that_was_asked_for_is_an_answer_and_no_advertisement(question: str) -> None:
    pricing = Parsed(language="en", intent="pricing" if "cost" in question else "trek_info")
    reply = Reply(text="With 6% discount it is 11,750 each.", language="en")
    turn = await STEP.run(replace(said(question, parsed=pricing), reply=reply, customer=KNOWN), world())
    assert turn.reply == reply


NO_OFFERS = Consent(status="opted_out", scope="marketing")


async def test_who_wants_no_offers_gets_the_answer_without_them() -> None:
    text = "It takes five days.\n\nBook by Friday and get 15% off!"
    turn = await STEP.run(answered("how long?", text, customer=KNOWN, consent=NO_OFFERS), world())
    assert turn.reply is not None
    assert turn.reply.text == "It takes five days."


async def test_who_wants_no_offers_but_asks_for_one_is_answered() -> None:
    text = "You get 15% off until Friday."
    turn = await STEP.run(answered("any discount?", text, customer=KNOWN, consent=NO_OFFERS), world())
    assert turn.reply is not None
    assert turn.reply.text.startswith(text)


async def test_a_flag_says_how_grave_it_is_and_where_the_words_stand() -> None:
    reply = "Sure! Please SEND your card number here."
    (found,) = checked(await STEP.run(answered("pay", reply, customer=KNOWN), world())).details
    assert (found.code, found.severity, found.of) == ("asks_secret", "high", "reply")
    assert reply[found.start : found.end] == found.evidence == "SEND your card number"


async def test_a_secret_is_never_quoted_in_its_flag() -> None:
    text = "my card is 4111 1111 1111 1111"
    (found,) = checked(await STEP.run(answered(text, "We never need it.", customer=KNOWN), world())).details
    assert found == Flag(code="inbound:card", severity="medium", of="message", evidence="•••111", start=11, end=30)
