from dataclasses import replace

import pytest
from pydantic import ValidationError

from agent.handoff import opt_out_reply
from agent.steps.score_ban_risk import ScoreBanRisk
from agent.turn import Risk
from tests.steps.safety_world import answered, said, world

LOUD = "LAST CHANCE!!! 🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥 WIN A FREE IPHONE NOW, CLICK HERE http://win.top http://bit.ly/x"


def test_of_message_scores_the_message_and_touches_no_reply() -> None:
    step = ScoreBanRisk()
    after = step.run(said(LOUD), world())
    assert after.risk is not None
    assert after.risk.message is not None
    assert after.risk.message.level == "high"
    assert (after.risk.reply, after.reply) == (None, None)
    assert step.inputs() == {"message"}
    assert step.outputs() == {"risk"}


def test_of_reply_keeps_the_messages_score_and_declares_the_reply() -> None:
    step = ScoreBanRisk(of="reply")
    before = ScoreBanRisk().run(said("hello"), world())
    after = step.run(replace(answered("hello", "Hampta takes 5 days."), risk=before.risk), world())
    assert after.risk is not None
    assert before.risk is not None
    assert after.risk.message == before.risk.message
    assert after.risk.reply is not None
    assert after.risk.reply.score == 0
    assert step.inputs() == {"message", "reply"}
    assert step.outputs() == {"risk", "reply"}


def test_a_loud_reply_is_calmed_and_the_new_score_kept() -> None:
    after = ScoreBanRisk(of="reply").run(answered("hello", LOUD), world())
    assert after.reply is not None
    assert after.risk is not None
    assert after.risk.reply is not None
    assert "win.top" not in after.reply.text
    assert after.risk.reply.level != "high"
    assert "calmed" in after.reply.route_reasons[-1]


def test_a_fixed_reply_is_scored_but_never_rewritten() -> None:
    fixed = replace(opt_out_reply("en"), text=LOUD)
    after = ScoreBanRisk(of="reply").run(replace(said("STOP"), reply=fixed), world())
    assert after.reply == fixed
    assert after.risk is not None
    assert after.risk.reply is not None


def test_the_operators_own_link_costs_nothing() -> None:
    after = ScoreBanRisk(of="reply").run(answered("hi", "Book at https://ridge.example/book"), world())
    assert after.risk == Risk(message=None, reply=after.risk.reply if after.risk else None)
    assert after.risk is not None
    assert after.risk.reply is not None
    assert after.risk.reply.factors["links"] == 0


def test_levels_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="must not lie above"):
        ScoreBanRisk(medium_from=60, high_above=50)


def test_a_weight_can_be_switched_off() -> None:
    after = ScoreBanRisk(links=0).run(said("see http://bit.ly/x"), world())
    assert after.risk is not None
    assert after.risk.message is not None
    assert after.risk.message.score == 0
