import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.facts.extract import extract
from agent.facts.mentions import Mentions, readable
from agent.facts.numbers import number
from tests.llm.samples import catalogue

MENTIONS = Mentions.of(catalogue())


def read(text: str) -> list[tuple[str, str]]:
    return [(claim.type, claim.value) for claim in extract(text, MENTIONS)]


def bound(text: str) -> list[tuple[str, str]]:
    return [(claim.value, claim.subject) for claim in extract(text, MENTIONS)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10,500", "10500"),
        ("1,00,000", "100000"),
        ("10.500", "10500"),
        ("4\u202f270", "4270"),
        ("4 270", "4270"),
        ("26,5", "26.5"),
        ("26.5", "26.5"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
    ],
)
def test_numbers_are_read_in_every_grouping(text: str, value: str) -> None:
    assert str(number(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "₹10,500",
        "Rs. 10,500",
        "INR 10500",
        "10,500 rupees",
        "10.500 ₹",
        "10\u202f500 roupies",
        "10.500 rupias",
        "₹१०,५००",
        "10,500 रुपये",
        "10500 rupaye",
        "Rs 10.5k",
    ],
)
def test_a_price_in_rupees_is_the_same_however_written(text: str) -> None:
    assert read(text) == [("price", "INR 10500")]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("US$149", [("price", "USD 149")]),
        ("1.095 € por persona", [("price", "EUR 1095")]),
        ("between 100 and 120 euros", [("price", "EUR 100"), ("price", "EUR 120")]),
        ("4,270 m", [("altitude", "4270")]),
        ("4.270 metros", [("altitude", "4270")]),
        ("4,270 मीटर", [("altitude", "4270")]),
        ("14,009 ft", [("altitude", "4270")]),
        ("26 km", [("distance", "26")]),
        ("5 दिन", [("duration", "5")]),
        ("5 días y 4 noches", [("duration", "5"), ("duration", "4")]),
        ("a 5-day trek", [("duration", "5")]),
        ("12–16 June 2027", [("date", "2027-06-12"), ("date", "2027-06-16")]),
        ("del 12 al 16 de junio de 2027", [("date", "2027-06-12"), ("date", "2027-06-16")]),
        ("du 1er juin au 31 juillet 2027", [("date", "2027-06-01"), ("date", "2027-07-31")]),
        ("12 जून 2027", [("date", "2027-06-12")]),
        ("June 12th, 2027", [("date", "2027-06-12")]),
        ("12/06/2027", [("date", "2027-06-12")]),
        ("12 June", [("date", "--06-12")]),
        ("in June 2027", [("date", "2027-06")]),
        ("June to October", [("season", "06"), ("season", "10")]),
        ("you may march on", []),
        ("20% deposit", [("percentage", "20")]),
        ("20 प्रतिशत", [("percentage", "20")]),
        ("20 por ciento", [("percentage", "20")]),
        ("15–29 days before departure", [("notice", "15"), ("notice", "29")]),
        ("people aged 12 to 62 years", [("age", "12"), ("age", "62")]),
        ("groups of at most 18 people", [("group_size", "18")]),
        ("for 5 people", [("people", "5")]),
        ("8 seats left", [("seats", "8")]),
        ("-10 to 2 °C", [("temperature", "-10"), ("temperature", "2")]),
        ("+91 98160 00142", [("phone", "+919816000142")]),
        ("see https://x.example/book.", [("link", "https://x.example/book")]),
        ("write to Hello@x.example.", [("email", "hello@x.example")]),
        ("9:00 to 19:00", [("time", "09:00"), ("time", "19:00")]),
        ("room 4, gate 12", [("number", "12")]),
    ],
)
def test_claims_are_read_in_five_languages(text: str, claims: list[tuple[str, str]]) -> None:
    assert read(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "Hampta Pass costs ₹11,500 and Kedarkantha ₹9,900.",
        "It is ₹11,500 for Hampta Pass and ₹9,900 for Kedarkantha.",
        "• Hampta Pass: ₹11,500\n• Kedarkantha: ₹9,900",
        "हम्प्टा पास ₹11,500 का है, केदारकांठा ₹9,900 का।",
        "Hampta: price ₹11,500. Kedarkantha: price ₹9,900.",
    ],
)
def test_each_price_belongs_to_its_own_trek(text: str) -> None:
    assert bound(text) == [("INR 11500", "hampta-pass"), ("INR 9900", "kedarkantha")]


def test_a_line_that_names_no_trek_is_about_the_one_before() -> None:
    assert bound("Kedarkantha is lovely.\nIt costs ₹9,900.") == [("INR 9900", "kedarkantha")]


def test_misspelt_and_accented_names_are_the_same_trek() -> None:
    found = MENTIONS.find(readable("Kedar Kantha, vallée des fleurs, हेमकुंड, HAMTA PASS"))
    assert [m.trek for m in found] == ["kedarkantha", "valley-of-flowers", "valley-of-flowers", "hampta-pass"]


@given(st.text(max_size=200))
def test_no_text_breaks_the_ledger(text: str) -> None:
    for claim in extract(text, MENTIONS):
        assert readable(text)[claim.start : claim.end] == claim.text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("le trek dure dix-huit jours", "18"),
        ("quatre-vingt-dix-neuf jours de marche", "99"),
        ("बत्तीस दिन का कोर्स", "32"),
        ("course pachpan din ka hai", "55"),
    ],
)
def test_numbers_in_words_are_read_whole(text: str, value: str) -> None:
    assert read(text) == [("duration", value)]


@pytest.mark.parametrize("text", ["chaar paanch ghante", "चार-पाँच घंटे", "quatre-cinq heures", "cuatro cinco horas"])
def test_two_numbers_that_follow_each_other_are_a_range(text: str) -> None:
    first, last = extract(text, MENTIONS)
    assert (first.value, first.last, last.value, last.first) == ("4", "5", "5", "4")


@pytest.mark.parametrize("text", ["une quinzaine de francs suisses", "environ 15 francs suisses"])
def test_a_vague_count_is_about_that_many(text: str) -> None:
    assert [(claim.value, claim.bound) for claim in extract(text, MENTIONS)] == [("CHF 15", "about")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("subah saadhe chhe baje", "06:30"),
        ("सुबह सवा छह बजे", "06:15"),
        ("सुबह पौने सात बजे", "06:45"),
    ],
)
def test_parts_of_an_hour_are_minutes_of_the_clock(text: str, value: str) -> None:
    assert read(text) == [("time", value)]


def test_hours_up_to_a_number_are_no_time_of_the_clock() -> None:
    assert read("en car, 7 à 9 heures") == [("hours", "7"), ("hours", "9")]


def test_what_is_drunk_from_is_no_money() -> None:
    assert read("Pensez à deux gourdes.") == []


def test_a_digit_of_any_script_is_read() -> None:
    assert readable("\U00011bf3 ०९ ٣") == "3 09 3"


def test_a_negation_before_a_bound_that_stands_behind_turns_nothing_round() -> None:
    claims = extract("ऐसे ट्रेक की सलाह नहीं देते जिनमें 2,500 मीटर से ऊपर सोना पड़े", MENTIONS)
    assert [(claim.value, claim.bound) for claim in claims] == [("2500", "least")]
