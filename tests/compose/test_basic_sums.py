"""Basic questions of money and seats: who comes is counted; another currency or month is asked of the price told."""

import pytest

from agent.compose.reading.ask import ask
from agent.compose.topics.named import topics_in
from agent.turn import Language
from tests.compose.test_follow_ups import reply, talk, topics
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, asked, catalogue


@pytest.mark.parametrize(
    ("text", "language", "people"),
    [
        ("nag tibba 7 feb, headcount 14, total?", "en", 14),
        ("somos una peña de 8, ¿cuánto el kedarkantha?", "es", 8),
        ("queremos llevar a 12 empleados a Dayara Bugyal", "es", 12),
        ("kedarkantha pour 9 collaborateurs, combien en tout ?", "fr", 9),
        ("हम 6 यार हैं, केदारकांठा का कुल कितना", "hi", 6),
        ("10 karmchari hain, nag tibba ka total kitna", "hi-Latn", 10),
    ],
)
def test_crews_and_employees_are_counted(text: str, language: Language, people: int) -> None:
    assert ask(written(text, language), catalogue(), TODAY, "config/replies").people == people


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("and in euros please, I live in Lyon", "en"),
        ("¿y en euros? es que vivo en Madrid", "es"),
        ("et en euros svp, j'habite à Lyon", "fr"),
        ("euro me bata do main berlin me rehta hu", "hi-Latn"),
    ],
)
def test_a_currency_alone_asks_for_the_price_told_before(text: str, language: Language) -> None:
    turn = asked(text, language, "availability", customer=talk("price of hampta in october", "US$129 per person"))
    assert "€" in reply(turn).split("\n")[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("which is the nearest one that really goes?", "en"),
        ("¿y la más cercana que salga?", "es"),
        ("le plus proche qui part vraiment c'est quand ?", "fr"),
        ("सबसे नज़दीक वाली कौन सी है", "hi"),
    ],
)
def test_the_nearest_one_after_departures_is_another_departure(text: str, language: Language) -> None:
    assert "dates" in topics(text, "any seats on hampta on 26 june?", "that group is full", language=language)


def test_the_nearest_airport_is_no_departure() -> None:
    told = topics("where is the nearest airport?", "any seats on hampta on 26 june?", "that group is full")
    assert "dates" not in told


@pytest.mark.parametrize(
    ("text", "language"), [("june me kuch kam hoga hampta ka?", "hi-Latn"), ("जून में हम्पटा कुछ कम होगा?", "hi")]
)
def test_less_in_a_month_asks_for_the_price_of_that_month(text: str, language: Language) -> None:
    assert "11" in reply_to(text, language, "pricing").split("\n")[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("a bit of rum in the cold, ok?", "en"),
        ("un ron por la noche para el frío, ¿se puede?", "es"),
        ("un petit rhum contre le froid, ça passe ?", "fr"),
        ("thand me thodi old monk chalegi", "hi-Latn"),
    ],
)
def test_a_drink_against_the_cold_is_told_with_the_meals(text: str, language: Language) -> None:
    assert any(word in reply_to(text, language) for word in ("alcohol", "alcool", "sharab"))


def test_money_that_a_cancellation_costs_is_no_payment_gone_wrong() -> None:
    assert "payment_trouble" not in topics_in("20 din pehle cancel kiya to kitna paisa katega")
    assert "payment_trouble" in topics_in("paise kat gaye par booking nahi hui")
