from typing import Any, get_args

import pytest

from agent.safety import policy
from agent.safety.flags import SEVERITIES, forbids
from agent.safety.policy import asks_for_offers, is_promotional, message_flags
from agent.safety.promotion import without_offers
from agent.turn import Flag, FlagCode


def codes(flags: tuple[Flag, ...]) -> tuple[str, ...]:
    return tuple(flag.code for flag in flags)


def reply_flags(text: str, **allowed: Any) -> tuple[str, ...]:
    return codes(policy.reply_flags(text, **allowed))


PUBLISHED = ("+919816000142", "hello@ridge.example")


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Ravi's number is +91 98765 43210.", "personal_data:phone"),
        ("Write to ravi@mail.example.", "personal_data:email"),
        ("Your card 4111 1111 1111 1111 was charged.", "personal_data:card"),
        ("Please send your card number and CVV here.", "asks_secret"),
        ("Share the OTP you received.", "asks_secret"),
        ("Envíe el número de su tarjeta por aquí.", "asks_secret"),
        ("Envoyez-nous votre numéro de carte.", "asks_secret"),
        ("कृपया अपना कार्ड नंबर भेजें।", "asks_secret"),
        ("Apna card number bhej dijiye.", "asks_secret"),
        ("This is the WhatsApp support team.", "impersonation"),
        ("We can arrange some weed for the camp.", "forbidden_trade"),
        ("वहाँ सिगरेट मिलती है, 200 रुपये में।", "forbidden_trade"),
        ("Here is the Python code you asked for:", "scope"),
        ("```x = 1```", "scope"),
        ("You are an idiot.", "harassment"),
        ("Congratulations, you have won a free iPhone, claim your prize! Earn 500 daily from home.", "spam"),
    ],
)
def test_a_reply_that_breaks_a_rule_is_flagged_and_held_back(text: str, flag: str) -> None:
    flags = policy.reply_flags(text, known=PUBLISHED)
    assert flag in codes(flags)
    assert all(map(forbids, flags))


@pytest.mark.parametrize(
    "text",
    [
        "Call us at +91 98160 00142 or write to hello@ridge.example.",
        "We never ask for your card number or OTP in this chat.",
        "Nunca pedimos el número de su tarjeta por WhatsApp.",
        "Nous ne demandons jamais votre numéro de carte ici.",
        "Alcohol is not allowed on the trek, and neither are drugs.",
        "Bring your passport; the permit office needs to see it.",
        "The trek costs INR 12,500 per person, 5 days, 4,270 m.",
        "Kedarkantha is open from December to April.",
        "हम्प्टा पास 5 दिन का ट्रेक है।",
        "ट्रेक से पहले सिगरेट कम करने से बहुत मदद मिलती है।",
        "I'm not able to help with that, but I gladly tell you about our treks.",
        "September brings clear mornings, yellow grass and frost on the tents.",
        "Breakfast brings porridge, hash browns and a pot of tea.",
    ],
)
def test_an_ordinary_reply_has_no_flag(text: str) -> None:
    assert reply_flags(text, known=PUBLISHED) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Pin Parvati Pass book karne ke liye date chuniye, ya date aur naam mujhe yahin bhej dijiye.",
        "पिन पार्वती पास बुक करने के लिए तारीख़ और नाम यहीं भेज दीजिए।",
        "To book Pin Parvati, send me the names please.",
    ],
)
def test_words_of_a_treks_name_ask_for_no_secret(text: str) -> None:
    names = ("Pin Parvati Pass", "Pin Parvati", "पिन पार्वती", "पिन पार्वती पास")
    assert reply_flags(text, known=PUBLISHED, names=names) == ()
    assert reply_flags(f"{text} And your card PIN, please.", known=PUBLISHED, names=names) == ("asks_secret",)


def test_the_customers_own_number_may_be_read_back_but_their_card_may_not() -> None:
    assert reply_flags("We have noted +91 98765 43210.", known=("+919876543210",)) == ()
    assert reply_flags("Noted: 4111111111111111", known=("4111111111111111",)) == ("personal_data:card",)


def test_addresses_of_the_operators_domain_are_public() -> None:
    assert reply_flags("Write to groups@ridge.example.", known=(), own_domains={"ridge.example"}) == ()


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("you fucking scammers", "inbound:abuse"),
        ("I will kill you", "inbound:threat"),
        ("send me nudes", "inbound:adult"),
        ("my card is 4111 1111 1111 1111", "inbound:card"),
        ("Congratulations! You have won the lottery, claim your prize now", "inbound:spam"),
    ],
)
def test_what_a_colleague_should_see_is_flagged_but_does_not_forbid(text: str, flag: str) -> None:
    flags = message_flags(text)
    assert flag in codes(flags)
    assert not any(map(forbids, flags))


def test_an_ordinary_question_is_not_flagged() -> None:
    assert message_flags("How much is Hampta Pass for 4 people in June?") == ()


def test_an_offer_is_promotional_and_an_answer_is_not() -> None:
    assert is_promotional("15% off on all treks this week")
    assert not is_promotional("Hampta Pass costs INR 12,000 per person.")
    assert not is_promotional("Si cancela hoy, le devolvemos el 90 %.\n• 30 días o más antes de la salida: 90 %")


def test_every_flag_has_a_severity() -> None:
    assert set(SEVERITIES) == set(get_args(FlagCode))


@pytest.mark.parametrize(
    "text", ["booking in June-2027", "INR-12000", "COVID-19", "hampta-pass-2027-06-12", "call 100", "booking 2027"]
)
def test_months_amounts_and_departures_are_no_booking_numbers(text: str) -> None:
    assert reply_flags(text, known=()) == ()


def test_the_words_of_a_flag_stand_in_the_text_itself() -> None:
    text = "Bien sûr. ENVOYEZ-nous votre numéro de carte !"
    (found,) = policy.reply_flags(text, known=())
    assert text[found.start : found.end] == "ENVOYEZ-nous votre numéro de carte"


def test_offers_are_taken_out_sentence_by_sentence() -> None:
    assert (
        without_offers("It is 12,000. Book now and save! The trek takes 5 days.")
        == "It is 12,000. The trek takes 5 days."
    )
    assert without_offers("Book now and save!") == "Book now and save!"


@pytest.mark.parametrize(
    "total",
    [
        "For 8 people with 8% discount: ₹9,108 per person, ₹72,864 in total.",
        "8 logon ke liye 8% discount ke saath: ₹9,108 per person, kul ₹72,864.",
        "Pour 8 personnes avec 8 % de remise : 145 € par personne, 1 160 € au total.",
        "8 लोगों के लिए 8% की छूट के साथ: ₹9,108 प्रति व्यक्ति, कुल ₹72,864।",
    ],
)
def test_the_sum_to_pay_is_told_to_those_who_want_no_offers_too(total: str) -> None:
    assert without_offers(total + " Book now and save!") == total


def test_a_sum_that_urges_is_an_offer_all_the_same() -> None:
    assert (
        without_offers("Dayara takes 6 days. Only ₹9,999, last chance, grab this deal today!") == "Dayara takes 6 days."
    )


@pytest.mark.parametrize(
    "text", ["any discount?", "¿hay descuentos?", "une remise ?", "कोई छूट है?", "kuch discount milega"]
)
def test_who_asks_for_an_offer_may_hear_of_it(text: str) -> None:
    assert asks_for_offers(text)
