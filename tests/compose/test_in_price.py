"""Whether one thing is in the price: a plain yes or no for that thing, in every language, that the ledger bears out."""

import pytest

from agent.compose.composer import compose
from agent.facts.ledger import Ledger
from agent.knowledge.covered import covered
from agent.turn import Language, Passage
from tests.compose.written import reply_to, written
from tests.llm.samples import LANGUAGES, TODAY, catalogue

_FLIGHT: dict[Language, str] = {
    "en": "is the flight to Lukla included in the price of Everest Base Camp?",
    "hi": "एवरेस्ट बेस कैंप की कीमत में लुकला की फ़्लाइट शामिल है?",
    "hi-Latn": "everest base camp ke price me lukla ki flight shamil hai?",
    "es": "¿el vuelo a Lukla va incluido en Everest Base Camp?",
    "fr": "le vol pour Lukla est compris dans le prix de l'Everest Base Camp ?",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_flight_of_the_trek_is_in_the_price_and_the_one_to_its_start_is_not(language: Language) -> None:
    told = reply_to(_FLIGHT[language], language, "pricing").split("\n")
    named = catalogue().place_in("Lukla", language)
    assert named in told[0]
    assert named not in told[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trek", ["everest-base-camp", "langtang-valley", "hampta-pass", "chadar"])
def test_what_is_told_agrees_with_the_page_in_the_ledgers_eyes(language: Language, trek: str) -> None:
    page = Passage(
        id="p",
        source="documents/treks/x.md",
        title="What is included",
        text="Transport, tents, meals on the trail, permits, guide, oxygen and first aid. Wi-Fi and tips are extra.",
        trek=trek,
    )
    name = catalogue().treks[trek].name
    for thing in ("hotel", "wifi", "flight", "jeep"):
        text = f"{name}: {thing} included?"
        said = compose(written(text, language, "pricing"), catalogue(), TODAY).text
        checked = Ledger(catalogue()).check(said, today=TODAY, evidence=[page], treks=[trek])
        assert not [one for one in checked if one.ruling.status == "contradicted"], said


@pytest.mark.parametrize(
    ("text", "language", "yes"),
    [
        ("is the hotel in Leh part of the price for Chadar?", "en", True),
        ("is the hotel in Manali included for Hampta Pass?", "en", False),
        ("l'hôtel à Katmandou est compris pour le Langtang ?", "fr", False),
        ("¿la ducha caliente de Langtang va incluida?", "es", False),
        ("¿los jeeps de Hampta Pass van incluidos?", "es", True),
    ],
)
def test_one_thing_gets_a_yes_or_a_no(text: str, language: Language, yes: bool) -> None:
    told = reply_to(text, language, "pricing")
    assert told.startswith(("Yes", "Sí", "Oui")) is yes
    assert "GST" not in told


def test_what_all_is_in_the_price_is_still_a_list() -> None:
    assert "GST" in reply_to("what is included in the price of Hampta Pass?", "en", "pricing")


def test_every_trek_with_days_tells_of_journeys_and_a_hotel() -> None:
    for trek in catalogue().treks.values():
        things = {one.thing for one in covered(trek)}
        assert not trek.stages or {"flight", "hotel"} <= things
