"""What a message speaks of, as the concepts of a word list in five languages."""

from collections.abc import Mapping, Sequence
from functools import cache

import regex

from agent.safety.fold import fold
from agent.safety.lexicon import compiled, lexicon

_STAR = regex.compile(r"(?<=[\w\u0900-\u097f])\*")


class Signs:
    """The concepts of one lexicon: names, each with its patterns."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._patterns = {name: _pattern(patterns) for name, patterns in table.items()}

    def found(self, text: str) -> frozenset[str]:
        """Names of the concepts in a message."""
        said = plain(fold(text))
        return frozenset(name for name, pattern in self._patterns.items() if pattern.search(said))


@cache
def signs(name: str) -> Signs:
    """The concepts of the lexicon of that name, compiled once."""
    return Signs(lexicon(name))


def plain(text: str) -> str:
    """Without the dots of borrowed Devanagari letters, and one nasal sign for two: people type either."""
    return text.replace("\u093c", "").replace("ँ", "ं")


def _pattern(patterns: Sequence[str]) -> "regex.Pattern[str]":
    return compiled([_STAR.sub(r"\\w*", plain(pattern)) for pattern in patterns], {})
