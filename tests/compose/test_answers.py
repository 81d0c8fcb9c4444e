"""Answers to what customers asked and were answered badly before: small talk, own bookings, follow-ups, documents."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.turn import Booking, Customer, Intent, Language, Passage, Reply, Scores, Turn, Utterance
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue

SPEAKER = Customer(id="c-1", name="Lucía", country="ES", messages=4, history=(Utterance(speaker="U", text="hola"),))
TRIP = Booking(
    id="b-7", trek="annapurna-base-camp", status="deposit_paid", people=2, start_date="2027-04-11", total="EUR 1090"
)


def said(turn: Turn) -> Reply:
    return compose(turn, catalogue(), TODAY)


def words(reply: Reply) -> str:
    return reply.text.replace("\u00a0", " ").replace("\u202f", " ")


def document(title: str, text: str, *, answer: float, language: str = "en", trek: str | None = None) -> Passage:
    scores = Scores(answer=answer)
    return Passage(
        id=f"faq.{language}.yaml#{title}",
        source="faq",
        title=title,
        text=text,
        scores=scores,
        kind="faq",
        language=language,
        trek=trek,
    )


def with_confidence(turn: Turn, confidence: float) -> Turn:
    assert turn.parsed
    return replace(turn, parsed=replace(turn.parsed, intent_confidence=confidence))


def booked(*bookings: Booking) -> Customer:
    return replace(SPEAKER, bookings=bookings)


@pytest.mark.parametrize(
    "text", ["👍", "🙏", "ok", "Thanks!", "theek hai", "शुक्रिया", "vale, gracias", "d'accord", "ok 👍"]
)
def test_a_nod_gets_a_short_nod_back(text: str) -> None:
    reply = said(asked(text, intent="greeting", customer=SPEAKER))
    assert len(reply.text) < 60
    assert "?" not in reply.text
    assert reply.buttons == ()
    assert reply.kind == "answer"


@pytest.mark.parametrize(
    "text",
    [
        "ok ji thank you, ghar pe baat karke batata hu 🙏",
        "thik hai soch ke bata dunga",
        "ठीक है जी, घर पर पूछकर बताती हूँ",
        "Great, let me think about it and I'll let you know",
        "cool, we'll discuss it with our parents and get back to you",
        "perfecto, lo consulto con mi pareja y os aviso",
        "gracias, lo hablo en casa",
        "Super, on y réfléchit et on vous recontacte",
        "merci, j'en parle à ma femme",
    ],
)
def test_who_goes_to_think_it_over_gets_a_short_nod(text: str) -> None:
    reply = said(asked(text, intent="trek_info", customer=SPEAKER))
    assert len(reply.text) < 60
    assert reply.kind == "answer"


@pytest.mark.parametrize(
    "text",
    [
        "I'll talk to my wife and let you know. What does Hampta Pass cost?",
        "soch ke batata hu, par deposit kitna hai",
        "let me check with my brother: are there seats on 4 June?",
    ],
)
def test_who_asks_before_thinking_it_over_is_answered(text: str) -> None:
    assert len(said(asked(text, intent="pricing", customer=SPEAKER)).text) >= 60


def test_a_yes_to_our_offer_of_dates_brings_the_dates() -> None:
    offer = Utterance(speaker="S", text="Hampta Pass costs ₹11,500.\n\nShall I show you the free dates?")
    customer = replace(SPEAKER, focus=("hampta-pass",), history=(offer,))
    assert "Next departures for Hampta Pass" in said(asked("yes please", intent="greeting", customer=customer)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trek_named_and_nothing_else_gets_its_overview(language: Language) -> None:
    reply = said(asked("bali pass", language, "out_of_scope", trek="bali-pass"))
    assert "4" in reply.text
    assert "treks:bali-pass" in reply.sources
    assert reply.kind == "answer"


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("¿cuándo es mi viaje?", "es", "availability"),
        ("when is my trip?", "en", "availability"),
        ("meri booking kab hai", "hi-Latn", "booking"),
        ("मेरी बुकिंग कब की है?", "hi", "support"),
        ("c'est quand, mon voyage ?", "fr", "trek_info"),
    ],
)
def test_who_asks_about_the_own_trip_hears_date_people_and_what_is_due(
    text: str, language: Language, intent: Intent
) -> None:
    reply = said(asked(text, language, intent, customer=booked(TRIP)))
    assert "b-7" in reply.text
    assert "2027" in reply.text
    assert "218" in reply.text
    assert "872" in reply.text
    assert reply.sources == ("bookings:b-7",)


def test_of_several_bookings_the_one_meant_is_asked_for() -> None:
    reply = said(asked("when is my trip?", customer=booked(TRIP, replace(TRIP, id="b-8", trek="hampta-pass"))))
    assert "b-7" in reply.text
    assert "b-8" in reply.text
    assert "Which one" in reply.text


def test_a_booking_nobody_can_see_is_looked_up_by_a_person() -> None:
    reply = said(asked("when is my trip?", customer=SPEAKER))
    assert "can't see a booking" in reply.text
    assert [button.id for button in reply.buttons] == ["person"]


def test_a_cancelled_booking_is_not_the_coming_trip() -> None:
    reply = said(asked("when is my trip?", customer=booked(replace(TRIP, status="cancelled"))))
    assert "has been cancelled" in reply.text
    assert "2027" not in reply.text


def test_who_cancels_hears_the_share_and_the_amount_of_today() -> None:
    reply = said(asked("quiero cancelar mi reserva", "es", "cancellation", customer=booked(TRIP)))
    assert "le devolvemos el 90 %" in words(reply)
    assert "196,20 €" in words(reply)
    assert "menos de 7 días" in reply.text


def test_a_child_of_nine_on_nag_tibba_is_a_clear_yes_with_the_rule() -> None:
    reply = said(asked("me and my 9 year old son, nag tibba possible?", trek="nag-tibba", age=9))
    assert reply.text.startswith("Yes, at 9")
    assert "is 8 years, the maximum 65" in reply.text
    assert "Under 18" in reply.text


def test_a_price_without_a_trek_says_the_range_and_asks_which() -> None:
    covers = document("How much does a trek cost?", "It depends.", answer=0.99)
    reply = said(asked("price?", intent="pricing", evidence=(covers,)))
    assert "from US$" in reply.text
    assert "?" in reply.text
    assert "It depends." not in reply.text


def test_weather_now_is_not_known_but_the_usual_is_told_with_the_season() -> None:
    reply = said(asked("what's the weather like right now at hampta", trek="hampta-pass"))
    assert "can't see" in reply.text
    assert "10 to 20 °C" in reply.text
    assert "We don't run Hampta Pass in November" in reply.text


def test_a_document_that_surely_answers_goes_before_the_intents_own_words() -> None:
    pay = document("Can I pay from abroad?", "Card and Wise are the easiest.", answer=0.9)
    assert "Wise" in said(asked("how do I pay from spain", intent="booking", evidence=(pay,))).text


def test_facts_that_were_asked_for_stand_beside_the_document_that_answers_the_rest() -> None:
    wash = document("Can I shower during the trek?", "Not on camping treks.", answer=0.7)
    turn = asked("how cold is it on hampta and can I shower?", trek="hampta-pass", evidence=(wash,))
    assert "10 to 20 °C" in said(turn).text
    assert "Not on camping treks" in said(turn).text


def test_a_document_that_repeats_what_the_catalogue_told_is_left_out() -> None:
    cold = document("How cold are the nights?", "Around zero.", answer=0.99)
    assert (
        "Around zero"
        not in said(asked("how cold are the nights on hampta?", trek="hampta-pass", evidence=(cold,))).text
    )


def test_an_unsure_intent_leaves_the_word_to_a_document() -> None:
    safe = document("Are there bears on the trek?", "Bears keep away from our camps.", answer=0.5)
    turn = asked("bears there is it safe??", intent="pricing", evidence=(safe,))
    assert "Bears keep away" in said(with_confidence(turn, 0.39)).text


def test_a_document_that_hardly_answers_is_not_quoted() -> None:
    bag = document("Do I have to bring a sleeping bag?", "No, it is included.", answer=0.2)
    reply = said(asked("Can I bring my dog", evidence=(bag,)))
    assert reply.kind == "handoff"
    assert "included" not in reply.text


def test_a_document_in_the_customers_language_goes_before_an_english_one() -> None:
    english = document("Showers", "Not on camping treks.", answer=0.8)
    spanish = document("Duchas", "En los campamentos no.", answer=0.7, language="es")
    assert "campamentos" in said(asked("¿uno se puede duchar?", "es", evidence=(english, spanish))).text


def test_a_document_in_a_third_language_is_never_quoted() -> None:
    french = document("Douches", "Pas au camp.", answer=0.9, language="fr")
    assert "Pas au camp" not in said(asked("¿uno se puede duchar?", "es", evidence=(french,))).text


@pytest.mark.parametrize(
    ("first", "then", "language", "amount"),
    [
        ("Hampta price in June for 2", "and for 8?", "en", "US$1,170.24"),
        ("precio de Hampta Pass en junio", "¿y para 2 personas?", "es", "€"),
    ],
)
def test_a_follow_up_keeps_trek_month_and_question(first: str, then: str, language: Language, amount: str) -> None:
    customer = replace(
        SPEAKER, country="US" if language == "en" else "ES", history=(Utterance(speaker="U", text=first),)
    )
    people = 8 if "8" in then else 2
    reply = said(asked(then, language, "out_of_scope", people=people, customer=customer))
    assert "2027" in reply.text
    assert amount in reply.text


def test_the_party_said_before_counts_in_a_new_month() -> None:
    customer = replace(
        SPEAKER, country="US", history=(Utterance(speaker="U", text="Hampta price in June for 2 people"),)
    )
    assert (
        "For 2 people"
        in said(asked("and in September?", intent="out_of_scope", when="2027-09", customer=customer)).text
    )


def test_who_is_upset_about_a_missing_refund_gets_a_person_not_the_table() -> None:
    turn = asked("refund not received, very upset", intent="cancellation", sentiment="negative")
    assert said(turn).kind == "handoff"


def test_inclusions_are_told_in_romanised_hindi() -> None:
    assert "khana aur ande" in said(asked("price me kya shamil hai", "hi-Latn", "pricing")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_for_a_robot_hears_the_truth(language: Language) -> None:
    reply = said(asked("are you a bot?", language, "out_of_scope", customer=SPEAKER))
    assert reply.kind == "answer"
    assert "autom" in reply.text.lower() or "ऑटोमैटिक" in reply.text


def test_suggestions_keep_to_the_country_that_was_named() -> None:
    text = said(asked("which trek in Nepal would you recommend?")).text
    assert "Poon Hill" in text
    assert "Beas Kund" not in text


def test_a_booking_intent_does_not_answer_another_question() -> None:
    turn = asked("can my wife join although she has a bad knee", intent="booking", trek="poon-hill")
    assert "pick your date" not in said(turn).text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much do we still owe and by when?", "en"),
        ("is my annapurna seat confirmed or not", "en"),
        ("¿sigue en pie lo del Annapurna?", "es"),
        ("il me reste combien à payer ?", "fr"),
        ("annapurna wali booking ka balance kitna bacha hai", "hi-Latn"),
        ("अन्नपूर्णा वाला पक्का हुआ?", "hi"),
    ],
)
def test_who_has_booked_and_asks_how_it_stands_is_not_told_how_to_book(text: str, language: Language) -> None:
    reply = said(asked(text, language, "booking", customer=booked(TRIP)))
    assert reply.sources == ("bookings:b-7",)
    assert "saffronridge.example/book" not in reply.text


def test_without_a_booking_the_same_words_ask_for_nothing_of_ones_own() -> None:
    assert "can't see a booking" not in said(asked("is the deposit received in rupees?", customer=SPEAKER)).text


def test_who_has_booked_and_wants_another_day_hears_the_rule_of_moving() -> None:
    text = said(asked("can I move my trip to May?", intent="support", customer=booked(TRIP))).text
    assert "move your trek to another date once" in text


def test_another_question_beside_ones_own_booking_is_answered_too() -> None:
    text = said(asked("is my trip paid? and do I need insurance?", intent="booking", customer=booked(TRIP))).text
    assert "b-7" in text
    assert "insurance" in text


def test_a_document_whose_words_say_nothing_of_the_question_is_not_quoted_however_sure_the_vector() -> None:
    bag = document("Do I have to bring a sleeping bag?", "No, a warm one is included.", answer=0.7)
    assert "included" not in said(asked("is there a piano at the lodge", evidence=(bag,))).text


def test_of_a_long_page_the_sentence_that_answers_is_quoted() -> None:
    page = document("Kedarkantha trek: Good to know", "x", answer=0.3, trek="kedarkantha")
    entries = (
        "- Network: a weak signal. " + "Nothing else. " * 30,
        "- Wildlife: the last leopards were seen above Purola; walk together.",
    )
    page = replace(page, text="\n".join(entries), kind="trek")
    text = said(asked("where were the last leopards on kedarkantha?", trek="kedarkantha", evidence=(page,))).text
    assert text.startswith("Wildlife: the last leopards were seen above Purola")


GOOD_TO_KNOW = """- **ATMs:** none after Mirik.
- **Prayer wheels:** turn them clockwise.
- **Food:** momo, dal and rice, and hard cheese if you dare."""


def test_of_a_treks_list_only_the_entry_that_answers_is_quoted() -> None:
    page = replace(document("Good to know", GOOD_TO_KNOW, answer=0.9, trek="hampta-pass"), kind="trek")
    turn = asked("which way do i turn prayer wheels on hampta?", trek="hampta-pass", evidence=(page,))

    told = said(turn).text
    assert "turn them clockwise" in told
    assert "Mirik" not in told


def test_a_table_of_a_treks_figures_is_not_quoted_as_an_answer() -> None:
    table = "- **Where:** Kullu\n- **Months:** Jun, Jul\n- **Porters on the bridge:** four"
    page = replace(document("At a glance", table, answer=0.9, trek="hampta-pass"), kind="trek")
    turn = asked("how many porters on the bridge of hampta?", trek="hampta-pass", evidence=(page,))

    assert "four" not in said(turn).text
