"""Entries whose question is on a place or a trek that neither the message nor the talk knows of."""

from agent.compose.asked import Asked
from agent.compose.countries import countries_named
from agent.facts.mentions import Mentions, readable
from agent.knowledge.place_names import PlaceNames
from agent.language.plain import plain
from agent.turn import Passage


def is_of_elsewhere(asked: Asked, passage: Passage) -> bool:
    """Whether its title names a place that is neither in the message nor on the way of a trek that is talked about.

    "How do I get to Manali?" is no answer to "do you fetch us from the airport?".
    """
    if asked.treks:
        return is_off_the_trek(asked, passage)
    if passage.kind != "faq":
        return False
    named = _named(asked, passage.title)
    return bool(named) and named.isdisjoint(_named(asked, asked.text))


def is_off_the_trek(asked: Asked, passage: Passage) -> bool:
    """Whether its title names places, and none of them is in the message or where a trek that is talked about leads.

    "Is the road to Leh open?" is no answer to "is the road to Sandakphu open?".
    """
    if passage.kind != "faq" or not asked.treks:
        return False
    places = PlaceNames.of(asked.catalogue)
    named = set(places.find(passage.title))
    known = {*places.find(asked.text), *(place for trek in asked.treks for place in places.on_the_way[trek.id])}
    return bool(named) and named.isdisjoint(known)


def _named(asked: Asked, text: str) -> set[str]:
    treks = {found.trek for found in Mentions.of(asked.catalogue).find(readable(text))}
    return {*treks, *PlaceNames.of(asked.catalogue).find(text), *countries_named(plain(text), asked.catalogue)}
