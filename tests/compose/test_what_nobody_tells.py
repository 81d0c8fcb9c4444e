"""What no document of ours tells, however it is asked for: names of houses and guides, makes, women as guides."""

import pytest

from agent.agent import Agent
from agent.compose.reading.other_senses import in_another_sense
from tests.compose.conversation import last_of


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "messages",
    [
        ("क्वारी पास वाली गाड़ी कितने बजे चलती है", "जोशीमठ में जिस होटल में रुकते हैं उसका नाम क्या है?"),
        ("जो गाइड हमें 13 जून वाले बैच में बाली पास ले जाएँगे उनका नाम क्या है?",),
        ("hampta pe jo leader hamare saath jayega uska naam kya hai",),
        ("the guide who takes us up Hampta, what's his name?",),
        ("el guía que nos lleva a Hampta en junio, ¿cómo se llama?",),
        ("le guide qui nous emmène au Hampta en juin, il s'appelle comment ?",),
        ("हम तीन लड़कियाँ हैं, मारखा घाटी पर क्या गाइड भी कोई महिला होगी?",),
        ("hum 3 ladkiyan hain, guide koi mahila hogi kya hampta me",),
        ("will our guide be a woman? we are 3 girls going to Hampta",),
        ("¿la guía puede ser mujer? somos tres chicas para Hampta",),
        ("kuari pass pe raat ko kitni thand rehti hai", "accha aur tent kaunsi company ke use karte ho?"),
        ("क्वारी पास पर टेंट किस कंपनी के देते हो",),
        ("what make are the tents you use on Kuari Pass?",),
        ("¿de qué marca son las tiendas en Kuari Pass?",),
        ("vos tentes sur Kuari Pass sont de quelle marque ?",),
        ("kitni baar aapka guide Bali Pass kar chuka hai?",),
        ("combien de fois votre guide a-t-il fait Bali Pass ?",),
    ],
)
async def test_it_is_left_to_a_colleague(agent: Agent, messages: tuple[str, ...]) -> None:
    reply = (await last_of(agent, *messages)).reply
    assert reply is not None
    assert reply.handoff == "unsure"


@pytest.mark.parametrize("text", ["बाली पास कितनी बार कर चुके हैं?", "kitni baar gaye ho", "combien de fois par an ?"])
def test_how_many_times_asks_for_no_sum(text: str) -> None:
    assert "how_much" in in_another_sense(text)
