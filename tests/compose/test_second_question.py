"""The next question of a conversation gets its own answer, and not once more the one before it."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("Duration of Nag Tibba?", "when does the next nag tibba start?", "Next departures for Nag Tibba"),
        ("can i charge my phone on the trek", "Is 25 August full for Tarsar Marsar?", "does not leave on 25 August"),
        ("¿Cuántos días dura Hampta Pass?", "¿quedan plazas el 4 de julio en Hampta Pass?", "plazas"),
        ("on dort où à Kedarkantha ?", "combien coûte Kedarkantha en janvier ?", "125\u00a0€"),
        ("kedarkantha kitne din ka hai", "kedarkantha me january ki dates batao", "seats baaki"),
    ],
)
async def test_a_question_that_names_its_trek_is_answered_by_itself(
    agent: Agent, first: str, second: str, says: str
) -> None:
    turn = await last_of(agent, first, second)
    assert turn.reply is not None
    assert says in turn.reply.text
    assert turn.history[-1].text.split("\n")[0] not in turn.reply.text


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("what does Hampta Pass cost in June?", "who won the football match yesterday?", "Ask me about treks"),
        ("tarsar marsar 16 july wale batch me kitni seat bachi h", "koi sasta sa laptop bata do 40k ke under", "sirf"),
        ("how cold is it on Kedarkantha?", "when does the rugby world cup start?", "Ask me about treks"),
        ("¿cómo son los baños en Kedarkantha?", "resérvame un hotel de playa en Ibiza", "no puedo ayudarle"),
        ("combien coûte Hampta Pass ?", "quelle est la capitale du Pérou", "je ne peux pas vous aider"),
        ("हम्पता पास का दाम क्या है", "क्रिकेट का अगला टेस्ट मैच कब है", "मदद नहीं कर"),
    ],
)
async def test_what_is_nothing_of_ours_is_declined_behind_any_question(
    agent: Agent, first: str, second: str, says: str
) -> None:
    turn = await last_of(agent, first, second)
    assert turn.reply is not None
    assert says in turn.reply.text


@pytest.mark.asyncio(loop_scope="module")
async def test_what_we_do_not_know_is_admitted_and_not_covered_up_with_what_was_just_told(agent: Agent) -> None:
    turn = await last_of(agent, "Will I have mobile signal on Hampta?", "can our labrador come along on nag tibba?")
    assert turn.reply is not None
    assert "ignal" not in turn.reply.text


@pytest.mark.asyncio(loop_scope="module")
async def test_a_follow_up_still_leans_on_the_question_before_it(agent: Agent) -> None:
    turn = await last_of(agent, "what does Kedarkantha cost in January?", "and in february?")
    assert turn.reply is not None
    assert "US$120" in turn.reply.text
