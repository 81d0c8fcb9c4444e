"""Words in another sense ask for nothing of ours: an airline's cancelling, a voter's card, a nation's passport."""

import pytest

from agent.compose.reading.of_their_own import not_of_us
from agent.compose.reading.other_senses import asks_for_a_margin, in_another_sense
from agent.compose.reading.questions import questions_in
from agent.compose.topics.named import Topic, topics_in
from agent.turn import Language
from tests.compose.written import reply_to


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what if the plane back from the airstrip is cancelled?", "cancel"),
        ("our night train got cancelled, do you wait?", "cancel"),
        ("¿y si anulan el vuelo de vuelta?", "cancel"),
        ("et si on annule le vol à la dernière minute ?", "cancel"),
        ("पहाड़ वाली फ्लाइट रद्द हो जाए तो?", "cancel"),
        ("bus cancel ho gayi to kya hoga", "cancel"),
        ("घर की ट्रेन छूट गई तो क्या करें", "discount"),
        ("paying the whole sum in one go is difficult", "difficulty"),
        ("me resulta difícil pagar todo de una vez", "difficulty"),
        ("c'est difficile de régler la totalité maintenant", "difficulty"),
        ("सारा पैसा अभी भरना मुश्किल है", "difficulty"),
        ("ek baar mein pay karna mushkil hoga", "difficulty"),
        ("I hold a Dutch passport", "documents"),
        ("viajo con pasaporte chileno", "documents"),
        ("j'ai un passeport suisse", "documents"),
        ("mera passport germany ka hai", "documents"),
        ("my voter card is old", "payment"),
        ("matdata ka voter card hai", "payment"),
        ("we want to know this before we book", "booking"),
        ("je prépare mes photos", "month"),
        ("I saw a lower price on the internet", "network"),
        ("vi otra cosa en internet", "network"),
        ("kitne baje nikalte hain", "how_much"),
        ("कितने बजे निकलते हैं", "how_much"),
        ("how far ahead must I write to you?", "distance"),
        ("c'est important pour nous avant de réserver", "booking"),
        ("somos 9 de la oficina", "contact"),
        ("we are six from the office", "contact"),
        ("on est 8 collègues du bureau", "contact"),
        ("hum office ke 5 log hain", "contact"),
        ("ऑफिस के 5 लोग हैं", "contact"),
        ("si espero a marzo, ¿la pierdo?", "cancel"),
        ("if I wait until March, do I lose it?", "cancel"),
        ("si j'attends, je perds la remise ?", "cancel"),
        ("aparte: ¿hay wifi arriba?", "excluded"),
        ("y aparte, en el Annapurna hay duchas?", "excluded"),
        ("I need to book a night bus home", "booking"),
        ("je dois réserver mon train du retour", "booking"),
        ("quiero reservar un vuelo", "booking"),
        ("raat ki train book karni hai", "booking"),
        ("रात की ट्रेन बुक करनी है", "booking"),
    ],
)
def test_the_words_for_it_are_not_taken_for_a_question(text: str, topic: Topic) -> None:
    assert topic in in_another_sense(text)
    assert topic in not_of_us(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("my flight was cancelled, so I must cancel my trek", "cancel"),
        ("if you cancel, who pays my flight?", "operator_cancels"),
        ("is hampta hard for a beginner?", "difficulty"),
        ("hard to pay at once, and is the trek hard?", "difficulty"),
        ("do you need a copy of my passport?", "documents"),
        ("¿necesito pasaporte para nepal?", "documents"),
        ("can i pay by card, and is a voter card enough?", "payment"),
        ("group ki booking par छूट मिलेगी?", "discount"),
        ("somos 3, ¿a qué hora abre la oficina?", "contact"),
        ("7 of us, what are your office hours?", "contact"),
        ("si espero a cancelar, lo pierdo todo?", "cancel"),
        ("el porteador se paga aparte si quiero uno?", "excluded"),
        ("¿qué se paga aparte del precio?", "excluded"),
        ("book hampta from delhi by bus", "booking"),
        ("bus se jana hai, kaise book karu", "booking"),
    ],
)
def test_what_is_asked_beside_them_is_still_asked(text: str, topic: Topic) -> None:
    assert topic in topics_in(text)
    assert topic not in in_another_sense(text)


@pytest.mark.parametrize(
    "text",
    [
        "what if the mountain flight is cancelled?",
        "what if we miss our flight home?",
        "¿y si perdemos el vuelo de vuelta?",
        "et si on rate l'avion du retour ?",
        "wapsi ki flight chhoot gayi to?",
    ],
)
def test_a_flight_that_does_not_go_asks_how_many_spare_days_one_needs(text: str) -> None:
    assert asks_for_a_margin(text)


def test_a_flight_beside_another_question_asks_for_no_spare_days() -> None:
    assert not asks_for_a_margin("my flight is cancelled, what do the boots cost to rent?")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("what if the flight from leh is cancelled and we miss our connection?", "en", "spare day"),
        ("¿qué pasa si se cancela el vuelo y perdemos la conexión?", "es", "margen"),
        ("et si le vol est annulé et qu'on rate l'avion du retour ?", "fr", "marge"),
    ],
)
def test_who_fears_for_their_flight_hears_of_spare_days_and_of_no_refund(
    text: str, language: Language, told: str
) -> None:
    reply = reply_to(text, language, "cancellation")
    assert told in reply
    assert "90" not in reply


def test_what_is_hard_to_pay_is_said_with_what_it_is_about() -> None:
    assert len(questions_in("can we pay in parts? all at once is hard to pay")) == 1


def test_who_tells_their_passport_beside_the_visa_is_not_told_the_papers_of_a_booking() -> None:
    assert "date of birth" not in reply_to("do i need a visa for nepal, i have a polish passport", "en", "support")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what do your guides earn a day?", "en"),
        ("¿cuánto ganan sus porteadores?", "es"),
        ("combien gagnent les guides ?", "fr"),
        ("porters ko kitni salary milti hai", "hi-Latn"),
    ],
)
def test_what_staff_earn_is_not_what_guests_pay(text: str, language: Language) -> None:
    assert "350" not in reply_to(text, language)


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("there are 6 of us, what is Hampta Pass just for us?", "en", "private departure"),
        ("somos 6, ¿cuánto cuesta Hampta Pass solo para nosotros?", "es", "salida privada"),
        ("nous sommes 6, combien pour Hampta rien que pour nous ?", "fr", "départ privé"),
    ],
)
def test_a_departure_of_ones_own_is_told_before_the_prices_of_the_group(
    text: str, language: Language, told: str
) -> None:
    reply = reply_to(text, language, "pricing")
    assert told in reply.split("\n")[0]


def test_whether_oxygen_is_carried_is_told_where_the_operator_says_so() -> None:
    assert "oxygen cylinder" in reply_to("do you carry oxygen on Hampta Pass?")
