import pytest

from agent.facts.ledger import Ledger
from agent.facts.repair import dropped, substituted
from agent.turn import Language, Reply
from tests.llm.samples import TODAY, catalogue

LEDGER = Ledger(catalogue())
HAMPTA = ("hampta-pass",)


def put_right(text: str, language: Language = "en") -> str | None:
    """The reply with the true values in; None where it is left to another repair."""
    false = [one for one in LEDGER.check(text, today=TODAY, treks=HAMPTA) if one.claim.status != "supported"]
    reply = substituted(Reply(text=text, language=language), false)
    return reply.text if reply else None


@pytest.mark.parametrize(
    "text",
    [
        "A porter costs ₹600 in June 2027.",
        "Hampta Pass: a sleeping bag costs ₹300 in June 2027.",
        "The lake lies 3 km from the camp.",
        "Manali lies at 2,500 m.",
        "The jeep back takes 2 days.",
        "You gain 900 m.",
        "On Hampta Pass a guide costs ₹900 per person in June 2027.",
        "Rental per person in June 2027:\n• Hampta Pass costs ₹900",
        "On the third day you reach 4,200 m on Hampta Pass.",
        "The jeeps of Hampta Pass hold at most 8 people.",
        "Un porteador cuesta 12 € en junio de 2027.",
        "El lago está a 3 km del campamento.",
        "Un porteur coûte 12 € en juin 2027.",
        "La jeep du retour prend 2 jours.",
        "पोर्टर जून 2027 में ₹600 का है।",
        "झील कैंप से 3 किमी दूर है।",
        "Porter June 2027 mein ₹600 ka hai.",
        "Manali 2,500 m par hai.",
    ],
)
def test_what_is_said_of_another_thing_never_gets_the_figure_of_the_trek(text: str) -> None:
    assert put_right(text) is None


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("en", "Hampta Pass costs ₹11,900 per person in June 2027.", "₹11,500 per person"),
        ("en", "The trek takes 7 days.", "takes 5 days"),
        ("en", "The highest point is 4,720 m.", "4,270 m"),
        ("en", "The minimum age is 8.", "age is 12."),
        ("en", "Hampta Pass costs ₹11,900 per person in June 2027, and a porter is extra.", "₹11,500 per person"),
        ("es", "Hampta Pass dura 7 días.", "dura 5 días"),
        ("fr", "L'âge minimum est de 8 ans.", "de 12 ans"),
        ("hi", "हम्प्टा पास 7 दिन का ट्रेक है।", "5 दिन"),
        ("hi-Latn", "Minimum umar 8 saal hai.", "12 saal"),
    ],
)
def test_a_figure_that_is_surely_the_treks_own_is_put_right(language: Language, text: str, right: str) -> None:
    assert right in (put_right(text, language) or "")


def test_the_sentence_about_another_thing_is_left_out_instead() -> None:
    text = "Hampta Pass takes 5 days and is a moderate trek. A porter costs ₹600 per day."
    false = [one for one in LEDGER.check(text, today=TODAY, treks=HAMPTA) if one.claim.status != "supported"]
    kept = dropped(Reply(text=text, language="en"), false)
    assert kept is not None
    assert kept.text == "Hampta Pass takes 5 days and is a moderate trek."
