from datetime import date
from decimal import Decimal

import pytest

from agent.compose.reading.spoken import speaks
from agent.compose.told.wording import Wording
from agent.compose.topics.named import MANNERS, topics_in
from agent.turn import Language


@pytest.mark.parametrize(
    ("language", "currency", "written"),
    [
        ("en", "INR", "₹1,05,000"),
        ("hi", "INR", "₹1,05,000"),
        ("hi-Latn", "INR", "₹1,05,000"),
        ("en", "USD", "US$105,000"),
        ("es", "EUR", "105.000\u00a0€"),
        ("fr", "EUR", "105\u202f000\u00a0€"),
    ],
)
def test_money_is_written_as_the_language_does(language: Language, currency: str, written: str) -> None:
    assert Wording(language).money(Decimal(105000), currency) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 June – 31 July 2027"),
        ("hi", "1 जून – 31 जुलाई 2027"),
        ("es", "1 de junio – 31 de julio de 2027"),
        ("fr", "1er juin – 31 juillet 2027"),
        ("hi-Latn", "1 June – 31 July 2027"),
    ],
)
def test_a_season_names_both_months(language: Language, written: str) -> None:
    assert Wording(language).span(date(2027, 6, 1), date(2027, 7, 31)) == written


def test_a_span_over_the_new_year_names_both_years() -> None:
    assert Wording("en").span(date(2026, 12, 27), date(2027, 1, 1)) == "27 December 2026 – 1 January 2027"


def test_months_that_run_over_the_new_year_stay_one_run() -> None:
    assert Wording("en").months((1, 2, 3, 6, 12)) == "December–March and June"


def test_spanish_and_before_an_i_sound_is_e() -> None:
    assert Wording("es").listed(["guía", "impuestos"]) == "guía e impuestos"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("What does it cost and how high is it?", ("price", "altitude")),
        ("हम्पता पास की कीमत क्या है और नेटवर्क मिलता है?", ("price", "network")),
        ("kitne din ka hai aur thand kitni hogi", ("duration", "temperature")),
        ("¿Cuánto cuesta y qué incluye?", ("price", "included")),
        ("Quel est le prix ? Faut-il un permis ?", ("price", "permits")),
        ("precio por una persona", ("price",)),
    ],
)
def test_several_topics_of_one_message_are_all_heard(text: str, topics: tuple[str, ...]) -> None:
    assert tuple(topic for topic in topics_in(text) if topic not in MANNERS) == topics


@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        ("Le trek coûte 145 € par personne et dure cinq jours avec nous.", "fr", True),
        ("The trek costs 145 € per person and it is five days with us.", "fr", False),
        ("Hampta Pass ka price per person hai aur yeh 5 din ka hai", "hi-Latn", True),
        ("The pass is open and you can book with us for June", "hi-Latn", False),
        ("हम्पता पास की कीमत ₹11,500 है: https://saffronridge.example/book", "hi", True),
        ("Hampta Pass ki keemat 11500 hai aur yeh aapke liye theek hai", "hi", False),
        ("हम्पता पास की कीमत", "hi-Latn", False),
        ("Hampta Pass", "es", True),
    ],
)
def test_a_reply_in_another_language_is_noticed(text: str, language: Language, right: bool) -> None:
    assert speaks(text, language) is right
