from dataclasses import replace

import pytest
from pydantic import ValidationError

from agent.people.handoff import opt_out_reply
from agent.steps.score_ban_risk import ScoreBanRisk, own_of
from agent.turn import Reply, Risk
from tests.steps.safety_world import answered, catalogue, said, world

LOUD = "LAST CHANCE!!! 🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥 WIN A FREE IPHONE NOW, CLICK HERE http://win.top http://bit.ly/x"


async def test_of_message_scores_the_message_and_touches_no_reply() -> None:
    step = ScoreBanRisk()
    after = await step.run(said(LOUD), world())
    assert after.risk is not None
    assert after.risk.message is not None
    assert after.risk.message.level == "high"
    assert (after.risk.reply, after.reply) == (None, None)
    assert step.inputs() == {"message"}
    assert step.outputs() == {"risk"}


async def test_of_reply_keeps_the_messages_score_and_declares_the_reply() -> None:
    step = ScoreBanRisk(of="reply")
    before = await ScoreBanRisk().run(said("hello"), world())
    after = await step.run(replace(answered("hello", "Hampta takes 5 days."), risk=before.risk), world())
    assert after.risk is not None
    assert before.risk is not None
    assert after.risk.message == before.risk.message
    assert after.risk.reply is not None
    assert after.risk.reply.score < 1
    assert step.inputs() == {"message", "reply"}
    assert step.outputs() == {"risk", "reply"}


async def test_a_loud_reply_is_calmed_and_the_new_score_kept() -> None:
    after = await ScoreBanRisk(of="reply").run(answered("hello", LOUD), world())
    assert after.reply is not None
    assert after.risk is not None
    assert after.risk.reply is not None
    assert "win.top" not in after.reply.text
    assert after.risk.reply.level != "high"
    assert "calmed" in after.reply.route_reasons[-1]


async def test_a_fixed_reply_is_scored_but_never_rewritten() -> None:
    fixed = replace(opt_out_reply("en"), text=LOUD)
    after = await ScoreBanRisk(of="reply").run(replace(said("STOP"), reply=fixed), world())
    assert after.reply == fixed
    assert after.risk is not None
    assert after.risk.reply is not None


async def test_the_operators_own_link_costs_nothing() -> None:
    after = await ScoreBanRisk(of="reply").run(answered("hi", "Book at https://ridge.example/book"), world())
    assert after.risk == Risk(message=None, reply=after.risk.reply if after.risk else None)
    assert after.risk is not None
    assert after.risk.reply is not None
    assert after.risk.reply.factors["links"] == 0


def test_levels_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="must not lie above"):
        ScoreBanRisk(medium_from=60, high_above=50)


async def test_a_weight_can_be_switched_off() -> None:
    after = await ScoreBanRisk(links=0).run(said("see http://bit.ly/x"), world())
    assert after.risk is not None
    assert after.risk.message is not None
    assert after.risk.message.factors["links"] == 0


PUSHING = (
    "Hampta Pass takes 5 days and costs INR 12,500 per person: https://ridge.example/book. "
    "YOU HAVE WON A PRIZE!!! Click here NOW, last chance, hurry up! "
    "Earn easy money from home, forward this to 10 friends! "
    "Only today a crypto casino bonus, act now, don't miss out! 🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥"
)


async def test_a_rewritten_reply_scores_lower_and_keeps_what_it_says_of_the_trek() -> None:
    step = ScoreBanRisk(of="reply")
    before = step.score(PUSHING, own_of(catalogue()))
    after = await step.run(answered("how much", PUSHING), world())
    assert before.level == "high"
    assert after.reply is not None
    assert after.risk is not None
    assert after.risk.reply is not None
    assert after.risk.reply.score < before.score
    assert after.risk.reply.level != "high"
    assert "Hampta Pass takes 5 days and costs INR 12,500 per person: https://ridge.example/book." in after.reply.text
    assert "casino" not in after.reply.text


@pytest.mark.parametrize(
    "text",
    [
        "Win 10,000 free casino prizes now 5000! Claim your 1000 bitcoin 20 prize, act now 10!",
        "SALE 50 🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥 SALE 50 SALE 50",
        "¡HAS GANADO 5000 EUROS en el casino, reclama tu premio 99 ahora, haz clic aquí!",
    ],
)
async def test_a_reply_that_stays_high_is_never_sent_and_a_person_takes_over(text: str) -> None:
    spent = replace(answered("hi", text).reply or Reply(text="", language="en"), tokens_out=77, cost_usd=0.01)
    step = ScoreBanRisk(of="reply", medium_from=5, high_above=10, calm_above=10)
    after = await step.run(replace(answered("hi", text), reply=spent), world())
    assert after.reply is not None
    assert after.reply.handoff == "compliance"
    assert after.reply.kind == "handoff"
    assert text not in after.reply.text
    assert (after.reply.tokens_out, after.reply.cost_usd) == (77, 0.01)
    assert "ban risk stays high after rewriting" in after.reply.route_reasons
    assert after.risk is not None
    assert after.risk.reply is not None
    assert after.risk.reply.level == "high"


async def test_a_price_list_and_an_itinerary_are_no_stuffing() -> None:
    lines = [f"Hampta Pass, group {n}: ₹12,500 per person, tent, meals and guide included" for n in range(1, 7)]
    days = [f"Day {n}: walk to camp {n}, meals in the tent, walk about {n} hours" for n in range(1, 7)]
    for text in ("\n".join(lines), "\n".join(days)):
        scored = ScoreBanRisk(of="reply").score(text, own_of(catalogue()))
        assert scored.factors["repeated_keywords"] == 0
        assert scored.level == "low"


async def test_the_same_line_again_is_stuffing() -> None:
    text = "\n".join(["cheapest rental tents here"] * 6)
    assert ScoreBanRisk().score(text, own_of(catalogue())).factors["repeated_keywords"] > 5
