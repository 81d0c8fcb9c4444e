"""Whether a departure goes for certain: its status is told, and the rule only where that leaves it open."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("is the Langtang group of 14 December guaranteed?", "is guaranteed and goes ahead"),
        ("is the 14 Dec Langtang batch going for sure, or can it be called off if too few sign up?", "is guaranteed"),
        ("el grupo de Langtang del 14 de diciembre sale seguro o se anula por falta de gente?", "está garantizada"),
        ("le départ du Langtang du 14 décembre est-il garanti ou annulé faute de monde ?", "est garanti"),
        ("langtang 14 december wala batch pakka jayega ya kam log hue to cancel hoga?", "guaranteed hai"),
        ("लांगटांग 14 दिसंबर का बैच पक्का जाएगा या कम लोग हुए तो कैंसल होगा?", "गारंटीड है"),
    ],
)
async def test_a_guaranteed_departure_is_said_to_go_and_nothing_is_told_of_refunds(
    agent: Agent, text: str, sure: str
) -> None:
    reply = (await last_of(agent, text)).reply
    assert reply is not None
    assert sure in reply.text
    assert "18" not in reply.text


async def test_an_open_departure_is_not_promised_and_the_rule_is_told(agent: Agent) -> None:
    reply = (await last_of(agent, "is the 7 March 2027 Langtang departure guaranteed?")).reply
    assert reply is not None
    assert "not guaranteed yet" in reply.text
    assert "at least 4" in reply.text


async def test_without_a_day_only_the_rule_is_told(agent: Agent) -> None:
    reply = (await last_of(agent, "what if too few people sign up for Langtang?")).reply
    assert reply is not None
    assert "guaranteed" not in reply.text
    assert "at least 4" in reply.text or "minimum" in reply.text.lower()


async def test_of_a_month_the_guaranteed_ones_are_named(agent: Agent) -> None:
    reply = (await last_of(agent, "which Langtang departures in April 2027 are guaranteed?")).reply
    assert reply is not None
    assert "7 April 2027" in reply.text
    assert "23 April" not in reply.text.split("guaranteed and")[0]
