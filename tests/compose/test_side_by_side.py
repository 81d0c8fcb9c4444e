"""Treks side by side, and what a party pays: nobody is left out, and no price is told that was not asked for."""

import pytest

from agent.turn import Language
from tests.compose.written import reply_to


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("har ki dun ou kuari, dans lequel on marche le moins au total, et lequel monte le moins haut ?", "fr"),
        ("¿qué trek es más duro, bali pass o pin parvati, y cuántos días cada uno?", "es"),
    ],
)
def test_each_and_in_total_ask_for_no_price_where_something_else_is_counted(text: str, language: Language) -> None:
    reply = reply_to(text, language)
    assert "km" in reply
    assert "€" not in reply


def test_the_table_says_how_far_each_goes_and_which_is_ahead() -> None:
    reply = reply_to("tarsar marsar or kashmir great lakes, which one means less walking?")
    assert "48 km" in reply
    assert "72 km" in reply
    assert "Least to walk: Tarsar Marsar." in reply


def test_level_ones_have_none_ahead() -> None:
    assert "Fewest" not in reply_to("rupin or buran ghati, which takes fewer days?")


def test_the_hardest_is_named_where_the_hardest_is_asked_for() -> None:
    reply = reply_to("between Rupin, Buran Ghati and Bali Pass which one is the hardest and the highest?")
    assert "Hardest: Bali Pass." in reply
    assert "Highest: Bali Pass." in reply


def test_what_no_table_holds_is_told_of_each() -> None:
    reply = reply_to("which is colder, kedarkantha or brahmatal, in january")
    assert "On Kedarkantha expect" in reply
    assert "On Brahmatal expect" in reply


def test_two_treks_with_or_between_them_are_compared_whatever_stands_beside() -> None:
    reply = reply_to("bhai kedarkantha ya nag tibba? office se sirf do din milenge", "hi-Latn")
    assert "Kedarkantha: 6 din" in reply
    assert "Nag Tibba: 2 din" in reply


def test_the_same_price_is_told_once() -> None:
    reply = reply_to("quel est le moins cher entre gokyo et le camp de base de l'everest en avril ?", "fr", "pricing")
    assert reply.count("1 005 €") == 1


def test_a_child_named_by_its_age_is_one_of_the_party() -> None:
    text = "Could you quote for Hampta Pass in July for two adults and a 13 year old?"
    assert "For 3 people" in reply_to(text, intent="pricing")


def test_a_party_hears_until_when_its_early_discount_holds() -> None:
    reply = reply_to("para ABC en abril somos 2, ¿cuánto con la rebaja por reservar con tiempo?", "es", "pricing")
    assert "31 de diciembre de 2026" in reply


def test_one_too_young_for_the_trek_named_hears_what_else_there_is() -> None:
    reply = reply_to("Is Tarsar Marsar doable with a 10yo? Otherwise what else in july")
    assert "too young for Tarsar Marsar" in reply
    assert "Beas Kund" in reply
