"""What it comes to: hired things, the party supposed or told late, and the seats of the day a price is asked for."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.reading.ask import ask
from agent.compose.reading.asked import Asked
from agent.turn import Customer, Language, Turn, Utterance
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, catalogue


def after(text: str, before: str, told: str = "…", *, language: Language = "en", trek: str = "hampta-pass") -> Turn:
    said = (Utterance(speaker="U", text=before), Utterance(speaker="S", text=told))
    customer = Customer(id="c-1", country="IN", messages=3, history=said, focus=(trek,))
    return replace(written(text, language, "pricing"), customer=customer)


def heard(turn: Turn) -> Asked:
    return ask(turn, catalogue(), TODAY, "config/replies")


def told(turn: Turn) -> str:
    return compose(turn, catalogue(), TODAY).text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "language", "total"),
    [
        ("boots and poles on rent for Hampta, total for two people?", "en", "₹2,400"),
        ("jacket aur stick kiraye pe, total kitna", "hi-Latn", "₹1,100"),
        ("जूते और बैग किराए पर, कुल कितना", "hi", "₹1,600"),
        ("alquilar botas y bastones para dos personas, ¿total?", "es", "2.400 ₹"),
        ("doudoune + chaussures en location, total pour trois personnes ?", "fr", "5 100 ₹"),
    ],
)
def test_hired_things_are_summed_up_for_those_who_come(text: str, language: Language, total: str) -> None:
    assert total in reply_to(text, language, "pricing")


def test_a_sum_has_the_price_of_each_thing_and_no_list_of_all() -> None:
    reply = reply_to("need jacket + sticks on rent for kuari pass, total how much", intent="pricing")
    assert "down jacket ₹800, pair of poles ₹300" in reply
    assert "backpack" not in reply


def test_both_of_two_things_named_one_after_the_other_are_summed_up() -> None:
    assert "₹1,600" in told(after("and a rucksack too, both together how much?", "do you rent boots?"))


@pytest.mark.parametrize(
    ("text", "language", "total"),
    [
        ("two warm jackets and one pair of poles on rent for Kuari, we are 5, total?", "en", "₹1,900"),
        ("kuari ke liye jacket 2, jute 4, total kiraya kitna", "hi-Latn", "₹5,200"),
        ("क्वारी पास पर चार जोड़ी जूते और दो छड़ी किराए पर, टोटल कितना होगा", "hi", "₹3,900"),
        ("alquilar 3 chaquetas y un par de bastones, ¿cuánto es en total?", "es", "2.700 ₹"),
        ("deux doudounes et trois paires de bâtons en location, combien en tout ?", "fr", "2 500 ₹"),
    ],
)
def test_of_hired_things_so_many_are_summed_up_as_the_customer_counts(
    text: str, language: Language, total: str
) -> None:
    assert total in reply_to(text, language, "pricing")


def test_a_bag_of_so_many_litres_is_one_bag() -> None:
    assert "₹1,500" in reply_to("a 50 litre rucksack and a jacket on rent for kuari, total?", intent="pricing")


def test_hire_prices_of_india_are_not_told_of_nepal() -> None:
    assert "₹1,200" not in reply_to("boots and poles on rent for Langtang, total?", intent="pricing")


@pytest.mark.parametrize(
    ("before", "text", "language", "people"),
    [
        ("what does Hampta cost in June?", "and if we are 7?", "en", 7),
        ("what does Hampta cost in June?", "actually 8, total?", "en", 8),
        ("hampta june me kitne ka hai", "aur agar 7 ho jaye to", "hi-Latn", 7),
        ("हम्पता जून में कितने का है", "अगर हम 9 हो जाएं", "hi", 9),
        ("¿precio de Hampta en junio?", "y si nos juntamos 6 en total", "es", 6),
        ("¿precio de Hampta en junio?", "y para los 3, ¿cuánto es?", "es", 3),
        ("prix du Hampta en juin ?", "et si on est 6 finalement ?", "fr", 6),
    ],
)
def test_a_party_that_is_supposed_takes_the_place_of_the_one_before(
    before: str, text: str, language: Language, people: int
) -> None:
    found = heard(after(text, before, language=language))
    assert (found.people, "price" in found.topics) == (people, True)


@pytest.mark.parametrize("text", ["and the 19?", "y el 19?", "for 4 days?", "day 3?"])
def test_a_day_or_a_length_is_no_party(text: str) -> None:
    assert heard(after(text, "what does Hampta cost in June?")).people is None


def test_who_tells_the_party_after_a_price_hears_the_total_and_whether_the_children_may_come() -> None:
    reply = told(after("we'll be 2 adults and 2 kids aged 9 and 13", "how much is Hampta in June?"))
    assert "For 4 people" in reply
    assert "at 9 years one is too young" in reply


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("pour ma femme, moi et nos trois ados", 5),
        ("my wife and I plus our two boys", 4),
        ("a mi novia y a mi", 2),
        ("me and my wife, 2 people", 2),
    ],
)
def test_those_counted_beside_a_couple_are_added(text: str, people: int) -> None:
    assert heard(written(text)).people == people


def test_who_asks_the_price_of_a_day_hears_how_many_seats_it_has() -> None:
    reply = reply_to("price of Hampta Pass on 18 July 2027 for 4 of us?", intent="pricing")
    assert "13 seats left" in reply
    assert "free dates?" not in reply


def test_who_asks_the_price_of_a_day_without_a_departure_hears_the_nearest() -> None:
    reply = reply_to("how much is Hampta Pass on 20 July 2027?", intent="pricing")
    assert "does not leave on 20 July 2027" in reply
    assert "18 July" in reply


@pytest.mark.parametrize(
    ("text", "language"),
    [("tiene 66 y sube al Moncayo todos los domingos", "es"), ("he walks every sunday", "en")],
)
def test_a_day_of_each_week_is_no_time_to_go(text: str, language: Language) -> None:
    assert heard(written(text, language)).windows == ()


def test_a_day_that_is_corrected_is_the_last_one_named() -> None:
    windows = heard(written("quedan plazas el 29 de mayo de 2027? digo del 30", "es")).windows
    assert [window.first.isoformat() for window in windows] == ["2027-05-30"]


def test_two_days_without_a_correction_are_both_asked_for() -> None:
    assert len(heard(written("seats on 27 June 2027 or 4 July 2027?")).windows) > 1


def test_a_trek_that_only_we_named_does_not_bind_who_says_what_they_want() -> None:
    text = "estaremos en Manali en junio y solo tenemos 3 dias, cual nos pega?"
    turn = after(text, "nunca hemos subido ni una cuesta", "• Nag Tibba: 2 días", language="es", trek="nag-tibba")
    parsed = replace(turn.parsed, intent="availability") if turn.parsed else None
    assert "Beas Kund" in told(replace(turn, parsed=parsed))
