"""What customers write in haste, in chat's own words, is answered: greetings, praise, points of a list, follow-ups."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "says", "never"),
    [
        # spelt as it sounds
        (("markha valley hw mny dayz n wats d hite",), "8 days", "for certain"),
        (("gm sirji",), "Hello", "Bonjour"),
        # praise with thanks, after a month was talked about
        (("hampta pass price in june", "thanks a ton u r a legend"), "welcome", "suit"),
        (("prix de Hampta en juin", "merci beaucoup, vous êtes un amour"), "Avec plaisir", "conviendraient"),
        # who only says hello, whatever they tell of themselves
        (("Hola, ando muerta de calor, una amiga me pasó su número. Solo quería saludar 😊",), "asistente", "98160"),
        (("Hey from hot Dubai, my cousin gave me your number, just wanted to say hi",), "assistant", "98160"),
        (("Buenas, por fin los encuentro, un amigo que viajó con ustedes me pasó este número",), "asistente", "98160"),
        # beds as a point of a list
        (("kedarkantha how many days, km, is it tents?",), "tent", ""),
        (("poon hill c'est combien de jours et c'est sous tente ?",), "lodge", ""),
        # the later of two departures that were just listed
        (("Langtang Valley", "departures in april?", "the later one, how much each?"), "560", "590"),
        (
            ("Langtang Valley", "¿qué salidas hay en abril?", "la que sale más tarde, ¿cuánto por persona?"),
            "515",
            "545",
        ),
        # who leads nobody tells
        (("Goechala 12 april, we are veg", "could Pemba come along as our guide?"), "don't know", "8 guests"),
        (("est-ce que Tashi sera notre guide sur Goechala ?",), "ne le sais pas", "8 participants"),
        # what is paid on the way, by its name
        (("Chadar: the medical check in Leh, do you guys pay it or is it on us?",), "Not included", ""),
        (("Chadar : la visite médicale à Leh, c'est à nous de payer ?",), "Non inclus", ""),
        # a permit by its name
        (
            ("Somebody says one needs an inner line permit in Kinnaur, for Buran Ghati. Do we foreigners need it?",),
            "do not go",
            "",
        ),
        # a discount on another trek
        (("until when is the 6% on Hampta?", "does it work for Rupin Pass too?"), "No, the 6%", ""),
        (("el 6 % en Hampta, ¿hasta cuándo?", "¿y vale para Everest Base Camp?"), "Sí, el 6", ""),
        # things to hire, and until when
        (
            ("Brahmatal 12 Dec: I have neither jacket nor poles. Rent for both, and until when can I order?",),
            "1,100",
            "",
        ),
        (
            ("Brahmatal 12 Dec: I have neither jacket nor poles. Rent for both, and until when can I order?",),
            "two days",
            "",
        ),
        (("on loue du matériel chez vous pour Buran Ghati ?", "combien les bottines et les bâtons ?"), "1 200", "205"),
        # another matter is not answered with the line before
        (("Do you take Wise?", "something else: how many hours is the bus from Delhi to Manali?"), "13 hours", "Wise"),
        # the road home, "ensuite"
        (("Rupin Pass : combien d'heures de route ensuite jusqu'à Shimla ?",), "9", "pas de certitude"),
    ],
)
async def test_what_is_written_in_haste_is_answered(
    agent: Agent, messages: tuple[str, ...], says: str, never: str
) -> None:
    answer = (await last_of(agent, *messages)).reply
    text = (answer.text if answer else "").replace("\u202f", " ").replace("\xa0", " ")
    assert says in text
    assert not never or never not in text


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "text",
    [
        "Hampta Pass, early June. The tent let the rain in both nights, our cook shouted at my daughter, and I wrote"
        " twice without any answer. I had recommended you to my colleagues! What will you do?",
        "Nous étions sur le Rupin Pass en mai. La tente prenait l'eau. Le guide s'est moqué de nous. Que ferez-vous ?",
    ],
)
async def test_a_story_of_a_trek_gone_wrong_reaches_a_person(agent: Agent, text: str) -> None:
    reply = (await last_of(agent, text)).reply
    assert reply is not None
    assert "colleague" in reply.text or "collègue" in reply.text
    assert reply.kind in ("handoff", "apology")


@pytest.mark.asyncio(loop_scope="module")
async def test_who_locks_a_place_in_hears_what_to_pay_now(agent: Agent) -> None:
    messages = ("is the ebc one of 26 april on", "cool, how do we lock it in and how much today?")
    reply = (await last_of(agent, *messages, contact="c-0001")).reply
    assert reply is not None
    assert "16,826" in reply.text
