"""Who wants a trek and doubts whether they may or can."""

from dataclasses import replace

import pytest

from agent.compose.reading.trek_wanted import without_a_passport
from agent.turn import Language
from tests.compose.written import reply_to, written
from tests.llm.samples import catalogue


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i have no passport, can i do poon hill?", "en"),
        ("soy indio sin pasaporte, ¿puedo ir a poon hill?", "es"),
        ("je suis indienne et je n'ai pas de passeport, poon hill c'est possible ?", "fr"),
        ("पासपोर्ट तो बना ही नहीं मेरा, पून हिल कैसे जाऊँ?", "hi"),
        ("passport nahi bana mera, poon hill kaise jau?", "hi-Latn"),
    ],
)
def test_who_has_no_passport_hears_what_one_travels_to_nepal_with(text: str, language: Language) -> None:
    told = reply_to(text, language, "support").casefold()
    assert any(card in told for card in ("voter", "votante", "électeur", "वोटर", "electoral"))


def test_a_restricted_permit_is_made_out_on_a_passport() -> None:
    assert "voter" not in reply_to("i have no passport, can i do the manaslu circuit?", intent="support").casefold()


def test_an_operator_without_a_word_on_passports_says_nothing_of_other_papers() -> None:
    turn, ours = written("i have no passport, can i do poon hill?"), catalogue()
    silent = replace(ours, operator={key: told for key, told in ours.operator.items() if key != "visa"})
    assert without_a_passport(turn, ("documents",), ours) == ("visa",)
    assert without_a_passport(turn, ("documents",), silent) == ("documents",)


@pytest.mark.parametrize(
    ("text", "language", "grade"),
    [
        ("i once climbed to a temple, can i do pin parvati?", "en", "4,500"),
        ("he jugado mucho al zelda, ¿puedo con pin parvati?", "es", "4.500"),
        ("je suis champion de fléchettes, je peux faire pin parvati ?", "fr", "4 500"),
        ("मैं रोज़ दो किलोमीटर चलता हूँ, पिन पार्वती कर लूँगा ना?", "hi", "4,500"),
        ("game me 2 crore score h mera, pin parvati kar lunga na?", "hi-Latn", "4,500"),
    ],
)
def test_a_boast_does_not_hide_what_one_must_have_walked_before(text: str, language: Language, grade: str) -> None:
    assert grade in reply_to(text, language)
