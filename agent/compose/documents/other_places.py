"""Entries of the FAQ on a place or a trek that neither the message nor the talk knows of."""

from collections.abc import Iterable
from functools import lru_cache

import regex

from agent.compose.reading.asked import Asked
from agent.compose.reading.countries import countries_named
from agent.facts.mentions import Mentions, readable
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.place_names import PlaceNames
from agent.knowledge.reading import entry_of
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


def is_of_another_place(asked: Asked, passage: Passage) -> bool:
    """Whether it is such an entry as `of_other_places` names, by its title in this language."""
    return bool(of_other_places(asked.text, [trek.id for trek in asked.treks], [passage], asked.catalogue))


def of_other_places(text: str, treks: Iterable[str], faq: Iterable[Passage], catalogue: Catalogue) -> frozenset[str]:
    """Entries, by name, whose question is on places, where the message or the treks talked about know others only.

    "Is the road to Leh open?" is no answer to "is the road to Sandakphu open?", nor to "can I park in Manali?".
    """
    places = PlaceNames.of(catalogue)
    known = {*_aimed_at(places, text), *(place for trek in treks for place in places.on_the_way.get(trek, ()))}
    if not known:
        return frozenset()
    named = ((passage, _places(places, passage.title)) for passage in faq if passage.kind == "faq")
    return frozenset(entry_of(passage) for passage, of in named if of and of.isdisjoint(known))


@lru_cache(maxsize=4096)
def _places(places: PlaceNames, title: str) -> frozenset[str]:
    return frozenset(places.find(title))


def _aimed_at(places: PlaceNames, text: str) -> set[str]:
    """Those of the text without those that one only comes from: Leh in "to Leh from Manali"."""
    words = _FROM.sub(" ", f" {plain(text)} ")
    return set(places.find(words)) or set(places.find(text))


_FROM = regex.compile(r" (?:from|desde|depuis) \S+|(?<= )\S+ (?:se|से)(?= )")
"""A place of one word, in the five languages."""


def _named(asked: Asked, text: str) -> set[str]:
    treks = {found.trek for found in Mentions.of(asked.catalogue).find(readable(text))}
    return {*treks, *PlaceNames.of(asked.catalogue).find(text), *countries_named(plain(text), asked.catalogue)}
