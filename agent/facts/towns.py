"""Towns named where a text speaks of permits: where one is issued or fetched."""

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from agent.facts.context.candidates import spelling
from agent.facts.context.lexicon import key_of
from agent.facts.found import Found
from agent.facts.permits import NAME, speaks_of_permits
from agent.facts.words import listed

_SENTENCE = regex.compile(r"[^.!?।\n]+")
_WORD = regex.compile(r"[\p{L}\p{M}]+")


def towns_in(text: str) -> Iterator[Found]:
    """Known towns of the sentences on permits, in any script."""
    for sentence in _SENTENCE.finditer(text):
        if speaks_of_permits(sentence.group()):
            for word in _WORD.finditer(text, *sentence.span()):
                if names_town([key_of(word.group())]):
                    yield Found("place", word.group(), word.start(), word.end(), key_of(word.group()), note=NAME)


def names_town(keys: Iterable[str]) -> bool:
    """Whether any of the folded words is a town."""
    return any(spelling(key) in _towns() for key in keys)


@cache
def _towns() -> frozenset[str]:
    return frozenset(spelling(key_of(town)) for town in listed("towns"))
