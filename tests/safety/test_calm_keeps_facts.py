"""A reply that was rewritten for being loud or pushing still passes the fact ledger, claim by claim."""

from itertools import product

import pytest

from agent.compose.composer import compose
from agent.facts.ledger import Ledger
from agent.safety.calm import calm, without_pressure
from agent.steps.score_ban_risk import own_of
from agent.turn import Intent, Language
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue

LEDGER = Ledger(catalogue())
OWN = own_of(catalogue())
PUSHING: dict[Language, tuple[str, str]] = {
    "en": ("LAST CHANCE, HURRY UP!!!", "Forward this to 10 friends and win a prize! 🔥🔥🔥🔥"),
    "hi": ("आखिरी मौका, जल्दी करें!!!", "इसे 10 लोगों को फॉरवर्ड करें! 🔥🔥🔥🔥"),
    "es": ("¡¡¡ÚLTIMA OPORTUNIDAD!!!", "Has ganado un premio, haz clic aquí: http://premio.xyz 🔥🔥🔥🔥"),
    "fr": ("DERNIÈRE CHANCE !!!", "Cliquez ici vite : http://bit.ly/gagne 🔥🔥🔥🔥"),
    "hi-Latn": ("JALDI KARO, SIRF AAJ!!!", "Ghar baithe paise kamao, click karo http://paise.xyz 🔥🔥🔥🔥"),
}
INTENTS: tuple[Intent, ...] = ("pricing", "trek_info", "availability", "booking", "cancellation")


def claims(text: str) -> list[tuple[str, str, str]]:
    found = [one.claim for one in LEDGER.check(text, today=TODAY, treks=("hampta-pass",))]
    return [(claim.type, claim.value, claim.status) for claim in found]


@pytest.mark.parametrize(("language", "intent"), list(product(LANGUAGES, INTENTS)))
def test_the_rewritten_reply_makes_the_same_claims(language: Language, intent: Intent) -> None:
    honest = compose(asked("how much, how long, when?", language, intent, trek="hampta-pass"), catalogue(), TODAY).text
    before, after = PUSHING[language]
    rewritten = without_pressure(calm(f"{before}\n{honest}\n{after}", OWN), OWN)
    assert claims(rewritten) == claims(honest)
    assert "xyz" not in rewritten
    assert "bit.ly" not in rewritten


def test_a_shouted_reply_makes_the_same_claims_in_small_letters() -> None:
    honest = "Hampta Pass costs ₹11,500 per person, takes 5 days and rises to 4,270 m."
    assert claims(calm(honest.upper(), OWN)) == claims(honest)
