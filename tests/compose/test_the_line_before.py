"""What an answer takes from the line before, and what it leaves there: nothing is told twice."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of


async def last_answer(agent: Agent, *messages: str) -> str:
    reply = (await last_of(agent, *messages)).reply
    return (reply.text if reply else "").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "all_back"),
    [
        (
            (
                "langtang march wale me agar 2 log hi hue to trek hoga?",
                "nahi hua to paisa wapas aayega ya credit milega",
            ),
            "poora paisa wapas",
        ),
        (
            ("लांगटांग मार्च वाले में सिर्फ 2-3 लोग हुए तो ट्रेक होगा?", "अगर नहीं हुआ तो पैसे वापस मिलेंगे या क्रेडिट"),
            "पूरे पैसे वापस",
        ),
        (
            (
                "What if only 2 people book Langtang in March?",
                "And if it doesn't run, is our money returned or a credit?",
            ),
            "a full refund",
        ),
        (
            ("¿Y si solo somos dos en Langtang en marzo?", "y si no sale, ¿nos devuelven el dinero o solo un bono?"),
            "la devolución íntegra",
        ),
        (
            ("Si on n'est que deux au Langtang en mars, ça part ?", "et si ça ne part pas, on est remboursés ?"),
            "le remboursement intégral",
        ),
    ],
)
async def test_a_departure_that_does_not_go_is_not_cancelled_by_the_customer(
    agent: Agent, messages: tuple[str, ...], all_back: str
) -> None:
    reply = await last_answer(agent, *messages)
    assert all_back in reply
    assert "50" not in reply


@pytest.mark.asyncio(loop_scope="module")
async def test_a_visa_that_is_not_granted_is_no_departure_that_does_not_go(agent: Agent) -> None:
    reply = await last_answer(agent, "langtang me 2 log hue to trek hoga?", "visa nahi mila to paisa wapas aayega?")
    assert "kam logon ki wajah se" not in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "each"),
    [
        (("हम्पता पास जून 2027 का दाम?", "जो अर्ली बर्ड वाला है वो लगाकर एक जने का कितना हुआ"), "10,810"),
        (("hampta june 2027 ka rate?", "early bird wala discount laga ke ek ka kitna hua"), "10,810"),
        (("¿precio de Hampta Pass en junio de 2027?", "¿y aplicando el descuento, cuánto queda?"), "136,30"),
        (("prix du Hampta Pass en juin 2027 ?", "et avec l'offre early bird déduite, ça fait combien ?"), "136,30"),
        (("Hampta Pass price in June 2027?", "and with the early bird applied, how much for one?"), "149.46"),
    ],
)
async def test_what_is_left_after_the_discount_is_told_once_more(
    agent: Agent, messages: tuple[str, ...], each: str
) -> None:
    assert each in await last_answer(agent, *messages)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_whole_group_of_students_hears_its_total_after_the_discount(agent: Agent) -> None:
    said = ("नाग टिब्बा 7 फरवरी का देख रहे थे", "12 स्टूडेंट हैं", "डिस्काउंट काटकर पूरे ग्रुप का अमाउंट बता दीजिए")
    assert "35,904" in await last_answer(agent, *said)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "told", "untold"),
    [
        (("मारखा घाटी में ऊँचाई कितनी है और AMS का ख़तरा है?", "ऑक्सीजन सिलिंडर साथ रखते हैं?"), "ऑक्सीजन सिलेंडर", "5,260"),
        (("ट्रेक पर बिजली मिलेगी? कैमरे की बैटरी चार्ज करनी है", "ड्रोन ला सकता हूँ?"), "ड्रोन", "पक्के तौर पर"),
        (
            ("भृगु लेक और हम्पता पास में से पहली बार वालों के लिए कौन सा?", "दोनों का दाम भी बता दीजिए 4 लोगों के लिए"),
            "43,240",
            "तुलना",
        ),
        (("अगर मैं नहीं जा पाया तो मेरी जगह मेरा भाई जा सकता है?", "इसका कोई चार्ज लगेगा?"), "परमिट", "पावर बैंक"),
    ],
)
async def test_only_what_is_asked_now_is_told(agent: Agent, messages: tuple[str, ...], told: str, untold: str) -> None:
    reply = await last_answer(agent, *messages)
    assert told in reply
    assert untold not in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("text", "other_one", "share"),
    [
        ("अगर मैं नहीं जा पाया तो मेरी जगह मेरा भाई जा सकता है?", "आपकी जगह", "90%"),
        ("if I can't make it can my brother go instead of me?", "take your place", "90%"),
        ("agar main nahi ja paya to meri jagah mera bhai ja sakta hai?", "aapki jagah", "90%"),
    ],
)
async def test_who_sends_somebody_else_is_told_of_no_refund(
    agent: Agent, text: str, other_one: str, share: str
) -> None:
    reply = await last_answer(agent, text)
    assert other_one in reply
    assert share not in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "text",
    [
        "नमस्ते, हम 5 दोस्त हैं इंदौर से, दिसंबर के आख़िर में केदारकंठा करना है",
        "namaste, hum 5 dost hain, december ke aakhir me kedarkantha karna hai",
    ],
)
async def test_who_tells_when_they_want_to_go_hears_of_departures(agent: Agent, text: str) -> None:
    assert "25" in await last_answer(agent, text)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("text", "no"), [("ब्रह्मताल में स्लीपिंग बैग आप देते हैं?", "नहीं"), ("do you provide a sleeping bag on Brahmatal?", "No,")]
)
async def test_no_need_to_bring_a_thing_is_no_no_to_who_asks_if_it_is_given(agent: Agent, text: str, no: str) -> None:
    assert not (await last_answer(agent, text)).startswith(no)


@pytest.mark.asyncio(loop_scope="module")
async def test_insurance_on_your_side_is_no_cancelling(agent: Agent) -> None:
    reply = await last_answer(agent, "क्या आपकी तरफ से बीमा होता है? हेलीकॉप्टर रेस्क्यू का खर्चा कौन देगा?")
    assert "बीमा" in reply
    assert "रद्द" not in reply


@pytest.mark.asyncio(loop_scope="module")
async def test_the_day_one_is_back_is_the_last_on_the_way_and_no_spare_one(agent: Agent) -> None:
    reply = await last_answer(agent, "अन्नपूर्णा बेस कैंप से वापसी में कितने बजे तक पोखरा पहुँच जाएँगे?")
    assert "दिन 7" in reply


@pytest.mark.asyncio(loop_scope="module")
async def test_a_greeting_is_returned_beside_what_it_asks(agent: Agent) -> None:
    reply = await last_answer(agent, "राम राम जी 🙏 कैसे हैं आप लोग, मनाली में ठंड कैसी पड़ रही है")
    assert "नमस्ते" in reply
    assert "पक्के तौर पर" not in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("text", "included"),
    [
        ("चादर में गीली बर्फ़ वाले गमबूट लेह से ख़रीदने पड़ेंगे या आप देते हैं?", "शामिल हैं"),
        ("do we need to buy gumboots in Leh for Chadar or do you provide them?", "which are included"),
        ("chadar ke gumboot kharidne padenge ya aap dete ho?", "included hain"),
    ],
)
async def test_gumboots_on_the_ice_are_ours(agent: Agent, text: str, included: str) -> None:
    assert included in await last_answer(agent, text)
