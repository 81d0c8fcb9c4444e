"""Money that went twice goes to a colleague, what nobody wrote down is admitted, everyday words mean what they say."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.reading.asking import asks
from agent.compose.reading.questions import asking_clauses, questions_in
from agent.compose.topics.named import topics_in
from agent.language.entities.ages import find_ages
from agent.language.entities.people import find_people
from agent.language.letters import fold
from agent.turn import Intent, Language, Passage
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, catalogue


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the app took my deposit, it was debited two times", "en"),
        ("मेरे खाते से दो बार पैसा कट गया", "hi"),
        ("mere card se do baar paisa kata", "hi-Latn"),
        ("en mi tarjeta hay un cargo doble de vosotros", "es"),
        ("la carte a été débitée deux fois", "fr"),
    ],
)
def test_who_paid_twice_is_given_to_a_colleague_and_told_what_to_send(text: str, language: Language) -> None:
    reply = compose(written(text, language, "support"), catalogue(), TODAY)

    assert (reply.kind, reply.handoff) == ("handoff", "complaint")
    assert catalogue().operator["payment_trace_days"] == 3
    assert " 3 " in reply.text


@pytest.mark.parametrize(
    ("text", "language"),
    [("what if I get charged twice?", "en"), ("agar do baar paise kat gaye to?", "hi-Latn")],
)
def test_who_only_fears_to_pay_twice_is_told_what_would_become_of_it(text: str, language: Language) -> None:
    reply = compose(written(text, language, "support"), catalogue(), TODAY)

    assert reply.handoff is None
    assert catalogue().operator["payment_trace_days"] == 3
    assert " 3 " in reply.text


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("who will lead our Hampta Pass batch?", "en", "availability"),
        ("is the car to the Kedarkantha start air conditioned?", "en", "trek_info"),
        ("हम्पता पास में गाइड का नाम क्या है?", "hi", "trek_info"),
        ("Kedarkantha pe apna kutta la sakte hain kya?", "hi-Latn", "trek_info"),
        ("¿quién será el guía en Hampta?", "es", "trek_info"),
        ("la jeep a la climatisation ?", "fr", "trek_info"),
    ],
)
def test_what_nobody_wrote_down_is_admitted(text: str, language: Language, intent: Intent) -> None:
    assert compose(written(text, language, intent), catalogue(), TODAY).handoff == "unsure"


def test_what_a_document_speaks_of_is_not_called_unknown() -> None:
    turn = written("can my dog come along on Hampta Pass?")
    page = Passage(id="a", source="pets.md", title="Dogs", text="Dogs stay home: the passes are too high.", kind="faq")
    answering = replace(page, scores=replace(page.scores, answer=0.9, same=0.9))

    reply = compose(replace(turn, evidence=(answering,)), catalogue(), TODAY)

    assert "the passes are too high" in reply.text
    assert reply.handoff is None


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("could I fly a quadcopter over the lakes of Hampta Pass?", "en", "drones without a permit"),
        ("ड्रोन से वीडियो बना सकते हैं क्या?", "hi", "बिना परमिट का ड्रोन"),
        ("apna dji la sakta hun kya", "hi-Latn", "Bina permit ka drone"),
        ("¿puedo volar mi dron en Kedarkantha?", "es", "drones sin permiso"),
        ("mon drone, je peux l'emporter ?", "fr", "drones sans autorisation"),
    ],
)
def test_who_wants_to_fly_a_camera_hears_of_the_permit(text: str, language: Language, told: str) -> None:
    assert told in reply_to(text, language)


@pytest.mark.parametrize("text", ["my wife is 5 months pregnant", "mi hija es 9 meses"])
def test_months_are_no_age_in_years(text: str) -> None:
    assert not list(find_ages(fold(text)))


def test_an_upset_stomach_is_no_pet() -> None:
    assert "unsaid" not in topics_in("mera pet kharab hai")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("do you charge extra on a credit card?", "en", "no surcharge on cards"),
        ("कार्ड से देने पर कुछ ज़्यादा लगेगा?", "hi", "कोई अतिरिक्त शुल्क नहीं"),
        ("card se du to extra lagega kya", "hi-Latn", "koi extra charge nahi"),
        ("¿con tarjeta hay recargo?", "es", "No hay recargo por tarjeta"),
        ("par carte, il y a des frais ?", "fr", "Aucun supplément pour la carte"),
    ],
)
def test_what_a_card_costs_more_is_said_beside_the_ways_to_pay(text: str, language: Language, told: str) -> None:
    assert told in reply_to(text, language, "pricing")


@pytest.mark.parametrize(
    ("text", "topic", "never"),
    [
        ("and what's the whole bill then", "price", "tax"),
        ("in training for two yrs now", "fitness", "age"),
        ("august me wahan pani barasta hai kya", "snow", "age"),
        ("how long till the money reaches my bank account", "refund_time", "contact"),
        ("from here, is there a way to come down?", "exit", "payment_trouble"),
        ("could anybody carry my stuff", "offloading", "age"),
        ("is lunch in the package", "in_price", "age"),
    ],
)
def test_everyday_words_name_a_topic(text: str, topic: str, never: str) -> None:
    assert topic in topics_in(text)
    assert never not in topics_in(text)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("my aunt joins too so 4, what now?", 4),
        ("that makes 6", 6),
        ("ek dost aur, toh 3, kitna hoga", 3),
        ("viene mi prima, entonces 5", 5),
        ("ma sœur vient, donc 3", 3),
        ("on sera finalement cinq", 5),
        ("al final somos seis", 6),
        ("somos ahora 7", 7),
        ("we are now four", 4),
        ("hum ab kul 5 hain", 5),
        ("हम अब पाँच हैं", 5),
        ("nous sommes maintenant à 4 jours du départ", None),
        ("so 4 days are enough?", None),
        ("so 4% then", None),
    ],
)
def test_a_number_that_sums_up_who_comes_is_the_party(text: str, people: int | None) -> None:
    assert next((span.value for span in find_people(fold(text))), None) == people


def test_a_day_asked_for_in_words_we_do_not_know_is_looked_up_and_the_rest_admitted() -> None:
    turn = written("hey, my kedarkantha wibble of 25 december? hostel shuts then", "en", "availability")
    assert turn.parsed
    doubted = replace(turn, parsed=replace(turn.parsed, intent_confidence=0.5))

    said = compose(doubted, catalogue(), TODAY).text

    assert "25 December" in said
    assert "more I don't know" in said


def test_a_question_begins_at_any_sentence_of_a_message() -> None:
    assert asks("one thing before I pay.. does your cook bake bread")
    assert not asks("we were there last year. it was nice")


def test_who_points_back_and_asks_more_of_it_asks_a_question_of_its_own() -> None:
    found = questions_in("is there snow in june? and those iron teeth under the boots must be bought by us")

    assert len(found) == 2


def test_the_clause_that_asks_is_read_by_itself() -> None:
    clauses = asking_clauses("my back hurts since the crash, is there a mule for the bags, i am from pune")

    assert clauses == ("is there a mule for the bags",)
    assert asking_clauses("is there a mule for the bags") == ()
