"""A text without the names that are the operator's own: they are the same in every language, so they tell of none."""

from functools import lru_cache

import regex

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.place_names import PlaceNames, Words, all_names, longest_at
from agent.language.plain import plain

_ADDRESS = regex.compile(r"\S+[@/]\S+")


def nameless(text: str, catalogue: Catalogue) -> str:
    """The plain words of a text that belong to no name of a trek or place, and to no address."""
    names = _names(catalogue)
    longest = max(map(len, names), default=0)
    words = plain(_ADDRESS.sub(" ", text)).split()
    kept, place = [], 0
    while place < len(words):
        length = longest_at(words, place, names, longest)
        if not length:
            kept.append(words[place])
        place += length or 1
    return " ".join(kept)


@lru_cache(maxsize=8)
def _names(catalogue: Catalogue) -> frozenset[Words]:
    treks = (tuple(plain(name).split()) for name in all_names(catalogue.treks.values()))
    return frozenset((*treks, *PlaceNames.of(catalogue).by_words)) - {()}
