"""The currency of a reply: any that the operator lists, by the names people have for it."""

from dataclasses import replace

import pytest

from agent.compose.reading.currency import currency_for
from agent.turn import Customer, Language
from tests.llm.samples import asked, catalogue

PERUVIAN = Customer(id="c-1", country="PE")


def chosen(text: str, language: Language, listed: list[str], customer: Customer | None = None) -> str:
    operator = {**catalogue().operator, "currencies": listed}
    turn = asked(text, language, "pricing", customer=customer)
    return currency_for(turn, replace(catalogue(), operator=operator), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much is it in soles?", "en"),
        ("price in PEN please", "en"),
        ("¿y en soles?", "es"),
        ("combien en sols ?", "fr"),
        ("सोल में कितना", "hi"),
    ],
)
def test_a_listed_currency_is_understood_by_its_name(text: str, language: Language) -> None:
    assert chosen(text, language, ["USD", "EUR", "PEN"]) == "PEN"


def test_one_that_is_not_listed_is_not_promised() -> None:
    assert chosen("how much is it in soles?", "en", ["USD", "EUR"]) == "USD"


def test_a_pen_is_no_currency() -> None:
    assert chosen("how much is a pen?", "en", ["USD", "PEN"]) == "USD"


def test_a_customer_hears_the_currency_of_their_country_where_it_is_listed() -> None:
    assert chosen("¿cuánto cuesta?", "es", ["USD", "PEN"], PERUVIAN) == "PEN"
    assert chosen("¿cuánto cuesta?", "es", ["USD", "EUR"], PERUVIAN) == "USD"
