"""Entries whose question is on a place or a trek that neither the message nor the talk knows of."""

from agent.compose.asked import Asked
from agent.compose.countries import countries_named
from agent.facts.mentions import Mentions, readable
from agent.knowledge.place_names import PlaceNames
from agent.language.plain import plain
from agent.turn import Passage


def is_of_elsewhere(asked: Asked, passage: Passage) -> bool:
    """Whether its title names a place, and no trek is talked about and none of these places in the message.

    "How do I get to Manali?" is no answer to "do you fetch us from the airport?".
    """
    if passage.kind != "faq" or asked.treks:
        return False
    named = _named(asked, passage.title)
    return bool(named) and named.isdisjoint(_named(asked, asked.text))


def _named(asked: Asked, text: str) -> set[str]:
    treks = {found.trek for found in Mentions.of(asked.catalogue).find(readable(text))}
    return {*treks, *PlaceNames.of(asked.catalogue).find(text), *countries_named(plain(text), asked.catalogue)}
