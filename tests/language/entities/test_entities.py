from typing import Any

import pytest

from agent.language.entities import EntityFinder
from tests.language.conftest import TODAY, Reads


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hampta ka price", [("hampta", "hampta-pass")]),
        ("hamta pas in june", [("hamta pas", "hampta-pass")]),
        ("kedarkanta trek", [("kedarkanta", "kedarkantha")]),
        ("kedar kantha?", [("kedar kantha", "kedarkantha")]),
        ("HP trek kab hai", [("HP trek", "hampta-pass")]),
        ("EBC or Everest Base Camp", [("EBC", "everest-base-camp"), ("Everest Base Camp", "everest-base-camp")]),
        ("हम्प्टा पास की कीमत", [("हम्प्टा पास", "hampta-pass")]),
        ("केदारकंठा कब", [("केदारकंठा", "kedarkantha")]),
        ("VALLE DE LAS FLORES", [("VALLE DE LAS FLORES", "valley-of-flowers")]),
        ("valley of flowrs", [("valley of flowrs", "valley-of-flowers")]),
        ("kashmir greate lakes", [("kashmir greate lakes", "great-lakes")]),
        ("goechla", [("goechla", "goechala")]),
    ],
)
def test_treks_are_found_however_they_are_written(reads: Reads, text: str, found: list[Any]) -> None:
    assert reads("trek", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "is the lake near the base camp of the pass?",
        "which valley has great rivers",
        "we come from kashmir",
        "my hp laptop is broken",
        "see https://saffronridge.example/hampta-pass",
        "pass me the flowers",
        "the camp was great",
    ],
)
def test_common_words_and_places_are_no_treks(reads: Reads, text: str) -> None:
    assert reads("trek", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("₹12k", [("₹12k", "INR 12000")]),
        ("12 हज़ार है क्या", [("12 हज़ार", "INR 12000")]),
        ("१२ हजार", [("१२ हजार", "INR 12000")]),
        ("€150 pp", [("€150", "EUR 150")]),
        ("INR 10,500", [("INR 10,500", "INR 10500")]),
        ("Rs. 500/- only", [("Rs. 500/-", "INR 500")]),
        ("USD 1200", [("USD 1200", "USD 1200")]),
        ("150 euros", [("150 euros", "EUR 150")]),
        ("1.5 lakh", [("1.5 lakh", "INR 150000")]),
        ("1,20,000 rupees", [("1,20,000 rupees", "INR 120000")]),
        ("10.500 rupias", [("10.500 rupias", "INR 10500")]),
        ("cinco mil rupias", [("cinco mil rupias", "INR 5000")]),
        ("149,50 €", [("149,50 €", "EUR 149.5")]),
        ("budget 15k hai", [("15k", "INR 15000")]),
        ("at 4k m altitude, 5k people", []),
        ("15000/-", [("15000/-", "INR 15000")]),
        ("Rs.9,999 only", [("Rs.9,999", "INR 9999")]),
        ("twelve thousand rupees", [("twelve thousand rupees", "INR 12000")]),
        ("dhai lakh tak", [("dhai lakh", "INR 250000")]),
        ("1 200 €", [("1 200 €", "EUR 1200")]),
        ("1.200 €", [("1.200 €", "EUR 1200")]),
        ("$1,200", [("$1,200", "USD 1200")]),
        ("10-15k", [("10", "INR 10000"), ("15k", "INR 15000")]),
        ("₹8k to 10k", [("₹8k", "INR 8000"), ("10k", "INR 10000")]),
        ("budget 15000 hai", [("15000", "INR 15000")]),
        ("8500 per person", [("8500", "INR 8500")]),
        ("in 2027 at 5364 m, pin 175131, booking b-0057, run", []),
    ],
)
def test_prices_carry_their_currency(reads: Reads, text: str, found: list[Any]) -> None:
    assert reads("price", text) == found


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("4 log", [4]),
        ("for two people", [2]),
        ("price for two?", [2]),
        ("somos cuatro", [4]),
        ("nous sommes 5", [5]),
        ("family of 4", [4]),
        ("हम चार लोग", [4]),
        ("2 adults 1 kid", [3]),
        ("dos adultos y un niño", [3]),
        ("teen log", [3]),
        ("chaar people", [4]),
        ("me and my wife", [2]),
        ("ma femme et moi", [2]),
        ("meri aur meri wife ki seat", [2]),
        ("एक कपल के लिए", [2]),
        ("dos parejas", [4]),
        ("15-20 people", [20]),
        ("family of four", [4]),
        ("तीन लड़कियाँ", [3]),
        ("a couple of days", []),
        ("2 person tent", []),
        ("leave me alone", []),
        ("for 4 tents", []),
        ("hum 4 ghante chale", []),
        ("solo quiero saber el precio", []),
        ("la seule fois", []),
        ("un niño llora", []),
        ("बुक कर दो भाई", []),
        ("for 5 days", []),
        ("do people need permits", []),
        ("for one night", []),
    ],
)
def test_parties_are_counted(reads: Reads, text: str, people: list[int]) -> None:
    assert [value for _, value in reads("people", text)] == people


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("hum 3 dost", "3 dost"),
        ("somos 2", "2"),
        ("we are five", "five"),
        ("a group of 12", "group of 12"),
        ("je voyage seule", "seule"),
        ("main akela aa raha hu", "akela"),
        ("y para 4 hay sitio", "4"),
        ("hum 4 kal aayenge", "4"),
        ("pour quatre au départ", "quatre"),
        ("infirmière, seule, libre en avril", "seule"),
    ],
)
def test_a_party_is_the_shortest_span_that_says_its_size(reads: Reads, text: str, span: str) -> None:
    assert [words for words, _ in reads("people", text)] == [span]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my son is 9", [("9", 9)]),
        ("9 saal", [("9 saal", 9)]),
        ("tiene 12 años", [("12 años", 12)]),
        ("mon fils a 12 ans", [("12 ans", 12)]),
        ("बेटी 9 साल की है", [("9 साल", 9)]),
        ("aged 61", [("61", 61)]),
        ("mon père a 68, ça va ?", [("68", 68)]),
        ("mi madre va a cumplir 71", [("71", 71)]),
        ("ma mère a 3 valises", []),
        ("mummy 58 ki hai", [("58", 58)]),
        ("kids 8 and 11", [("8", 8), ("11", 11)]),
        ("niños de 8 y 11 años", [("8", 8), ("11 años", 11)]),
        ("my father, 65, comes along", [("65", 65)]),
        ("i am 47 and fit", [("47", 47)]),
        ("swap meera (31) for anil", [("31", 31)]),
        ("the batch (12) is full", []),
        ("my elder one is 16", [("16", 16)]),
        ("hamari badi wali 15 ki hai", [("15", 15)]),
        ("मेरी छोटी वाली 12 की है", [("12", 12)]),
        ("the younger one wants 2 seats", []),
        ("5 years ago", []),
        ("10 years of experience", []),
        ("i am 20 km away", []),
        ("bhai 12 ka package", []),
        ("my son 2 seats", []),
    ],
)
def test_ages_are_years(reads: Reads, text: str, found: list[Any]) -> None:
    assert reads("age", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 days", [("5 days", 5)]),
        ("5 din ka", [("5 din", 5)]),
        ("una semana", [("una semana", 7)]),
        ("4N/5D", [("4N/5D", 5)]),
        ("पाँच दिन", [("पाँच दिन", 5)]),
        ("5-6 jours", [("5-6 jours", 6)]),
        ("for a week", [("a week", 7)]),
        ("i run thrice a week", []),
        ("7 months pregnant", []),
        ("día a día", []),
    ],
)
def test_durations_are_days(reads: Reads, text: str, found: list[Any]) -> None:
    assert reads("duration", text) == found


def test_phones_are_e164_and_emails_lower_case(reads: Reads) -> None:
    text = "call 98160 00142 or +44 20 7946 0018, mail A.B@Example.com"

    assert reads("phone", text) == [("98160 00142", "+919816000142"), ("+44 20 7946 0018", "+442079460018")]
    assert reads("email", text) == [("A.B@Example.com", "a.b@example.com")]


def test_a_number_nobody_has_is_a_phone_when_it_is_called_one(reads: Reads) -> None:
    assert reads("phone", "my whatsapp is +44 7700 900417") == [("+44 7700 900417", "+447700900417")]
    assert reads("phone", "mobile 55512 34567") == [("55512 34567", "+915551234567")]
    assert reads("phone", "order 55512 34567") == []


def test_a_phone_number_is_not_also_a_price_or_a_party(reads: Reads) -> None:
    assert {entity.type for entity in reads.all("9816000142 people")} == {"phone"}


def test_several_entities_come_in_the_order_of_the_text(reads: Reads) -> None:
    found = reads.all("hamta pas 12-15 June for 4 people under ₹12k")

    assert [(entity.type, entity.value) for entity in found] == [
        ("trek", "hampta-pass"),
        ("date", "2027-06-12/2027-06-15"),
        ("people", 4),
        ("price", "INR 12000"),
    ]


def test_nothing_breaks_it_and_spans_stay_exact(finder: EntityFinder, nasty: str) -> None:
    assert all(nasty[e.start : e.end] == e.text for e in finder.find(nasty, TODAY))
