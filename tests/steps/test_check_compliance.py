from dataclasses import replace

import pytest

from agent.handoff import opt_out_reply
from agent.safety.advice import emergency_reply
from agent.steps.check_compliance import CheckCompliance
from agent.turn import Button, Customer, Language, Reply, Utterance
from tests.steps.safety_world import answered, said, world

STEP = CheckCompliance()
NEW = Customer(id="c-1")
KNOWN = Customer(id="c-1", messages=3)


def test_an_ordinary_answer_goes_out_as_it_is() -> None:
    turn = answered("how long?", "Five days.", customer=KNOWN)
    after = STEP.run(turn, world())
    assert after.reply == turn.reply
    assert after.compliance is not None
    assert (after.compliance.ok, after.compliance.flags) == (True, ())


@pytest.mark.parametrize("language", ["en", "hi", "es", "fr", "hi-Latn"])
def test_the_first_answer_carries_the_privacy_notice_in_its_language(language: Language) -> None:
    turn = replace(said("?"), reply=Reply(text="5", language=language), customer=NEW)
    after = STEP.run(turn, world())
    assert after.reply is not None
    assert after.reply.text.startswith("5\n\n")
    assert "https://ridge.example/privacy" in after.reply.text
    assert "STOP" in after.reply.text


def test_the_notice_is_not_said_twice() -> None:
    text = "See https://ridge.example/privacy."
    after = STEP.run(answered("privacy?", text, customer=NEW), world())
    assert after.reply is not None
    assert after.reply.text == text
    assert CheckCompliance(privacy_notice=False).run(answered("?", "5", customer=NEW), world()).reply == Reply(
        text="5", language="en"
    )


def test_a_notice_that_would_burst_the_limit_is_left_off_and_flagged() -> None:
    reply = Reply(text="x" * 1000, language="en", buttons=(Button(id="a", title="A"),))
    after = STEP.run(replace(said("?"), reply=reply, customer=NEW), world())
    assert after.reply == reply
    assert after.compliance is not None
    assert after.compliance.flags == ("privacy_notice:missing",)
    assert after.compliance.ok


def test_a_reply_that_breaks_a_rule_is_replaced_by_a_human() -> None:
    after = STEP.run(answered("pay", "Please send your card number here.", customer=KNOWN), world())
    assert after.reply is not None
    assert after.reply.kind == "handoff"
    assert after.compliance is not None
    assert not after.compliance.ok
    assert "asks_secret" in after.compliance.flags


def test_phones_of_others_are_held_back_and_the_customers_own_is_not() -> None:
    number = "+91 98765 43210"
    stranger = STEP.run(answered("who?", f"Call Ravi at {number}.", customer=KNOWN), world())
    assert stranger.compliance is not None
    assert not stranger.compliance.ok
    own = replace(KNOWN, history=(Utterance(speaker="U", text=f"my number is {number}"),))
    after = STEP.run(answered("ok", f"We will call {number}.", customer=own), world())
    assert after.compliance is not None
    assert after.compliance.ok


def test_our_own_earlier_words_do_not_make_a_number_known() -> None:
    number = "+91 98765 43210"
    leaked = replace(KNOWN, history=(Utterance(speaker="S", text=f"Ravi has {number}"),))
    after = STEP.run(answered("who?", f"Call {number}.", customer=leaked), world())
    assert after.compliance is not None
    assert not after.compliance.ok


def test_abuse_is_flagged_for_review_and_still_answered() -> None:
    turn = answered("you bastards, where is my refund", "Your refund is on its way.", customer=KNOWN)
    after = STEP.run(turn, world())
    assert after.reply == turn.reply
    assert after.compliance is not None
    assert (after.compliance.ok, after.compliance.flags) == (True, ("inbound:abuse",))


def test_an_advertised_offer_says_how_to_stop_offers() -> None:
    after = STEP.run(answered("offers?", "15% off on all treks this week.", customer=KNOWN), world())
    assert after.reply is not None
    assert after.reply.text.endswith("Reply STOP for no offers.")


def test_no_way_to_a_human_is_flagged_unless_the_config_names_one() -> None:
    ports = world(phone="", email="")
    turn = answered("?", "5", customer=KNOWN)
    after = STEP.run(turn, ports)
    assert after.compliance is not None
    assert after.compliance.flags == ("escalation:missing",)
    named = CheckCompliance(human_contact="desk@ridge.example").run(turn, ports)
    assert named.compliance is not None
    assert named.compliance.flags == ()


def test_a_vetted_reply_is_left_alone() -> None:
    turn = replace(said("STOP"), reply=opt_out_reply("en"))
    assert STEP.run(turn, world()).reply == turn.reply


def test_an_emergency_goes_to_the_review_queue_unchanged() -> None:
    turn = replace(said("she broke her leg"), reply=emergency_reply("injury", "en", "+919816000199"))
    after = STEP.run(turn, world())
    assert after.reply == turn.reply
    assert after.compliance is not None
    assert (after.compliance.ok, after.compliance.flags) == (True, ("emergency:injury",))
