"""How many kilos, how long before: where what is told has no such measure, an entry of the FAQ with one answers."""

import regex

from agent.compose.documents.foreign import is_spoken
from agent.compose.documents.quote import concerns
from agent.compose.reading.asked import Asked
from agent.language.kept_pattern import compiled
from agent.language.plain import plain, spelt_out
from agent.turn import Passage

_ASKS = compiled(
    r"(?<!\S)(?:(?:how|too|so) (?:heavy|many (?:kilos?|kgs?)|much (?:luggage|baggage|weight|may i carry|can i carry))"
    r"|(?:weight|luggage|baggage|bag) (?:limit|allowance)|limit (?:for|on) (?:the )?(?:luggage|baggage|bags?)"
    r"|what (?:weight|kilos)|cuant[oa]s? (?:kilos?|kgs?|pes\S+|equipaje)"
    r"|cuant[oa] (?:\S+ ){0,4}(?:pesar|equipaje|maleta)"
    r"|limite de (?:peso|equipaje)|que peso|combien de (?:kilos?|kgs?|bagages?|poids)|combien (?:\S+ ){0,3}peser"
    r"|quel poids|poids (?:max\S*|limite)|limite de (?:poids|bagages)"
    r"|kitn[aei] (?:\S+ )?(?:kilos?|kgs?|wa[jz]an|vajan|bhaa?ri|sa+ma+n)"
    r"|कितन[ाेी] (?:\S+ )?(?:किलो\S*|वज़न|वजन|भारी|सामान))(?!\S)"
)
_SAYS = regex.compile(r"\d ?(?:kg|kgs|kilos?|किलो\S*)(?![\p{L}\p{M}])", regex.IGNORECASE)
_SAYS_HOW_LONG = regex.compile(
    r"\S (?:days?|weeks?|months?|jours?|semaines?|mois|d[ií]as?|semanas?|mes(?:es)?|din|hafte|mahine|दिन|हफ़्ते|हफ्ते|महीने)"
    r"(?![\p{L}\p{M}])",
    regex.IGNORECASE,
)
_SURELY = 0.7


def asks_a_weight(text: str) -> bool:
    """Whether it asks how heavy something may be."""
    return bool(_ASKS.search(spelt_out(plain(text))))


def measure_told(asked: Asked, told: str) -> Passage | None:
    """The entry of the FAQ that tells the weight, or how long before, where what is `told` does not; else None."""
    if asks_a_weight(asked.text):
        return _surest(asked, _SAYS, told, 0.0)
    of_terms = asked.about("how_soon") or asked.about("until")
    return _surest(asked, _SAYS_HOW_LONG, told, _SURELY) if of_terms else None


def _surest(asked: Asked, says: "regex.Pattern[str]", told: str, needed: float) -> Passage | None:
    if says.search(told):
        return None
    entries = (entry for entry in asked.evidence if entry.kind == "faq" and entry.scores.same >= needed)
    telling = (entry for entry in entries if says.search(entry.text) and concerns(asked, entry))
    spoken = (entry for entry in telling if is_spoken(asked, entry.language))
    return max(spoken, key=lambda entry: (entry.scores.same, entry.score), default=None)
