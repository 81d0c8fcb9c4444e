"""Which families of patterns a message can match at all: a set of words is cheaper to ask than a pattern."""

from collections.abc import Iterable
from functools import lru_cache

import regex

from agent.language.entities.patterns import bare

_WORD = regex.compile(r"[\p{L}\p{M}]+")


@lru_cache(maxsize=16)
def vocabulary(folded: str) -> frozenset[str]:
    """The words of a folded message without digits; kept for the finders that ask one after the other."""
    return frozenset(_WORD.findall(bare(folded)))


def triggers(listed: Iterable[str]) -> frozenset[str]:
    """The first word of each phrase: none of the phrases stands in a message that has none of these."""
    firsts = (_WORD.search(bare(phrase)) for phrase in listed)
    return frozenset(first.group() for first in firsts if first)
