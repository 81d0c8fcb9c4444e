"""What a customer says by the way is not misread: a fear is no grievance, notice no length, both of us are two."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.reading.spoken import speaks
from agent.compose.topics.named import Topic, topics_in
from agent.turn import Intent, Language
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, catalogue


def handoff_of(text: str, language: Language, intent: Intent, confidence: float, sentiment: str) -> str | None:
    """Why the composer gives this message to a person, as the classifiers read it."""
    turn = written(text, language, intent)
    assert turn.parsed
    read = replace(turn.parsed, intent_confidence=confidence, sentiment=sentiment)  # type: ignore[arg-type]
    return compose(replace(turn, parsed=read), catalogue(), TODAY).handoff


def test_what_somebody_fears_of_a_trek_to_come_is_no_complaint() -> None:
    assert handoff_of("bali pass en juin, mais j'ai le vertige", "fr", "complaint", 0.61, "neutral") != "complaint"
    assert handoff_of("is rupin pass for people who never climbed?", "en", "complaint", 0.66, "negative") != "complaint"


def test_the_worst_of_the_days_is_asked_for_and_not_complained_of() -> None:
    text = "how far does one walk on the worst day of sandakphu?"
    assert handoff_of(text, "en", "trek_info", 0.96, "negative") is None


@pytest.mark.parametrize(
    "text",
    [
        "we did kedarkantha last week and the tents were leaking all night",
        "your guide on hampta was rude to my wife",
        "why was our rupin guide so rude?",
    ],
)
def test_what_went_wrong_on_a_trek_goes_to_a_person(text: str) -> None:
    assert handoff_of(text, "en", "complaint", 0.7, "negative") == "complaint"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("camp de base de l'annapurna, départ du 9 décembre 2026 : de la place pour nous 2 ?", "fr"),
        ("annapurna base camp on 9 december 2026, room for both of us?", "en"),
        ("annapurna base camp 9 december 2026 ko hum dono ke liye jagah hai?", "hi-Latn"),
    ],
)
def test_both_of_us_are_two_where_one_seat_is_left(text: str, language: Language) -> None:
    assert "28" in reply_to(text, language, "availability")


def test_the_four_of_us_are_four_and_us_with_a_month_nobody() -> None:
    assert "4 people" in reply_to("how much is hampta for the 4 of us in june", intent="pricing")
    assert "2 people" not in reply_to("tell us 2 things: price of hampta in june", intent="pricing")


def test_who_has_just_turned_seventy_one_has_said_their_age() -> None:
    assert "70" in reply_to("acabo de cumplir 71, ¿puedo hacer Poon Hill?", "es")


def test_days_before_the_start_are_no_length_of_a_trek() -> None:
    reply = reply_to("if i cancel 10 days before what do i get back", intent="cancellation")
    assert "25%" in reply.split("\n")[0]
    assert "Beas Kund" not in reply_to("10 days before the start i want to pay the rest, ok?", intent="booking")


def test_a_thing_no_document_speaks_of_is_not_met_with_which_trek() -> None:
    assert "Which trek" not in reply_to("can i fly my drone on the trek")
    assert "Which trek" in reply_to("how do i reach the start?")


def test_an_answer_that_is_nothing_but_a_quotation_speaks_every_language() -> None:
    assert all(speaks("", language) for language in ("en", "hi", "hi-Latn", "es", "fr"))
    assert not speaks("This is the policy of the company", "hi")


@pytest.mark.parametrize(
    ("text", "language", "night"),
    [
        ("does chadar really drop to minus 15 at night? my mum is scared", "en", "-28"),
        ("chadar pe raat ko -20 se neeche jata hai kya, mummy mana kar rahi", "hi-Latn", "-28"),
        ("चादर पर रात में माइनस 20 तक जाता है क्या? पापा मना कर रहे हैं", "hi", "-28"),
        ("¿en el chadar bajan de menos 20? mi madre está asustada", "es", "-28"),
        ("il fait -25 la nuit sur le chadar ? ma mère panique", "fr", "-28"),
    ],
)
def test_a_figure_below_zero_asks_for_the_cold_and_is_nobodys_age(text: str, language: Language, night: str) -> None:
    told = reply_to(text, language)
    assert night in told
    assert "18" not in told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what if you guys call it off because of snow?", "en"),
        ("agar barf gir gayi aur aap hi log cancel kar do to mera paisa?", "hi-Latn"),
        ("अगर बर्फ गिर गई और आप लोग ही कैंसल कर दें तो?", "hi"),
        ("si ustedes lo suspenden por nieve, ¿pierdo el dinero?", "es"),
        ("si c'est vous qui annulez, je perds tout ?", "fr"),
    ],
)
def test_who_cancels_is_read_across_the_words_between(text: str, language: Language) -> None:
    assert "18" in reply_to(text, language, "cancellation")


@pytest.mark.parametrize("text", ["can you cancel my booking?", "do you refund anything if I cancel?"])
def test_asking_us_to_cancel_is_the_customers_own_cancelling(text: str) -> None:
    assert "18 months" not in reply_to(text, intent="cancellation")


@pytest.mark.parametrize(
    ("topic", "said", "other"),
    [
        ("pregnancy", "i'm in my fifth month", "mon quatrieme mois de chomage"),
        ("pregnancy", "mera teesra mahina chal raha hai", "मार्च साल का तीसरा महीना है"),
        ("pregnancy", "estoy en mi cuarto mes", "el tercer mes del año"),
        ("pregnancy", "i am 20 weeks along", "how many weeks along the route"),
        ("name_change", "uski jagah mera bhai aa sakta hai?", "Hampta Pass ki jagah Kedarkantha ja sakte hain?"),
        ("name_change", "ek ladke ki jagah koi aur aa raha hai", "Hampta Pass ki jagah koi aur trek bataiye"),
        ("name_change", "मेरी जगह दोस्त आ सकता है?", "बेस कैंप की जगह तक गाड़ी जा सकती है क्या?"),
        ("name_change", "meri jagah dost ja sakta hai", "iski jagah kaunsa trek acha hai"),
        ("exception", "can you make an exception", "pour une fois je viens en juin"),
        ("exception", "kuch adjust kar lo na", "jaldi chalne do"),
        ("operator_cancels", "si no sale el trek, me devuelven?", "no sale el trek de kuari los lunes?"),
        ("operator_cancels", "trek hi nahi hua to?", "ye trek hi nahi chahiye"),
        ("private", "apna alag group chahiye", "apna alag tent milega"),
        ("operated", "knee replacement last year", "replacement sleeping bag"),
        ("operated", "i had my hip replaced", "my boots were replaced"),
        ("operated", "i had a bypass in 2020", "is there a bypass road"),
        ("operated", "me pusieron una placa", "me pusieron una multa"),
        ("open", "hampta june me hota hai kya", "toilet hota hai kya"),
        ("open", "se hace en diciembre?", "se hace en 5 dias?"),
        ("open", "possible en hiver ?", "is payment possible en ligne"),
        ("season", "c'est un bon moment pour partir ?", "bon moment pour payer"),
        ("season", "buen momento para ir?", "buen momento para llamar"),
        ("pickup", "antes de que hora hay que llegar?", "antes de que hora hay que pagar?"),
        ("pickup", "what time do we leave in the morning", "what time is dinner"),
        ("documents", "what details do you need", "the details of the route"),
    ],
)
def test_a_word_is_heard_where_it_means_the_topic_and_not_elsewhere(topic: Topic, said: str, other: str) -> None:
    assert topic in topics_in(said)
    assert topic not in topics_in(other)
