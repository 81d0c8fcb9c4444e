"""Towns named where a text speaks of permits: where one is issued or fetched."""

from collections.abc import Iterator

import regex

from agent.facts.context.phrases import key_of
from agent.facts.context.town_names import names_town
from agent.facts.found import Found
from agent.facts.permits import NAME, speaks_of_permits

_SENTENCE = regex.compile(r"[^.!?।\n]+")
_WORD = regex.compile(r"[\p{L}\p{M}]+")


def towns_in(text: str) -> Iterator[Found]:
    """Known towns of the sentences on permits, in any script."""
    for sentence in _SENTENCE.finditer(text):
        if speaks_of_permits(sentence.group()):
            for word in _WORD.finditer(text, *sentence.span()):
                if names_town([key_of(word.group())]):
                    yield Found("place", word.group(), word.start(), word.end(), key_of(word.group()), note=NAME)
