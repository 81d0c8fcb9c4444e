"""Permits and towns that are known by their name alone: which text has it."""

from collections.abc import Sequence

from agent.facts.context.names import spelt_nearly
from agent.facts.context.phrases import key_of
from agent.facts.context.said import Said
from agent.facts.context.spelling import spelling
from agent.facts.context.text import Text


def naming(ours: Said, texts: Sequence[Text]) -> int:
    """The passage that has all telling words of a permit's name, without calling it a permit; else -1."""
    words = [key_of(word) for word in ours.claim.value.split()]
    return next((place for place, text in enumerate(texts) if all(_holds(text, word) for word in words)), -1)


def tells_where(text: Text) -> bool:
    """Whether one of its sentences tells where a permit is made out."""
    said = (
        {hit.axis for hit in part.hits} | {hit.value for hit in part.hits if hit.axis == "thing"} for part in text.parts
    )
    return any({"issued", "permit"} <= told for told in said)


def _holds(text: Text, word: str) -> bool:
    """The word in any script, or the initials of words in capitals: RAP for Restricted Area Permit."""
    held = text.candidates
    heard = spelling(word)
    initials = (("".join(one[0] for one in run)).casefold() for run in held.runs)
    initial = any(word in run for run in initials)
    return word in text.vocabulary or heard in held.spellings or initial or spelt_nearly(heard, held.spellings)
