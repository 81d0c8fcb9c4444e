"""What stands in a language the customer does not write: told in English or the operator's own, and said to be so."""

from agent.compose.reading.asked import Asked
from agent.knowledge.written_in import told_to_all
from agent.turn import Language


def is_spoken(asked: Asked, language: str) -> bool:
    """Whether the customer writes it; Hindi is told in the letters they write."""
    return language == asked.language or (asked.language == "hi-Latn" and language == "hi")


def other_languages(asked: Asked) -> tuple[Language, ...]:
    """Those that are told where nothing is in the customer's."""
    return tuple(one for one in told_to_all(asked.catalogue.operator) if not is_spoken(asked, one))


def introduction(asked: Asked, language: str) -> str:
    """The words before a text in this language; "" where the customer writes it."""
    if is_spoken(asked, language):
        return ""
    return asked.say("in_another_language", tongue=asked.wording.tongue(language))


def is_introduced(asked: Asked, text: str) -> bool:
    """Whether the text begins by saying in which other language it is."""
    return text.startswith(tuple(introduction(asked, language) for language in other_languages(asked)))
