"""What a follow-up inherits: the topic of which it asks one side, the month of a bare day, ages, the trek walked."""

from dataclasses import replace

import pytest

from agent.compose.reading.ask import ask
from agent.compose.reading.asked import Asked
from agent.turn import Customer, Language, Turn, Utterance
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, catalogue


def after(text: str, *before: str, language: Language = "en", focus: tuple[str, ...] = ("hampta-pass",)) -> Turn:
    said = tuple(Utterance(speaker="S" if n % 2 else "U", text=line) for n, line in enumerate(before))
    customer = Customer(id="c-1", country="IN", messages=4, history=said, focus=focus)
    return replace(written(text, language), customer=customer)


def heard(turn: Turn) -> Asked:
    return ask(turn, catalogue(), TODAY, "config/replies")


@pytest.mark.parametrize(
    ("before", "text", "language", "topic"),
    [
        ("is there a discount?", "until when can I decide?", "en", "discount"),
        ("can my friend go in my place?", "how late can he say so, and is it free?", "en", "name_change"),
        ("¿hay descuento?", "¿y es válido para el Manaslu?", "es", "discount"),
        ("ma soeur peut prendre ma place ?", "jusqu'à quand ?", "fr", "name_change"),
        ("mera bag koi utha sakta hai?", "kedarkantha pe bhi yehi rate?", "hi-Latn", "offloading"),
        ("क्या तारीख बदल सकते हैं?", "कब तक बताना होगा?", "hi", "date_change"),
    ],
)
def test_one_side_of_what_was_told_is_asked_of_that(before: str, text: str, language: Language, topic: str) -> None:
    assert topic in heard(after(text, before, "…", language=language)).topics


def test_another_topic_named_beside_it_is_no_follow_up() -> None:
    found = heard(after("same rate on kedarkantha, and is there wifi?", "can a porter carry my bag?", "…"))
    assert "network" in found.topics
    assert "offloading" not in found.topics


def test_another_date_of_a_trek_nobody_booked_is_another_departure() -> None:
    found = heard(after("and another date in june?", "seats on hampta on 26 june 2027?", "No seat."))
    assert "date_change" not in found.topics
    assert "dates" in found.topics


@pytest.mark.parametrize(
    ("before", "text", "language"),
    [
        ("hampta in june, dates?", "2 seats on the 12th please", "en"),
        ("hampta june me kab kab hai", "12 wali me 2 seat kar do", "hi-Latn"),
        ("हम्पटा जून में कब है", "12 वाला ठीक है", "hi"),
        ("¿fechas para hampta en junio?", "la del 12, para dos", "es"),
    ],
)
def test_a_bare_day_lies_in_the_month_talked_about(before: str, text: str, language: Language) -> None:
    windows = heard(after(text, before, "…", language=language)).windows
    assert [(window.first.month, window.first.day) for window in windows] == [(6, 12)]


def test_a_bare_day_lies_in_the_month_beside_it() -> None:
    windows = heard(written("हम्पटा अगले साल जून में जाना है, 12 तारीख को जगह है?", "hi")).windows
    assert [(window.first.month, window.first.day) for window in windows] == [(6, 12)]


@pytest.mark.parametrize(("text", "language"), [("et sa soeur qui en a 7 ?", "fr"), ("और छोटा वाला 7 का?", "hi")])
def test_a_bare_figure_after_an_age_is_an_age(text: str, language: Language) -> None:
    before = "mon fils de 11 ans peut faire hampta ?" if language == "fr" else "मेरा बेटा 11 साल का है, हम्पटा जा सकता है?"
    assert heard(after(text, before, "…", language=language)).ages == (7,)


def test_a_mountain_to_be_seen_is_not_the_trek_that_is_walked() -> None:
    turn = after("se ve bien el everest?", "queremos hacer hampta en junio", "Hampta Pass …", language="es")
    assert [trek.id for trek in heard(turn).treks] == ["hampta-pass"]


def test_seats_and_a_bare_how_much_are_two_questions() -> None:
    told = reply_to("hampta in june 2027: seats left and how much?")
    assert "seats left" in told
    assert "per person" in told


def test_a_visa_card_is_no_visa() -> None:
    told = reply_to("¿cobran recargo si pago con la visa?", "es", "pricing")
    assert "Katmandú" not in told


def test_an_excuse_behind_a_question_is_no_part_of_it() -> None:
    told = reply_to("¿cuánto dura hampta? perdón por tanta pregunta, es mi primera vez", "es")
    assert "5 días" in told
    assert "no se lo puedo asegurar" not in told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("our train reaches dehradun at 11, can we start kedarkantha the same day?", "en"),
        ("hum dehradun 11 baje pahunchenge, kedarkantha usi din nikal sakte hain?", "hi-Latn"),
        ("notre train arrive à 11h, on peut partir le jour même pour kedarkantha ?", "fr"),
    ],
)
def test_who_says_when_they_arrive_hears_when_we_meet(text: str, language: Language) -> None:
    assert "pickup" in heard(written(text, language)).topics
