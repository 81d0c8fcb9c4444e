"""Whether the treks somebody has walked are enough for the one they want."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "I have only done Nag Tibba, is that enough experience for Bali Pass?",
            "Nag Tibba (up to 3,022 m) is not enough",
        ),
        ("can someone whose only trek was Kedarkantha do Pin Parvati?", "Kedarkantha (up to 3,810 m) is not enough"),
        ("My daughter only did Nag Tibba so far, is she ready for Bali Pass?", "is not enough for that"),
        ("Solo he hecho Nag Tibba, ¿es suficiente experiencia para Bali Pass?", "no basta"),
        ("j'ai seulement fait Nag Tibba, est-ce une expérience suffisante pour le Bali Pass ?", "ne suffit pas"),
        ("Bali Pass ke liye sirf Nag Tibba ka experience kaafi hai kya?", "kaafi nahi hai"),
    ],
)
async def test_a_low_trek_is_said_not_to_be_enough_where_a_high_pass_is_asked_for(
    agent: Agent, text: str, told: str
) -> None:
    reply = (await last_of(agent, text)).reply
    assert reply is not None
    assert told in reply.text


async def test_a_trek_named_in_another_sentence_of_the_message_counts_too(agent: Agent) -> None:
    text = "My son is 22, the only trek he has ever done is Nag Tibba. Is that enough experience for Bali Pass?"
    reply = (await last_of(agent, text)).reply
    assert reply is not None
    assert "is not enough for that" in reply.text


async def test_nobody_who_has_crossed_a_high_pass_is_told_that_it_is_too_little(agent: Agent) -> None:
    reply = (await last_of(agent, "I have done Rupin Pass, is that enough experience for Bali Pass?")).reply
    assert reply is not None
    assert "high pass" in reply.text
    assert "not enough" not in reply.text
