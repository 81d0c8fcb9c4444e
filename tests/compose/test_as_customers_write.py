"""Texting, two treks at once, families and follow-ups: what is asked is told, with what was said with it."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.follow_up.earlier import ages_in
from agent.compose.manner import Manner
from agent.compose.reading.ask import ask
from agent.compose.topics.choice import topics_to_tell
from agent.compose.topics.named import topics_in
from agent.turn import Booking, Customer, Language, Turn, Utterance
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue

KNOWN = Customer(id="c-1", country="IN", messages=4, history=(Utterance(speaker="U", text="hi"),))
BOTH = ("hampta-pass", "bhrigu-lake")


def said(turn: Turn) -> str:
    return compose(turn, catalogue(), TODAY).text


@pytest.mark.parametrize(
    ("texted", "topic"),
    [
        ("hw mch is it", "how_much"),
        ("kb jana chaiye", "season"),
        ("wthr there", "temperature"),
        ("sabse upar kitna jata hai", "altitude"),
        ("can i charge my phone", "charging"),
        ("joote kiraye pe milenge", "hire"),
    ],
)
def test_the_short_spellings_of_texting_are_read_as_words(texted: str, topic: str) -> None:
    assert topic in topics_in(texted)


@pytest.mark.parametrize("text", ["price of both?", "dono ka price", "दोनों की कीमत"])
def test_the_price_of_both_names_each_trek_with_its_price(text: str) -> None:
    reply = said(asked(text, "en", "pricing", trek=BOTH, customer=KNOWN))
    assert "Hampta Pass: ₹11,500" in reply
    assert "Bhrigu Lake: ₹7,600" in reply


def test_a_month_and_a_party_hold_for_each_of_two_treks() -> None:
    reply = said(asked("cost of both", "en", "pricing", trek=BOTH, when="2027-06", people=2, customer=KNOWN))
    assert "₹21,620 in total" in reply  # with the early-bird discount
    assert "₹15,200 in total" in reply
    assert "₹10,500" not in reply


def test_oneself_and_a_parent_are_two_people() -> None:
    turn = asked("how much for me and my dad", "en", "pricing", trek="hampta-pass", when="2027-06", customer=KNOWN)
    assert "For 2 people with 6% discount: ₹10,810 per person, ₹21,620 in total" in said(turn)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("baraf ki wajah se aap log cancel karo to paisa wapas milega?", "hi-Latn"),
        ("बर्फ की वजह से कैंसल हो तो पैसे वापस मिलेंगे?", "hi"),
        ("if it is cancelled because of snow do we get a refund", "en"),
    ],
)
def test_weather_named_with_cancelling_tells_what_we_give_back(text: str, language: Language) -> None:
    assert "18" in said(asked(text, language, "cancellation", customer=KNOWN)).split("\n")[0]


def test_open_in_a_month_is_answered_with_no_where_the_trek_does_not_run() -> None:
    turn = asked("is it open in January?", "en", "availability", trek="hampta-pass", when="2027-01", customer=KNOWN)
    assert said(turn).startswith("No, Hampta Pass does not run in January")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_enquiry_is_told_the_deposit_that_holds_it(language: Language) -> None:
    enquiry = Booking(
        id="b-9", trek="hampta-pass", status="enquiry", people=2, start_date="2027-06-05", total="INR 23000"
    )
    reply = said(asked("my booking", language, "booking", customer=replace(KNOWN, bookings=(enquiry,))))
    assert "4,600" in reply.replace("\u202f", ",").replace("\u00a0", ",").replace(".", ",")


def test_an_age_said_without_years_is_an_age_and_a_price_is_not() -> None:
    assert ages_in("is it ok for someone who's 59?") == (59,)
    assert ages_in("the price is 45") == ()


def test_a_yes_to_the_dates_offered_that_asks_something_else_is_not_only_a_yes() -> None:
    offer = Utterance(speaker="S", text="Hampta Pass costs ₹11,500.\n\nShall I show you the free dates?")
    customer = replace(KNOWN, focus=("hampta-pass",), history=(offer,))
    reply = said(asked("yes please, and is insurance needed?", "en", "support", customer=customer))
    assert "nsurance" in reply


@pytest.mark.parametrize(
    ("text", "language"), [("is there snow on it in june?", "en"), ("llueve mucho en agosto?", "es")]
)
def test_snow_and_rain_are_no_question_about_degrees(text: str, language: Language) -> None:
    assert "°C" not in said(asked(text, language, "trek_info", customer=KNOWN))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how many nights in tents is that?", "stay"),
        ("¿en carpa cuántas noches?", "stay"),
        ("ça fait combien de nuits en refuge ?", "stay"),
        ("tent me kitni raatein?", "stay"),
        ("टेंट में कितनी रातें?", "stay"),
        ("hay lugar para 3 en la del 20?", "dates"),
        ("queda lugar el 12?", "dates"),
        ("what must we pay to keep our places?", "deposit"),
        ("cuánto hay que pagar ya para dejar apartadas las plazas?", "deposit"),
        ("combien faut il pour garder nos places ?", "deposit"),
        ("seat rakhne ke liye kya dena hai?", "deposit"),
        ("सीटें रखने के लिए क्या देना है?", "deposit"),
        ("en cuánto nos queda?", "price"),
        ("cuánto sería todo el grupo?", "price"),
        ("how much is it for the whole group?", "price"),
        ("ça ferait combien pour tout le groupe ?", "price"),
        ("pure group ka kitna?", "price"),
        ("how fast must I run 5 km?", "fitness"),
        ("niveau course à pied, quel chrono ?", "fitness"),
        ("y corriendo, ¿en cuánto tengo que hacer los 5 km?", "fitness"),
        ("5 km kitne minute me daudna hai?", "fitness"),
        ("5 किमी कितने मिनट में दौड़ना है?", "fitness"),
        ("any cashpoint on the way?", "cash"),
        ("le dernier distrib c'est où ?", "cash"),
        ("dónde puedo sacar plata?", "cash"),
        ("paise nikalne ki aakhri jagah?", "cash"),
        ("vous avez une offre en ce moment ?", "discount"),
        ("if the guide ends the trek early because of the storm?", "cut_short"),
        ("si el guía decide terminar antes por la nieve?", "cut_short"),
        ("si le guide fait redescendre tout le monde ?", "cut_short"),
        ("guide trek jaldi khatam kar de to?", "cut_short"),
        ("गाइड ट्रेक पहले खत्म कर दे तो?", "cut_short"),
    ],
)
def test_everyday_words_name_what_they_ask_for(text: str, topic: str) -> None:
    assert topic in topics_in(text)


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("if the guide ends the trek early because of snow, do we get anything back?", "en", "20%"),
        ("si el guía decide terminar antes por la nieve, nos reconocen algo?", "es", "20"),
        ("si le guide arrête le trek plus tôt à cause de la neige, on récupère quelque chose ?", "fr", "20"),
        ("guide baraf ki wajah se trek jaldi khatam kar de to kuch wapas milega?", "hi-Latn", "20%"),
        ("गाइड बर्फ की वजह से ट्रेक पहले खत्म कर दे तो कुछ वापस मिलेगा?", "hi", "20%"),
    ],
)
def test_the_snow_that_ends_a_trek_early_is_the_reason_and_no_question(
    text: str, language: Language, told: str
) -> None:
    turn = asked(text, language, "cancellation", trek="hampta-pass")

    assert told in said(turn)
    assert "snow" not in {*topics_to_tell(ask(turn, catalogue(), TODAY, "config/replies"), Manner())}
