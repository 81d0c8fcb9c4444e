"""Another matter that the customer announces: it stands alone, whatever was talked about before."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "says", "never"),
    [
        (("How cold is Hampta Pass?", "Random one, have you got a good recipe for momos?"), "treks", "°C"),
        (("What is EBC in October?", "completely different question: what do I do with my suitcase?"), "office", "$"),
        (("Combien coûte Hampta Pass en juin ?", "Rien à voir : on boit l’eau des ruisseaux ?"), "bouillie", "€"),
        (("¿cuánto cuesta Kedarkantha?", "Otra consulta, nada que ver: ¿puedo ir sola?"), "sola", "€"),
        (("Kedarkantha ka price kya hai?", "ek alag sawal, drone le ja sakte hain?"), "drone", "₹9,900"),
        (("केदारकांठा जनवरी में कितने का है?", "बात बदल रहा हूँ, क्या अकेली लड़की आ सकती है?"), "महिला", "₹"),
    ],
)
async def test_what_is_announced_as_another_matter_is_answered_alone(
    agent: Agent, messages: tuple[str, ...], says: str, never: str
) -> None:
    reply = (await last_of(agent, *messages, contact="c-announced")).reply
    assert reply is not None
    assert says in reply.text
    assert never not in reply.text


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "says"),
    [
        (("Combien coûte Hampta Pass en juin ?", "autre question, et en août ?"), "135"),
        (("How much is Hampta Pass in June?", "another question: and for 5 of us?"), "5 people"),
    ],
)
async def test_a_fragment_still_leans_on_what_was_said(agent: Agent, messages: tuple[str, ...], says: str) -> None:
    reply = (await last_of(agent, *messages, contact="c-announced")).reply
    assert reply is not None
    assert says in reply.text
