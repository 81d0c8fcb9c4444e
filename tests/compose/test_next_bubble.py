"""What the next message means after the one before: all of them, that day, that departure, when one would book."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of


async def last_answer(agent: Agent, *messages: str, contact: str = "c-visitor") -> str:
    reply = (await last_of(agent, *messages, contact=contact)).reply
    return (reply.text if reply else "").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "total"),
    [
        (("Hampta Pass in August 2027", "how much is it?", "and us four together?"), "545.20"),
        (("Hampta en août 2027", "c'est combien ?", "et les trois ensemble ?"), "380,70"),
        (("EBC October 2027", "price kya hai?", "aur teeno ka milakar?"), "2,66,490"),
        (("एवरेस्ट बेस कैंप अक्टूबर 2027 का दाम?", "और तीनों का मिलाकर?"), "2,66,490"),
        (("Everest en octubre de 2027", "¿cuánto si reservamos ya, en diciembre?", "¿y los tres juntos?"), "3.243"),
    ],
)
async def test_a_number_with_a_word_for_together_is_the_party(
    agent: Agent, messages: tuple[str, ...], total: str
) -> None:
    assert total in await last_answer(agent, *messages)


@pytest.mark.asyncio(loop_scope="module")
async def test_two_hired_things_together_are_no_two_people(agent: Agent) -> None:
    reply = await last_answer(agent, "Botas y bastones para Kedarkantha, ¿cuánto es el alquiler?", "¿y los dos juntos?")
    assert "1.200" in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "price"),
    [
        (("Hampta Pass in August 2027", "what's the price if we book in december?"), "US$145"),
        (("Hampta Pass en août 2027", "combien si on réserve en décembre ?"), "135 €"),
        (("Hampta Pass August 2027 me", "agar december me book karein to kitna?"), "₹10,500"),
        (("हम्प्टा अगस्त 2027", "अगर दिसंबर में बुक करें तो कितना?"), "₹10,500"),
    ],
)
async def test_when_one_might_book_leaves_the_month_talked_about(
    agent: Agent, messages: tuple[str, ...], price: str
) -> None:
    assert price in await last_answer(agent, *messages)


@pytest.mark.asyncio(loop_scope="module")
async def test_who_wants_to_book_for_a_month_goes_then(agent: Agent) -> None:
    reply = await last_answer(agent, "Kedarkantha in January", "ok then we want to book a trek in March, price?")
    assert "US$120" in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "says"),
    [
        (
            ("poon hill en enero, somos 2", "el 22 queda lugar?", "¿y la salida después de esa?"),
            "25 de enero",
        ),
        (("poon hill in january", "any seats on the 22nd?", "and the one after that?"), "25 January"),
        (("poon hill en janvier", "le 22 il reste des places ?", "et le départ d'après ?"), "25 janvier"),
    ],
)
async def test_the_departure_after_a_full_one_is_the_next_one_of_the_same_month(
    agent: Agent, messages: tuple[str, ...], says: str
) -> None:
    assert says in await last_answer(agent, *messages)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "messages",
    [
        ("¿cómo es la etapa final de Kashmir Great Lakes?", "¿y cuántos metros de bajada son ese día?"),
        ("how is the last day of Kashmir Great Lakes?", "and how many metres down is it that day?"),
        ("la dernière étape des Kashmir Great Lakes ?", "combien de mètres de descente ce jour-là ?"),
        ("kashmir great lakes ka last stage kaisa hai?", "us din kitna utarna hai?"),
        ("कश्मीर ग्रेट लेक्स का आखिरी दिन कैसा है?", "उस दिन कितने मीटर उतरना है?"),
    ],
)
async def test_that_day_is_told_once_more_with_how_far_it_goes_down(agent: Agent, messages: tuple[str, ...]) -> None:
    assert "1230" in "".join(mark for mark in await last_answer(agent, *messages) if mark not in ",. ")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "admits"),
    [
        (("is there wifi on Langtang?", "and how much is it per day?"), "colleague"),
        (("y a-t-il internet à Langtang ?", "et ce wifi, c'est combien par jour ?"), "collègue"),
        (("¿hay internet en Langtang?", "¿y cuánto cuesta el wifi al día?"), "equipo"),
        (("Langtang me wifi ka kitna charge lagta hai?",), "colleague"),
        (("EBC par phone charge karne ka kitna lagta hai?",), "colleague"),
        (("la visite médicale à Leh pour le Chadar, ça coûte combien exactement ?",), "collègue"),
    ],
)
@pytest.mark.parametrize("contact", ["c-visitor", "c-0106"])
async def test_what_is_paid_on_the_way_has_no_price_of_ours(
    agent: Agent, messages: tuple[str, ...], admits: str, contact: str
) -> None:
    reply = await last_answer(agent, *messages, contact=contact)
    assert admits in reply
    assert "b-0032" not in reply
    assert "₹" not in reply
    assert "€" not in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "weeks"),
    [
        (
            ("Manaslu en abril, ¿permisos incluidos?", "¿con cuánta antelación les mando el pasaporte?"),
            "2 sem",
        ),
        (("Manaslu in April: are permits in the price?", "how far ahead must I send the passport scan?"), "2 weeks"),
        (("Manaslu en avril, permis compris ?", "mon passeport, je l'envoie combien de temps avant ?"), "2 semaines"),
        (("Manaslu april me, permit price me hai?", "passport ki copy kitne din pehle bhejni hai?"), "2 hafte"),
    ],
)
async def test_how_long_ahead_papers_are_due_is_told_again_where_it_is_asked(
    agent: Agent, messages: tuple[str, ...], weeks: str
) -> None:
    assert weeks in await last_answer(agent, *messages)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "messages",
    [
        ("la ruta Tarsar Marsar", "¿es más suave que Kashmir Great Lakes?", "¿y cuántos km hay en cada una?"),
        ("Tarsar Marsar", "is it softer than Kashmir Great Lakes?", "and how many km in each one?"),
        ("Tarsar Marsar", "plus doux que Kashmir Great Lakes ?", "et combien de km dans chacun ?"),
        ("टार्सर मार्सर या कश्मीर ग्रेट लेक्स?", "दोनों में कितने किमी?"),
    ],
)
async def test_each_of_two_is_told(agent: Agent, messages: tuple[str, ...]) -> None:
    reply = await last_answer(agent, *messages)
    assert "48" in reply
    assert "72" in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("text", "included"),
    [
        ("how much to rent boots and poles for Kedarkantha? are microspikes charged too?", "microspikes"),
        ("Kedarkantha: ¿cuánto por rentar botas y bastones? ¿los microcrampones también se pagan?", "microcrampones"),
        ("Kedarkantha : louer chaussures et bâtons, combien ? et les crampons, payants ?", "crampons"),
        ("kedarkantha: boots aur poles ka rent kitna? microspikes ka bhi paisa lagega?", "microspikes"),
    ],
)
async def test_gear_that_is_included_is_told_beside_what_hiring_comes_to(
    agent: Agent, text: str, included: str
) -> None:
    reply = await last_answer(agent, text)
    assert "200" in reply
    assert included in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "says"),
    [
        (("qiubo, cuántos días es Hampta Pass", "y q tan rudo esta?? nunca e ido a la montaña"), "oderada"),
        (("Hampta Pass, dates?", "is it gnarly? never hiked"), "moderate"),
        (("Hampta Pass en août", "c'est très physique ? jamais fait de rando"), "modéré"),
        (("hampta pass", "kitna hard hai, kabhi pahad nahi gaya"), "medium"),
        # where one sleeps has no price
        (("Sandakphu", "on dort où ?", "et si je viens en avril c'est combien par personne ?"), "170 €"),
        (("Sandakphu", "where do we sleep?", "and in april how much per person?"), "US$185"),
        # the little plane
        (("EBC en octobre", "dans le petit avion j'ai droit à combien de kilos ?"), "15 kg"),
        (("EBC october", "small plane: what weight am I allowed?"), "15 kg"),
        # a bill is a total
        (("Annapurna le 25 octobre 2027", "la facture totale pour nous dix elle est de combien ?"), "5 104"),
        # a month as it sounds
        (("c koi le pri pr hampta pas en out 2027",), "135"),
    ],
)
async def test_everyday_words_ask_for_what_they_mean(agent: Agent, messages: tuple[str, ...], says: str) -> None:
    assert says in await last_answer(agent, *messages)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("text", "declines"),
    [
        ("che, ¿a qué hora juega River mañana y por dónde lo pasan?", "trekking"),
        ("what time is the match tomorrow and which channel?", "treks"),
        ("à quelle heure joue le PSG ce soir ?", "treks"),
        ("aaj match kitne baje hai?", "trek"),
        ("quelles plages et quels restos tu conseilles à Goa ?", "treks"),
        ("which beaches do you suggest in Goa?", "treks"),
    ],
)
async def test_matches_and_beaches_are_no_matter_of_ours(agent: Agent, text: str, declines: str) -> None:
    turn = await last_of(agent, text)
    assert turn.reply is not None
    assert "Saffron Ridge Treks" in turn.reply.text
    assert declines in turn.reply.text
    assert turn.reply.handoff is None


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "text",
    [
        "Remind me of my dates please, I lost the mail",
        "¿me puede repetir mis fechas de enero?",
        "vous pouvez me redire mes dates pour janvier ?",
        "meri dates kya thi?",
        "मेरी तारीखें क्या हैं?",
    ],
)
async def test_who_booked_and_asks_for_their_dates_hears_their_own(agent: Agent, text: str) -> None:
    assert "b-0080" in await last_answer(agent, text, contact="c-0103")


@pytest.mark.asyncio(loop_scope="module")
async def test_dates_that_are_flexible_ask_for_no_booking(agent: Agent) -> None:
    reply = await last_answer(agent, "my dates are flexible, what is the weather in January?", contact="c-0103")
    assert "b-0080" not in reply


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "text",
    [
        "nous renonçons tous les deux à notre trek, combien récupère-t-on ?",
        "renunciamos a nuestra ruta los dos, ¿cuánto recuperamos?",
        "we are giving up our trek, how much do we recover?",
        "hum dono trek par nahi aa payenge, kitna paisa wapas milega?",
    ],
)
async def test_who_gives_up_their_trek_hears_what_comes_back(agent: Agent, text: str) -> None:
    assert "90" in await last_answer(agent, text, contact="c-0009")


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_left_to_pay_is_told_again_right_after_the_booking(agent: Agent) -> None:
    reply = await last_answer(
        agent,
        "soy Lucía, ¿qué día empezamos mi hermana y yo lo del Annapurna?",
        "y cuánto nos queda por pagar y qué día es el último para hacerlo?",
        contact="c-0003",
    )
    assert "872" in reply
    assert "21 de marzo" in reply
    assert "Día 1" not in reply
