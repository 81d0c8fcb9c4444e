"""Messages as `parse` reads their entities: treks, dates, people, ages, days and money, by the real finders."""

from dataclasses import replace
from functools import cache

from agent.compose.composer import compose
from agent.language.entities.finder import EntityFinder
from agent.turn import Intent, Language, Turn
from tests.llm.samples import TODAY, asked, catalogue


@cache
def _finder() -> EntityFinder:
    return EntityFinder(catalogue())


def written(text: str, language: Language = "en", intent: Intent = "trek_info") -> Turn:
    """A first message with what the finders see in it."""
    turn = asked(text, language, intent)
    assert turn.parsed
    return replace(turn, parsed=replace(turn.parsed, entities=_finder().find(text, TODAY)))


def reply_to(text: str, language: Language = "en", intent: Intent = "trek_info") -> str:
    """The composer's words, non-breaking blanks as blanks."""
    said = compose(written(text, language, intent), catalogue(), TODAY).text
    return said.replace("\u00a0", " ").replace("\u202f", " ")
