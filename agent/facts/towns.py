"""Towns named where a text speaks of permits: where one is issued or fetched."""

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from agent.facts.context.candidates import is_indic, spelling
from agent.facts.context.lexicon import key_of
from agent.facts.found import Found
from agent.facts.permits import NAME, speaks_of_permits
from agent.facts.words import listed

_SENTENCE = regex.compile(r"[^.!?।\n]+")
_VOWEL = regex.compile("[aeiouy]")
_SHORTEST = 5
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
    return any(spelling(key) in _towns() or (is_indic(key) and _consonants(key) in _heard()) for key in keys)


@cache
def _towns() -> frozenset[str]:
    return frozenset(spelling(key_of(town)) for town in listed("towns"))


@cache
def _heard() -> frozenset[str]:
    """Devanagari writes no vowel that is not spoken, so there the consonants of the longer names tell."""
    return frozenset(_consonants(key_of(town)) for town in listed("towns")) - {""}


def _consonants(key: str) -> str:
    heard = spelling(key)
    return heard[0] + _VOWEL.sub("", heard[1:]) if len(heard) >= _SHORTEST else ""
