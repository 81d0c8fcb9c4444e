"""Text as a voice keyboard writes it: spelt letters joined, spoken figures as digits, words by their sound."""

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby

import regex

from agent.language.entities.numbers import word_values
from agent.language.entities.transliterate import in_latin
from agent.language.letters import Word, romanised, words

_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_PLURAL = regex.compile(r"(?<=[a-z]{3})(?:'s|(?<!s)s|')$")
_LETTER = regex.compile(r"[b-df-hj-np-tv-z]")  # a, e, i, o and u are words of some language
_TENS = frozenset(str(ten) for ten in range(20, 100, 10))
_UNITS = frozenset("123456789")
_SHORT = 3  # letters; shorter words sound like too many others


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """One folded word in Latin letters, in the one spelling for the many it has."""
    latin = in_latin(word) if _DEVANAGARI.search(word) else word
    if len(latin) <= _SHORT:
        return latin
    plain = romanised(latin)
    return f"{plain}n" if latin.endswith("n") and not plain.endswith("n") else plain  # a name's last n is spoken


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """The same of a Latin word without its plural or possessive ending: `lakes` and `lake's` as `lake`."""
    return sound(_PLURAL.sub("", word))


def heard(folded: str) -> list[Word]:
    """Words where they stand: `k. g. l.` is one word, `three b` 3b, `forty seven` 47, `eighteen zero two` 1802."""
    found: list[Word] = []
    for spelt, group in groupby(words(folded), key=lambda word: _is_spelt(word.text)):
        run = list(group)
        found += [Word(_spelling(word.text for word in run), run[0].start, run[-1].end)] if spelt else run
    return found


def _is_spelt(word: str) -> bool:
    return word.isdecimal() or word in _figures() or _LETTER.fullmatch(word) is not None


def _spelling(run: Iterable[str]) -> str:
    """Letters and figures one after the other, a ten and a unit together."""
    said: list[str] = []
    for word in run:
        value = _figures().get(word, word)
        if said and said[-1] in _TENS and value in _UNITS:
            said[-1] = said[-1][0] + value
        else:
            said.append(value)
    return "".join(said)


@cache
def _figures() -> dict[str, str]:
    """English ones: what a voice keyboard writes out; a figure in another language is as often a common word."""
    return {word: str(value) for word, value in word_values("en").items()}
