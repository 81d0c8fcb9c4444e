from dataclasses import replace
from itertools import product

import pytest

from agent.compose.composer import Manner, compose, draft
from agent.compose.phrases import environment
from agent.knowledge.catalogue import Catalogue
from agent.turn import Booking, Customer, Intent, Language, Passage, Reply, Scores, Turn, Utterance
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue

INDIAN = Customer(id="c-1", name="Asha Rao", country="IN", messages=7, history=(Utterance(speaker="U", text="hi"),))

BOOKED = Booking(
    id="b-7", trek="annapurna-base-camp", status="deposit_paid", people=2, start_date="2027-04-11", total="EUR 1090"
)


def said(turn: Turn) -> Reply:
    return compose(turn, catalogue(), TODAY)


def test_a_price_question_gets_the_price_of_that_month_and_the_group_total() -> None:
    reply = said(asked("How much in June for 5?", intent="pricing", trek="hampta-pass", when="2027-06", people=5))
    assert "US$159 per person" in reply.text
    assert "US$149.46 per person, US$747.30 in total" in reply.text
    assert "₹" not in reply.text
    assert "prices:hampta-pass" in reply.sources


def test_the_discount_that_applies_is_the_larger_one_and_they_do_not_add_up() -> None:
    reply = said(asked("price for 8", intent="pricing", trek="hampta-pass", when="2027-06", people=8, customer=INDIAN))
    assert "8% discount: ₹10,580 per person, ₹84,640 in total" in reply.text


@pytest.mark.parametrize(
    ("language", "country", "text", "sign"),
    [
        ("hi", "", "हम्पता पास की कीमत?", "₹"),
        ("hi-Latn", "", "Hampta ka price", "₹"),
        ("es", "", "precio de Hampta", "€"),
        ("fr", "", "prix de Hampta", "€"),
        ("es", "MX", "precio de Hampta", "US$"),
        ("en", "IN", "price of Hampta", "₹"),
        ("en", "DE", "price of Hampta", "€"),
        ("en", "", "price of Hampta", "US$"),
        ("en", "IN", "price of Hampta in euros", "€"),
        ("en", "DE", "price of Hampta in rupees", "₹"),
    ],
)
def test_the_currency_is_the_customers_or_the_one_asked_for(
    language: Language, country: str, text: str, sign: str
) -> None:
    customer = replace(INDIAN, country=country)
    reply = said(asked(text, language, "pricing", trek="hampta-pass", customer=customer))
    assert sign in reply.text
    assert not any(other in reply.text for other in ("₹", "€", "$") if other not in sign)


def test_a_month_without_a_price_is_said_to_have_none_and_last_years_price_is_never_given() -> None:
    reply = said(asked("price in March", intent="pricing", trek="hampta-pass", when="2027-03", customer=INDIAN))
    assert "no price for Hampta Pass in March 2027" in reply.text
    assert "₹11,500" in reply.text
    assert "₹10,800" not in reply.text


def test_departures_of_the_month_come_with_their_seats() -> None:
    reply = said(asked("seats in December?", intent="availability", trek="kedarkantha", when="2026-12"))
    assert "• 5 December – 10 December 2026: 8 seats left" in reply.text
    assert reply.text.count("seats left") == 3


def test_a_full_departure_is_not_offered() -> None:
    reply = said(asked("seats on 12 December?", intent="availability", trek="brahmatal", when="2026-12-12"))
    assert "no seats left on 12 December 2026" in reply.text
    assert "20 December – 25 December 2026" in reply.text


def test_a_party_is_only_offered_departures_with_room_for_all() -> None:
    reply = said(asked("seats for 12?", intent="availability", trek="kedarkantha", people=12))
    assert "5–10 December 2026" not in reply.text
    assert "With room for 12 people" in reply.text


def test_several_questions_in_one_message_are_all_answered() -> None:
    text = "How much is it, how cold does it get, do I need a permit and is there network?"
    reply = said(asked(text, intent="pricing", trek="hampta-pass", when="2027-06", customer=INDIAN))
    for fact in ("₹11,500", "10 to 20 °C", "Chandratal sanctuary entry", "Atal Tunnel"):
        assert fact in reply.text


def test_a_follow_up_is_about_the_trek_of_the_conversation() -> None:
    customer = replace(INDIAN, focus=("kedarkantha",))
    assert (
        "Kedarkantha, departures in January 2027"
        in said(asked("and in January?", intent="out_of_scope", when="2027-01", customer=customer)).text
    )


def test_a_follow_up_finds_the_trek_in_the_history_when_nobody_noted_it() -> None:
    customer = replace(INDIAN, history=(Utterance(speaker="U", text="is Kedar Kantha nice?"),))
    assert "3,810 m" in said(asked("how high is it?", customer=customer)).text


def test_treks_are_compared_line_by_line() -> None:
    reply = said(asked("Hampta ou Kedarkantha ?", "fr", trek=("hampta-pass", "kedarkantha")))
    assert "• Hampta Pass : 5 jours, jusqu’à 4\u202f270 m" in reply.text
    assert "• Kedarkantha : 6 jours, jusqu’à 3\u202f810 m" in reply.text


def test_without_a_trek_three_that_fit_the_month_are_suggested() -> None:
    reply = said(asked("Kaunsa trek accha rahega?", "hi-Latn", when="2027-02"))
    assert reply.text.count("• ") == 3
    assert "Hampta" not in reply.text
    assert reply.text.endswith("Kiske baare mein aur bataun?")


def test_a_child_too_young_is_told_so_first_and_offered_others_only_when_asked_for() -> None:
    reply = said(asked("¿Puede ir mi hijo de 10 años?", "es", trek="hampta-pass", age=10))
    assert reply.text.startswith("Lo siento, con 10 años es demasiado joven")
    assert "de 12 años y la máxima de 62" in reply.text
    assert "Beas Kund" not in reply.text
    other = said(asked("¿Puede ir mi hijo de 10 años? Si no, ¿cuál?", "es", trek="hampta-pass", age=10))
    assert "Beas Kund" in other.text


def test_a_booked_customer_hears_the_share_due_today() -> None:
    booking = replace(BOOKED, trek="kedarkantha", start_date="2026-12-12")
    reply = said(asked("cancelar", "es", "cancellation", customer=replace(INDIAN, bookings=(booking,))))
    text = reply.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "dentro de 20 días: si cancela hoy, le devolvemos el 50 %" in text
    assert "De los 218 € pagados hasta ahora serían 109 €" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_goes_to_a_person(language: Language) -> None:
    reply = said(asked("x", language, "complaint"))
    assert reply.kind == "handoff"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Can I talk to a person?", "en"),
        ("किसी से बात करनी है", "hi"),
        ("kisi se baat karni hai", "hi-Latn"),
        ("quiero hablar con una persona", "es"),
        ("je veux parler à un conseiller, un humain", "fr"),
    ],
)
def test_who_asks_for_a_person_gets_one_and_hears_the_office_hours(text: str, language: Language) -> None:
    reply = said(asked(text, language, "support"))
    assert reply.kind == "handoff"
    assert "+91 98160 00142" in reply.text


def test_other_trades_are_declined_kindly() -> None:
    assert "only" in said(asked("write me a poem", intent="out_of_scope")).text


def test_the_privacy_notice_is_left_to_the_check_that_every_reply_passes() -> None:
    new = Customer(id="c-1", messages=1)
    assert "/privacy" not in said(asked("नमस्ते", "hi", "greeting", customer=new)).text


def faq(language: str = "en", **changes: object) -> Passage:
    passage = Passage(
        id="faq/faq.en.yaml#toilets",
        source="faq/faq.en.yaml",
        title="What are the toilets like on the trek?",
        text="At camps we put up toilet tents. Bring toilet paper and a bag for waste.",
        scores=Scores(answer=0.9),
        kind="faq",
        language=language,
    )
    return replace(passage, **changes)  # type: ignore[arg-type]


def test_a_document_that_asks_the_same_is_quoted() -> None:
    reply = said(asked("What are toilets like?", trek="hampta-pass", evidence=(faq(),)))
    assert "toilet tents" in reply.text
    assert faq().id in reply.sources


def test_an_english_document_is_introduced_as_such_to_others() -> None:
    wild = faq(title="Are there wild animals?", text="Langurs steal food and leopards are shy.")
    reply = said(asked("¿Hay animales salvajes?", "es", evidence=(wild,)))
    assert "en inglés" in reply.text
    assert "leopards are shy" in reply.text


@pytest.mark.parametrize(
    ("code", "text"),
    [("hi-Latn", "Camp mein toilet tent lagate hain."), ("hi", "कैंप में टॉयलेट टेंट लगाते हैं।")],
)
def test_romanised_hindi_is_quoted_without_a_word_of_devanagari(code: str, text: str) -> None:
    told = faq(code, title="Trek par toilet kaise hote hain?", text=text)
    reply = said(asked("toilet kaise hote hain trek par?", "hi-Latn", evidence=(told,)))

    assert "toilet tent lagate hain" in reply.text.lower()
    assert told.id in reply.sources
    assert "English" not in reply.text


@pytest.mark.parametrize(("sure", "quoted"), [(0.45, True), (0.95, False)])
def test_a_document_outweighs_a_classifier_that_doubts_and_no_other(sure: float, quoted: bool) -> None:
    turn = asked("How are toilets on the trek?", intent="out_of_scope", evidence=(faq(title="How are the toilets?"),))
    assert turn.parsed
    reply = said(replace(turn, parsed=replace(turn.parsed, intent_confidence=sure)))

    assert ("toilet tents" in reply.text) == quoted


def test_a_message_the_classifier_cannot_place_is_not_declined() -> None:
    turn = asked("mixer milega kya?", "hi-Latn", "out_of_scope")
    assert turn.parsed
    unsure = replace(turn, parsed=replace(turn.parsed, intent_confidence=0.29))
    assert said(unsure).kind == "handoff"
    assert said(turn).kind == "answer"


def test_what_is_like_ours_is_read_by_a_colleague_however_sure_the_classifier_is() -> None:
    assert said(asked("jhoola milega kya?", "hi-Latn", "out_of_scope")).kind == "handoff"


def test_what_words_ask_of_the_operators_terms_is_answered_where_the_classifier_only_guesses_otherwise() -> None:
    turn = asked("bag uthane wala milega kya?", "hi-Latn", "out_of_scope")
    assert turn.parsed
    assert "₹350" in said(replace(turn, parsed=replace(turn.parsed, intent_confidence=0.29))).text


def test_one_common_word_does_not_make_two_questions_alike() -> None:
    insurance = faq("es", title="¿Necesito seguro?", text="Sí, en Nepal.", scores=Scores(answer=0.2))
    assert "Nepal" not in said(asked("¿Qué zapatos necesito?", "es", evidence=(insurance,))).text


def test_a_month_out_of_season_is_explained() -> None:
    reply = said(asked("possible in July?", intent="availability", trek="kedarkantha", when="2027-07"))
    assert "Kedarkantha runs in December–April" in reply.text


def test_deposit_and_refund_asked_together_are_both_answered() -> None:
    reply = said(asked("deposit kitna hai aur refund milega?", "hi-Latn", "pricing"))
    assert "20% deposit" in reply.text
    assert "90%" in reply.text


def test_the_document_of_another_trek_is_never_quoted() -> None:
    wild = faq(title="Are there wild animals?", text="Langurs steal food.", trek="kedarkantha")
    reply = said(asked("Are there wild animals?", trek="hampta-pass", evidence=(wild,)))
    assert "Langurs" not in reply.text


def test_where_documents_are_silent_the_clerk_says_so_and_a_colleague_writes() -> None:
    turn = asked("Do you offer paragliding lessons?")
    found = draft(turn, catalogue(), TODAY, Manner())
    assert "don't know" in found.reply.text
    assert found.reply.kind == "handoff"
    assert found.reply.handoff == "unsure"
    assert not found.settled


def test_an_open_question_about_a_known_trek_is_not_answered_with_what_nobody_asked() -> None:
    found = draft(asked("Is Hampta Pass wheelchair accessible?", trek="hampta-pass"), catalogue(), TODAY, Manner())
    assert found.reply.handoff == "unsure"
    assert "4,270" not in found.reply.text
    assert not found.settled


def test_without_an_operator_file_every_message_goes_to_a_person() -> None:
    assert compose(asked("hi", intent="greeting"), Catalogue(), TODAY).kind == "handoff"


GRID: tuple[tuple[str, Intent], ...] = (
    ("price", "pricing"),
    ("dates", "availability"),
    ("tell me about", "trek_info"),
    ("how high, how long, how cold, age limit, group size, permits, network, season", "trek_info"),
    ("book", "booking"),
    ("cancel", "cancellation"),
    ("office hours", "support"),
    ("hi", "greeting"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_fits_whatsapp(language: Language) -> None:
    for trek, (text, intent) in product(catalogue().treks, GRID):
        reply = said(asked(text, language, intent, trek=trek, people=5))
        assert 20 <= len(reply.text) <= 1000, (trek, intent, reply.text)
        assert len(reply.buttons) <= 3
        assert all(len(button.title) <= 20 for button in reply.buttons)
        assert "  " not in reply.text.replace("\n", "")
        assert "{{" not in reply.text
        assert "None" not in reply.text


def test_the_same_turn_gets_the_same_reply() -> None:
    turn = asked("price", intent="pricing", trek="hampta-pass", people=4)
    assert said(turn) == said(turn)


def test_all_languages_have_the_same_phrases_with_the_same_blanks() -> None:
    def macros(language: str) -> dict[str, tuple[str, ...]]:
        module = environment("config/replies").get_template(f"{language}.j2").module
        return {
            n: m.arguments
            for n in dir(module)
            if not n.startswith("_") and hasattr(m := getattr(module, n), "arguments")
        }

    english = macros("en")
    assert len(english) > 60
    assert all(macros(language) == english for language in LANGUAGES)
