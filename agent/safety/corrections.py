"""A customer who only takes back what they wrote: "no sorry I meant 5" looks like a cry for help and is none."""

from functools import cache

import regex

from agent.safety.fold import fold
from agent.safety.lexicon import compiled, lexicon

_MOST_AFTER = 1
"""Words that may follow "I meant" beside figures and small ones: a month, the name of a trek."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}']+")


def instead_of(text: str) -> str | None:
    """What is said in the place of what is taken back, "" where nothing is; None where the text does more than that."""
    folded = fold(text)
    found = _of("meant").search(folded)
    before, after = (folded[: found.start()], folded[found.end() :]) if found else (folded, "")
    more = _words_beside("asides", before) or len(_words_beside("small", after)) > _MOST_AFTER
    return None if more else after


def _words_beside(key: str, folded: str) -> list[str]:
    return [word for word in _WORD.findall(_of(key).sub(" ", folded)) if not word.isdecimal()]


@cache
def _of(key: str) -> "regex.Pattern[str]":
    return compiled(lexicon("corrections")[key], {})
