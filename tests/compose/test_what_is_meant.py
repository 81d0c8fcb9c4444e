"""The more particular thing a message asks comes before a word that merely occurs in it."""

import pytest

from agent.turn import Intent, Language
from tests.compose.test_ones_own import BOOKED, of
from tests.compose.test_ones_own import reply_to as told_who_booked
from tests.compose.test_sums import after, heard, told
from tests.compose.written import reply_to


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("we reserve the one on the 14th. by the way I'm pregnant, 5 months, all fine?", "en", "booking"),
        ("reservamos la del 14. ah, estoy embarazada de 5 meses, todo bien no?", "es", "booking"),
        ("on réserve celui du 14. au fait je suis enceinte de 5 mois, ça va ?", "fr", "booking"),
    ],
)
def test_who_takes_a_place_and_expects_a_child_hears_of_that_and_not_that_no_booking_is_seen(
    text: str, language: Language, intent: Intent
) -> None:
    assert "3,500 m" in reply_to(text, language, intent).replace("3.500", "3,500").replace("3 500", "3,500")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("somos una peña de 8", "es"),
        ("headcount 8", "en"),
        ("on est un club de 8", "fr"),
    ],
)
def test_a_crowd_by_whatever_name_is_so_many_people(text: str, language: Language) -> None:
    assert heard(after(text, "Hampta Pass", language=language)).people == 8


@pytest.mark.parametrize(
    "before", ["Kashmir Great Lakes or Tarsar Marsar for my father", "KGL vs Tarsar Marsar, my father comes"]
)
def test_an_age_told_right_after_two_treks_is_told_of_both(before: str) -> None:
    reply = told(after("he is 59 years old", before, trek="kashmir-great-lakes"))
    assert "Kashmir Great Lakes" in reply
    assert "Tarsar Marsar" in reply


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what's the closest one to that?", "en"),
        ("y lo más cercano, justo antes o después?", "es"),
        ("et juste avant ou juste après, le plus proche ?", "fr"),
    ],
)
def test_the_nearest_departure_is_that_to_the_day_talked_about(text: str, language: Language) -> None:
    turn = after(text, "Gokyo Lakes 29 october 2027?", language=language, trek="gokyo-lakes")
    assert [window.first.isoformat() for window in heard(turn).windows] == ["2027-10-29"]


@pytest.mark.parametrize(
    ("text", "language", "where"),
    [
        ("do you go to kilimanjaro in september?", "en", "runs treks in India and Nepal only"),
        ("¿organizan el camino inca a Machu Picchu?", "es", "en India y Nepal"),
        ("vous organisez le kilimandjaro en septembre ?", "fr", "(Inde et Népal)"),
        ("kya aap bhutan trek karate hain?", "hi-Latn", "sirf Bharat aur Nepal mein"),
        ("क्या आप किलिमंजारो ले जाते हैं?", "hi", "सिर्फ़ भारत और नेपाल में"),
    ],
)
def test_other_parts_of_the_world_are_declined(text: str, language: Language, where: str) -> None:
    assert where in reply_to(text, language)


def test_a_mountain_elsewhere_that_was_walked_before_declines_no_trek_of_ours() -> None:
    assert "only" not in reply_to("I walked up Kilimanjaro, how hard is Hampta Pass?")


@pytest.mark.parametrize(
    ("text", "language", "honest"),
    [
        ("are there snakes on Langtang?", "en", "don't know"),
        ("¿cuántos de cada cien llegan a la cima en el Everest?", "es", "no lo sé"),
        ("je peux garer ma voiture chez vous à Manali ?", "fr", "ne le sais pas"),
    ],
)
def test_what_nobody_wrote_of_is_not_known(text: str, language: Language, honest: str) -> None:
    assert honest in reply_to(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [("which brand are the sleeping bags?", "en"), ("les sacs de couchage sont de quelle marque ?", "fr")],
)
def test_an_answer_that_says_nothing_of_the_thing_asked_for_says_so(text: str, language: Language) -> None:
    honest = ("don't know", "can't say", "n’en sais pas plus", "pas de certitude", "ne le sais pas")
    assert any(words in reply_to(text, language) for words in honest)


def test_a_total_and_free_places_are_no_wish_for_another_trek() -> None:
    reply = reply_to(
        "¿Hay plazas en Dayara el 11 de abril de 2027 y cuál sería el importe total para 12?", "es", "pricing"
    )
    assert "1.214,40 €" in reply


@pytest.mark.parametrize("text", ["where do we meet?", "where do we have to show up?"])
def test_who_booked_one_trek_and_names_none_means_that_one(text: str) -> None:
    assert "Which trek" not in told_who_booked(of(BOOKED, text))
    assert "Annapurna" in told_who_booked(of(BOOKED, text))


def test_another_currency_is_the_price_once_more_and_no_yes_to_the_dates() -> None:
    turn = after(
        "and in euros please, I live in Lyon", "price of Hampta Pass in june 2027?", "Shall I show you the free dates?"
    )
    assert "€" in told(turn)


def test_kilometres_are_no_age() -> None:
    assert heard(after("retired couple, 67 and 64, we walk 9 km a day. which one?", "hello")).ages == (67, 64)
