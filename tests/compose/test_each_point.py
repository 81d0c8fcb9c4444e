"""Every point of a message is answered, however short it is, and what is only told beside it is not taken for one."""

import pytest

from agent.compose.reading.questions import questions_in
from agent.turn import Language
from tests.compose.written import reply_to


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1) min age 2) how many km 3) sim network", 3),
        ("km, temp & toilets", 3),
        ("how much advance n do u take cards", 2),
        ("highest pt, days", 2),
    ],
)
def test_points_of_a_list_are_told_apart(text: str, parts: int) -> None:
    assert len(questions_in(text)) == parts


def test_a_terse_list_is_answered_point_by_point() -> None:
    reply = reply_to("Pin parvati - days, highest pt, biggest grp u take")
    assert "11 days" in reply
    assert "5,319" in reply
    assert "12 people" in reply


@pytest.mark.parametrize(
    ("text", "language", "told", "other"),
    [
        ("Did Hampta and Kedarkantha last year, how many km is Rupin Pass?", "en", "52 km", "26 km"),
        ("maine pehle kuari aur brahmatal kiya h, ab pin parvati jana hai, kitne din?", "hi-Latn", "11", "30 km"),
        ("ya hice el Kedarkantha. Bali pass: cuántos km?", "es", "58 km", "20 km"),
        ("j'ai déjà fait Goechala. Pin Parvati, combien de km ?", "fr", "110 km", "85 km"),
        ("मैंने हम्पता किया है, रूपिन कितने किलोमीटर है?", "hi", "52", "26 किमी"),
    ],
)
def test_treks_walked_before_are_not_weighed_against_the_one_asked_for(
    text: str, language: Language, told: str, other: str
) -> None:
    reply = reply_to(text, language)
    assert told in reply
    assert other not in reply


def test_a_thing_that_is_available_is_no_free_place() -> None:
    reply = reply_to("is wifi available on Langtang?")
    assert "Wi-Fi" in reply
    assert "seats left" not in reply
    assert "seats left" in reply_to("is Langtang available in april 2027?")


def test_what_is_paid_by_the_day_is_no_price_of_the_trek() -> None:
    reply = reply_to("can somebody carry my bag on hampta? bad back. per day rate?")
    assert "350" in reply
    assert "price per person" not in reply


def test_what_a_rescue_costs_is_answered_with_no_price_of_a_trek() -> None:
    assert "3,400" not in reply_to("guide kitne logo pe ek? rescue ka kharcha kiska", "hi-Latn")


def test_a_fee_on_cards_is_heard_behind_the_deposit() -> None:
    assert "extra charge nahi" in reply_to("advance kitna dena h, card pe extra to nahi lagega", "hi-Latn", "pricing")
    assert "Aucun supplément" in reply_to("l'acompte c'est combien ? frais de CB ?", "fr", "pricing")


def test_who_picks_up_the_phone_is_asked_of_the_office() -> None:
    assert "19:00" in reply_to("till what time does someone pick up your phone", intent="support")


def test_children_named_with_their_ages_do_not_come_alone() -> None:
    reply = reply_to("My two girls are 8 and 11. Dayara Bugyal ok?")
    assert "minimum age" in reply
    assert "many people join our groups alone" not in reply
