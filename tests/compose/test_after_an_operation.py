"""Papers asked for after an operation, a code asked for on the telephone, and other things that two lines tell."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.turn import Language, Utterance
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, catalogue


def _after(before: str, text: str, language: Language) -> str:
    turn = written(text, language, "support")
    said = replace(turn.message, history=(Utterance(speaker="U", text=before, at=turn.message.sent_at),))
    return compose(replace(turn, message=said), catalogue(), TODAY).text


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("my knee was replaced 4 months ago, can i do dayara bugyal and what papers do you need?", "en", "operated"),
        ("me pusieron un marcapasos hace dos meses, ¿qué papeles hacen falta para poon hill?", "es", "operó"),
        ("prothèse de hanche il y a 5 mois, poon hill, quels papiers ?", "fr", "opération"),
        ("घुटना बदलवाया है चार महीने पहले, दयारा के लिए कौन सा कागज़ लगेगा?", "hi", "ऑपरेशन"),
        ("ghutna badalwaya h 4 mahine pehle, dayara ke liye kaunsa kagaz lagega?", "hi-Latn", "operation"),
    ],
)
def test_who_was_operated_on_hears_of_the_doctors_paper(text: str, language: Language, word: str) -> None:
    told = reply_to(text, language, "support").casefold()
    assert word in told
    assert "nationality" not in told


@pytest.mark.parametrize(
    ("before", "text", "language"),
    [
        ("a woman rang and wants the OTP", "should i tell her? she is on hold", "en"),
        ("ek bande ka phone aaya, OTP maang raha", "de du kya? hold pe hai", "hi-Latn"),
        ("एक मैडम का फोन आया, OTP माँग रही हैं", "बता दूँ क्या, होल्ड पे हैं", "hi"),
    ],
)
def test_a_caller_on_hold_who_wants_a_code_is_no_seat_to_hold(before: str, text: str, language: Language) -> None:
    told = _after(before, text, language)
    assert "OTP" in told or "one-time" in told
    assert "20%" not in told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my sun is seventeen and half, can he come on chadar?", "en"),
        ("mi hijo tiene diecisiete y medio, ¿puede ir a Chadar?", "es"),
    ],
)
def test_an_age_and_a_half_in_words_is_an_age(text: str, language: Language) -> None:
    assert "17" in reply_to(text, language)


@pytest.mark.parametrize(
    ("text", "language", "total"),
    [
        ("hampta pass 26 june 2027, do dost aur aa gaye, ab paanch ka total?", "hi-Latn", "54,050"),
        ("हम्पता पास 26 जून 2027, अब सात का टोटल?", "hi", "7 लोगों"),
    ],
)
def test_the_total_of_so_many_is_theirs(text: str, language: Language, total: str) -> None:
    assert total in reply_to(text, language, "pricing")


def test_the_fee_asked_right_behind_a_porter_is_no_price_of_the_trek() -> None:
    told = reply_to("bag 11 kg ka hai, porter utha lega hampta pe? kitna lega", "hi-Latn", "pricing")
    assert "350" in told
    assert "11,500" not in told


def test_a_party_too_large_for_a_day_hears_how_many_seats_it_has() -> None:
    told = reply_to("we are 22 for nag tibba on 7 february 2027, do we all fit?", intent="availability")
    assert "only 15 seats left" in told
    assert "at most 20 people" in told
    assert "no open departure" not in told
