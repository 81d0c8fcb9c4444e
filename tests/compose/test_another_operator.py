"""What is told of the company is its own: days and zone, tax, countries and languages, none of them the sample's."""

from dataclasses import replace
from typing import Any

import pytest

from agent.compose.composer import compose
from agent.facts.judge import judge
from agent.facts.ledger import Ledger
from agent.knowledge.catalogue import Catalogue
from agent.safety.policy import reply_flags
from agent.turn import Language
from tests.compose.written import written
from tests.llm.samples import TODAY, catalogue

_THEIRS: dict[str, Any] = {
    "name": "Sendas Altas",
    "timezone": "America/Lima",
    "hours": {"from": "08:30", "to": "18:00", "days": ["mon", "tue", "wed", "thu", "fri", "sat"]},
    "tax_percent": 18,
    "tax_name": "IGV",
    "date_changes_free": 2,
    "card_fee_percent": 4,
    "deposit_percent": 30,
    "insurance": {"above_altitude_m": {"PE": 5000}},
}
_PARTS = ("relevance", "required", "grounding", "tone", "call_to_action", "language")
_IN_ENGLISH_ONLY: dict[str, Any] = {
    "drinking_water": {"en": "The cook boils water every evening."},
    "payment_methods": {"en": ["bank transfer", "card"]},
    "hire": {"en": "We rent out no gear."},
}


def theirs(**more: Any) -> Catalogue:
    """The sample's treks, all of them in Peru, with another company's settings."""
    ours = catalogue()
    treks = {name: replace(trek, country="PE", region="Cordillera") for name, trek in ours.treks.items()}
    kept = {
        key: told for key, told in ours.operator.items() if key not in ("offloading_per_day", "minors_alone_from_age")
    }
    return replace(ours, treks=treks, operator={**kept, **_THEIRS, **more})


def told(text: str, language: Language, **more: Any) -> str:
    return compose(written(text, language), theirs(**more), TODAY).text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [
        ("is your office open on sundays?", "en", "Monday–Saturday from 08:30 to 18:00 (Lima time)"),
        ("¿a qué hora abre la oficina?", "es", "lunes–sábado de 08:30 a 18:00 (hora de Lima)"),
        ("quels sont vos horaires de bureau ?", "fr", "lundi–samedi de 08:30 à 18:00 (heure de Lima)"),
        ("office kitne baje khulta hai?", "hi-Latn", "(Lima time)"),
    ],
)
def test_office_hours_are_told_with_their_days_and_zone(text: str, language: Language, says: str) -> None:
    assert says in told(text, language)


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [
        ("do you go to kilimanjaro?", "en", "runs treks in Peru only"),
        ("¿van al kilimanjaro?", "es", "en Perú"),
        ("is the tax included?", "en", "18% IGV"),
        ("les taxes sont comprises ?", "fr", "La taxe IGV de 18 %"),
        ("can I change my date?", "en", "2 times, free of charge"),
        ("¿puedo cambiar la fecha?", "es", "2 veces"),
        ("do we need travel insurance?", "en", "evacuation for treks above 5,000 m in Peru"),
    ],
)
def test_countries_tax_changes_and_insurance_are_theirs(text: str, language: Language, says: str) -> None:
    assert says in told(text, language)


@pytest.mark.parametrize("language", ["en", "es", "fr", "hi", "hi-Latn"])
def test_no_phrase_names_the_country_or_payment_ways_of_the_sample(language: Language) -> None:
    asked = {
        "en": ["how do refunds reach me?", "my payment failed", "how do I get to the start?", "insurance?"],
        "es": ["¿cómo me devuelven el dinero?", "mi pago falló", "¿hace falta seguro?"],
        "fr": ["comment suis-je remboursé ?", "mon paiement a échoué", "faut-il une assurance ?"],
        "hi": ["रिफंड कैसे मिलेगा?", "पेमेंट फेल हो गया", "बीमा चाहिए?"],
        "hi-Latn": ["refund kaise milega?", "payment fail ho gaya", "insurance chahiye?"],
    }
    for text in asked[language]:
        reply = told(text, language, payment_methods={})
        assert not [
            word for word in ("UPI", "India", "Inde", "भारत", "Bharat", "Himalaya", "हिमालय") if word in reply
        ], reply


@pytest.mark.parametrize(
    ("text", "language", "intro"),
    [
        ("comment se passe l'eau potable ?", "fr", "À ce sujet, notre information est en anglais"),
        ("¿alquilan equipo?", "es", "Sobre esto tenemos la información en inglés"),
        ("पैसे कैसे दे सकते हैं?", "hi", "इस पर हमारी जानकारी अंग्रेज़ी में है"),
    ],
)
def test_what_they_wrote_in_english_only_is_told_so_and_passes_as_a_quotation(
    text: str, language: Language, intro: str
) -> None:
    turn, knows = written(text, language), theirs(**_IN_ENGLISH_ONLY)
    reply = compose(turn, knows, TODAY)
    assert intro in reply.text

    verdict = judge(turn, reply, Ledger(knows), TODAY, weights=dict.fromkeys(_PARTS, 1.0), strict=())
    assert verdict.parts["language"] == 1.0


@pytest.mark.parametrize(
    ("text", "language", "intro"),
    [
        ("how is the drinking water?", "en", "Our information on this is in French"),
        ("¿qué agua se bebe?", "es", "Sobre esto tenemos la información en francés"),
        ("पीने का पानी कैसा है?", "hi", "इस पर हमारी जानकारी फ़्रेंच में है"),
    ],
)
def test_what_stands_in_the_companys_own_language_alone_is_told_so(text: str, language: Language, intro: str) -> None:
    knows = theirs(languages=["fr", "en"], drinking_water={"fr": "Le cuisinier fait bouillir l'eau chaque soir."})
    turn = written(text, language)
    reply = compose(turn, knows, TODAY)
    assert intro in reply.text
    assert "bouillir" in reply.text

    verdict = judge(turn, reply, Ledger(knows), TODAY, weights=dict.fromkeys(_PARTS, 1.0), strict=())
    assert verdict.parts["language"] == 1.0


def test_of_two_other_languages_english_is_told() -> None:
    water = {"fr": "On fait bouillir l'eau.", "en": "We boil the water."}
    assert "We boil the water." in told("¿qué agua se bebe?", "es", languages=["fr", "en"], drinking_water=water)


def test_gear_that_comes_with_another_trek_is_not_told_of_the_one_asked_about() -> None:
    gear = {"en": ["crampons on Kedarkantha", "a helmet"]}
    assert "crampons on" not in told("do I have to bring crampons to Hampta Pass?", "en", gear_included=gear)
    assert "crampons on" in told("do I have to bring crampons to Kedarkantha?", "en", gear_included=gear)


def test_hindi_in_devanagari_is_told_in_latin_letters_to_who_writes_so() -> None:
    assert "Har shaam paani" in told("paani kaisa milega?", "hi-Latn", drinking_water={"hi": "हर शाम पानी उबलता है।"})


def test_a_card_fee_is_no_share_of_the_balance_told_before_it() -> None:
    reply = compose(
        written("deposit? do you take cards, is there a fee?"), theirs(payment_methods={"en": ["card"]}), TODAY
    )
    assert "4% more" in reply.text

    shares = [one for one in Ledger(theirs()).check(reply.text, today=TODAY) if one.found.type == "percentage"]
    assert {one.ruling.status for one in shares} == {"supported"}


def test_a_minor_who_comes_alone_is_not_told_what_grown_people_are() -> None:
    reply = told("my daughter is 16, can she come alone to Hampta Pass?", "en", solo={"en": "Come alone if you like."})
    assert "Come alone" not in reply
    assert "a colleague can tell you" in reply


@pytest.mark.parametrize(
    "text",
    [
        "You share a tent with a guest of the same sex.",
        "Comparte carpa con alguien de su mismo sexo.",
        "Vous partagez la tente avec une personne du même sexe.",
    ],
)
def test_tents_by_sex_are_no_adult_content(text: str) -> None:
    assert reply_flags(text, known=()) == ()


@pytest.mark.parametrize(("text", "language"), [("hola!! aceptan yape? soy de arequipa", "es"), ("yape?", "en")])
def test_a_way_to_pay_is_known_by_its_name(text: str, language: Language) -> None:
    reply = told(text, language, payment_methods={"es": ["Yape", "tarjeta"], "en": ["Yape from Peru", "card"]})
    assert "Yape" in reply


def test_a_country_alone_asks_for_its_treks() -> None:
    assert "These would suit" in told("do you have anything in peru?", "en")
