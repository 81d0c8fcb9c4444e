"""Questions about what the customer booked or asked for themselves, however they say it."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.turn import Booking, Customer, Language, Turn, Utterance
from tests.compose.written import written
from tests.llm.samples import TODAY, catalogue

BOOKED = Booking(
    id="b-7", trek="annapurna-base-camp", status="deposit_paid", people=2, start_date="2027-04-11", total="EUR 1090"
)
ENQUIRED = replace(BOOKED, status="enquiry")


def of(booking: Booking, text: str, language: Language = "en", *before: Utterance) -> Turn:
    said = Customer(id="c-1", name="Ines", messages=7, history=before, bookings=(booking,))
    return replace(written(text, language), customer=said)


def reply_to(turn: Turn) -> str:
    return compose(turn, catalogue(), TODAY).text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what did we transfer so far for annapurna and what is open", "en"),
        ("cuánto os hemos ingresado por lo del annapurna y qué falta", "es"),
        ("on vous a viré combien pour l'annapurna et combien il manque", "fr"),
        ("annapurna ka humne kitna bhej diya aur kitna baki", "hi-Latn"),
        ("अन्नपूर्णा का हमने कितना भेज दिया और कितना बाकी है", "hi"),
    ],
)
def test_who_asks_what_they_paid_and_owe_hears_both_sums(text: str, language: Language) -> None:
    reply = reply_to(of(BOOKED, text, language))
    assert "b-7" in reply
    assert "218" in reply
    assert "872" in reply


def test_who_only_enquired_hears_that_no_seat_is_held_and_what_holds_one() -> None:
    reply = reply_to(of(ENQUIRED, "is our spot on annapurna base camp fixed or do we have to send something"))
    assert "an enquiry, not a booking" in reply
    assert "€1,090" in reply
    assert "€218" in reply


def test_the_price_of_another_trek_is_no_question_about_ones_own() -> None:
    reply = reply_to(of(BOOKED, "how much is kedarkantha in december"))
    assert "b-7" not in reply
    assert "Kedarkantha costs" in reply


def test_and_by_which_day_right_after_ones_own_booking_asks_for_that_one() -> None:
    before = Utterance(speaker="S", text="Your booking b-7: Annapurna Base Camp, 11 April – 18 April 2027, 2 people.")
    assert "21 March 2027" in reply_to(of(BOOKED, "also until when please", "en", before))


@pytest.mark.parametrize(
    ("text", "share", "sum_of_it"),
    [
        ("if we pull out of annapurna today what do we get", "90%", "€196.20"),
        ("say we drop out of annapurna on 1 april, how much comes back", "25%", "€54.50"),
    ],
)
def test_cancelling_on_the_day_named_brings_the_share_of_that_day(text: str, share: str, sum_of_it: str) -> None:
    reply = reply_to(of(BOOKED, text))
    assert f"you would get back {share}. Of the €218 paid so far that is {sum_of_it}." in reply


def test_a_cancelled_booking_is_told_as_cancelled() -> None:
    gone = replace(BOOKED, status="cancelled")
    assert "has been cancelled" in reply_to(of(gone, "what happened to my annapurna booking, is it still on"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("enough robot, give me one of your staff and tell me till what time they sit", "en"),
        ("basta de bot, que me atienda alguien de la oficina y hasta qué hora están", "es"),
    ],
)
def test_who_is_tired_of_the_robot_gets_a_person_and_the_hours(text: str, language: Language) -> None:
    turn = written(text, language)
    assert compose(turn, catalogue(), TODAY).handoff == "asked"
    assert "19:00" in reply_to(turn)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Stop this bot, connect me to a human", "en"),
        ("tired of this chatbot, can a person answer", "en"),
        ("no más robot, una persona por favor", "es"),
        ("plus de robot, une personne s'il vous plaît", "fr"),
        ("मशीन नहीं, इंसान चाहिए", "hi"),
        ("machine nahi, insaan chahiye", "hi-Latn"),
    ],
)
def test_who_wants_a_person_instead_of_the_bot_gets_one(text: str, language: Language) -> None:
    assert compose(written(text, language), catalogue(), TODAY).handoff == "asked"


def test_who_only_asks_whether_a_person_writes_is_told_the_truth() -> None:
    for text in ("are you a real person", "is this a person or not a machine?"):
        assert compose(written(text), catalogue(), TODAY).handoff is None


def test_a_person_wanted_because_of_a_grievance_is_apologised_to() -> None:
    reply = compose(written("your guide abandoned us on the descent, call me, a manager"), catalogue(), TODAY)
    assert reply.handoff == "complaint"


def test_proof_of_insurance_is_due_some_days_before_the_start() -> None:
    assert "at least 7 days before departure" in reply_to(written("which insurance do i need for everest base camp"))


PARTY = replace(BOOKED, trek="hampta-pass", status="paid", people=10, start_date="2027-07-04", total="INR 101200")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("two chickened out of hampta, so does our discount change for the remaining 8?", "en"),
        ("2 se caen de hampta, qué descuento tenemos?", "es"),
        ("hampta: à 2 ils ne viennent plus, quelle remise pour nous ?", "fr"),
        ("hampta me ab 8 bache, discount kitna", "hi-Latn"),
    ],
)
def test_a_party_of_which_some_stay_away_hears_what_those_left_pay(text: str, language: Language) -> None:
    reply = reply_to(of(PARTY, text, language))
    assert "84640" in reply.translate(dict.fromkeys(map(ord, ",. ")))


def test_a_departure_that_was_cancelled_for_them_is_said_to_be_cancelled() -> None:
    gone = replace(BOOKED, trek="kuari-pass", status="cancelled", start_date="2026-12-13")
    turn = of(gone, "kuari pass 13 december wali ka status kya hai", "hi-Latn")
    assert "b-7" in reply_to(turn)


def test_who_only_would_book_this_week_is_told_the_price_and_no_booking_is_looked_for() -> None:
    turn = written("we booked nothing yet: if we book this week, what is the price of hampta for 2?", "en")
    assert reply_to(turn).startswith("Hampta Pass, price per person")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("is our place on annapurna confirmed or is anything left to pay?", "en"),
        ("¿nuestra plaza en annapurna está confirmada o falta pagar algo?", "es"),
        ("notre place pour l'annapurna est confirmée ou il reste à payer ?", "fr"),
        ("annapurna mein meri seat pakki hai kya, ya kuch dena baaki hai", "hi-Latn"),
        ("अन्नपूर्णा में मेरी सीट पक्की है क्या या कुछ देना बाकी है", "hi"),
    ],
)
def test_who_enquired_and_asks_if_the_seat_is_confirmed_hears_what_holds_it(text: str, language: Language) -> None:
    reply = reply_to(of(ENQUIRED, text, language))
    assert "b-7" in reply
    assert "20" in reply


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how many seats are left on annapurna in april 2027?", "en"),
        ("annapurna april 2027 kitni seat hai kya", "hi-Latn"),
    ],
)
def test_who_enquired_and_asks_for_room_hears_of_the_departures(text: str, language: Language) -> None:
    assert "b-7" not in reply_to(of(ENQUIRED, text, language))
