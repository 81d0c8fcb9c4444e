"""Short or roundabout wordings of what is asked often: a sum, a height, a doctor's paper, a match on Sunday."""

import pytest

from agent.agent import Agent
from agent.compose.reading.sums_asked import asks_how_much_it_is
from tests.compose.conversation import last_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("subject", "sum_asked"),
    [
        ("hw mch 4          in jan?? jst me.. im frm pune", True),
        ("cuanto x          en enero, vengo de Lima", True),
        ("kitna hai          ka, hum nagpur se", True),
        ("how much water do I carry on         ?", False),
        ("how much snow is there on          in march", False),
    ],
)
async def test_a_how_much_with_no_thing_behind_it_asks_for_a_sum(subject: str, *, sum_asked: bool) -> None:
    assert asks_how_much_it_is(subject) is sum_asked


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        (("how mch 4 brahmatal in jan? just me, im from pune",), "9,900"),
        (("Les grands lacs du Cachemire en août ?", "On est 4, ça nous reviendrait à combien si on réserve ?"), "846"),
        (("Poon Hill or Annapurna Base Camp, which is easier?", "how much higher up does the harder one go?"), "4,130"),
    ],
)
async def test_the_sum_or_the_height_is_told(agent: Agent, messages: tuple[str, ...], told: str) -> None:
    reply = (await last_of(agent, *messages)).reply
    assert reply is not None
    assert told in reply.text


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("my wife is diabetic and on insulin. do you want any special paper from us for Hampta Pass?", "certificate"),
        ("Ma femme est diabétique. Vous demandez un document particulier pour l'inscrire à Hampta ?", "certificat"),
        ("Mi mujer es diabética. ¿Piden algún documento especial para inscribirla en Hampta Pass?", "certificado"),
        ("meri wife ko sugar hai. Hampta ke liye koi special document chahiye?", "certificate"),
    ],
)
async def test_papers_of_somebody_who_is_ill_are_the_doctors(agent: Agent, text: str, paper: str) -> None:
    reply = (await last_of(agent, text)).reply
    assert reply is not None
    assert paper in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "haha thx. also who u think wins ind vs aus on sunday 🏏",
        "thx! btw who's gonna win the election?",
        "merci ! et sinon, qui va gagner le match dimanche ?",
        "gracias! oye y quién crees que gana el partido del domingo",
    ],
)
async def test_thanks_before_it_do_not_make_a_match_ours(agent: Agent, text: str) -> None:
    told = await last_of(agent, "is kuari pass ok for a total newbie", text)
    assert told.reply is not None
    assert told.reply.handoff is None
    assert "Kuari" not in told.reply.text
    assert "trek" in told.reply.text


async def test_a_question_behind_thanks_is_answered(agent: Agent) -> None:
    reply = (await last_of(agent, "thanks! also how cold is it on Kuari in January?")).reply
    assert reply is not None
    assert "°C" in reply.text


async def test_the_sum_of_a_thing_just_named_is_not_the_price_of_the_trek(agent: Agent) -> None:
    told = await last_of(
        agent,
        "faut passer une visite médicale à Leh avant le Chadar c'est ça ?",
        "et elle coûte combien cette visite ? en roupies j'imagine",
        contact="c-visitor-check",
    )
    assert told.reply is not None
    assert "24" not in told.reply.text
    assert told.reply.handoff == "unsure"


@pytest.mark.parametrize("text", ["Top", "nickel", "guay", "cheers"])
async def test_one_word_of_approval_is_a_nod(agent: Agent, text: str) -> None:
    reply = (await last_of(agent, "how hard is Kuari Pass?", text)).reply
    assert reply is not None
    assert len(reply.text.split("\n\n")[0]) < 60


@pytest.mark.parametrize(
    ("text", "told", "aside"),
    [
        ("We're a German couple. Which permits do we need for Markha Valley?", "Hemis", "Guides speak"),
        ("do your guides speak german", "Guides speak", "Hemis"),
        ("We are 14 from an office in Pune, can we have our own departure to Dayara?", "private departure", "Manali"),
        ("on est 12 du bureau, peut-on avoir notre propre départ pour Dayara ?", "départ privé", "Manali"),
        ("will i share tent with a stranger", "another woman", "I don't know"),
        ("voy a compartir tienda con un desconocido?", "mujer", "no sé"),
        ("is drinking water safe up there or do we carry?", "boiled or filtered", "wilderness first aid"),
        ("difference between Rupin and Buran Ghati? we've done Hampta", "Buran Ghati", "Hampta"),
    ],
)
async def test_what_is_said_aside_is_not_answered(agent: Agent, text: str, told: str, aside: str) -> None:
    reply = (await last_of(agent, text, contact=f"c-visitor-{told}")).reply
    assert reply is not None
    assert told in reply.text
    assert aside not in reply.text


@pytest.mark.parametrize("text", ["n rain poncho?", "y un chubasquero?", "et une veste de pluie ?", "aur raincoat?"])
async def test_what_one_wears_in_the_rain_asks_for_no_weather_of_today(agent: Agent, text: str) -> None:
    told = await last_of(agent, "do u give sleeping bags or shud i carry", text)
    assert told.reply is not None
    assert told.reply.handoff is None


async def test_a_certificate_told_with_the_age_is_not_told_again(agent: Agent) -> None:
    text = "My wife and I are both 64 and fancy Everest Base Camp. Are we too old, and do we need anything from our GP?"
    reply = (await last_of(agent, text, contact="c-visitor-64")).reply
    assert reply is not None
    assert reply.text.count("From 60 years on") == 1
