"""A folded message as calendar words: each word or phrase becomes one tag with a value, unknown words become `x`.

Rules over tags are short where rules over letters are not: `D T D M` is `12 to 15 june` in every language.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.language.entities.calendar_lexicon import TOKEN, Phrase, Value, known_phrases
from agent.language.entities.everyday import common_words
from agent.language.entities.patterns import bare, phrases
from agent.language.lexicon import table

_MARKS = {mark: mark for mark in "-/,.:&"} | {"~": "-", "+": "&", "#": "$"} | dict.fromkeys("?!;()…।¿¡", ";")
_CURRENCY = "$€£₹"
_ANCHOR = re.compile("[MmKkRrEUSZdjFJ]|[lcI][DW]|[DW]O")
"""Without one of these no rule matches."""

_SHORTEST_MISSPELT = 5  # letters
_SHORTEST_MONTH = 6
_SHORTEST_OTHER = 7  # `easier` is not `easter`, `sundar` not `sunday`
_LONG = 8  # two letters may differ from here on


@dataclass(frozen=True, slots=True)
class Tagged:
    """A word or phrase of the calendar, or anything else, and where it stands."""

    tag: str
    value: Value
    start: int
    end: int


def tagged(folded: str) -> list[Tagged]:
    """The words of a folded message; nothing when none of them can belong to a date."""
    words = list(_read(folded))
    return words if _ANCHOR.search(tags_of(words)) else []


def tags_of(words: Iterable[Tagged]) -> str:
    """The tags as one string: character i stands for word i."""
    return "".join(word.tag for word in words)


def _read(folded: str) -> Iterator[Tagged]:
    found = list(TOKEN.finditer(folded))
    texts = [bare(token.group()) for token in found]
    at = 0
    while at < len(found):
        phrase = _longest(texts, at)
        last = at + len(phrase.rest) if phrase else at
        tag, value = (phrase.tag, phrase.value) if phrase else _single(texts[at])
        tag = "M" if tag == "m" and _is_surely_month(texts[at : at + _TWO]) else tag
        yield Tagged(tag, value, found[at].start(), found[last].end())
        at = last + 1


def _is_surely_month(words: Sequence[str]) -> bool:
    """Whether the second word is asked of months: "jan price"."""
    listed = table("calendar")["month_before"]
    return len(words) == _TWO and words[0] in phrases(listed["months"]) and words[1] in phrases(listed["nouns"])


_TWO = 2


def _longest(texts: Sequence[str], at: int) -> Phrase | None:
    listed = known_phrases().get(texts[at], ())
    return next((phrase for phrase in listed if tuple(texts[at + 1 : at + 1 + len(phrase.rest)]) == phrase.rest), None)


def _single(text: str) -> tuple[str, Value]:
    if text[0].isdecimal():
        return _digits(text)
    if text[0] == "'" and len(text) > 1:
        return "J", 2000 + int(text[1:])
    if text in _CURRENCY:
        return "$", None
    return _misspelt(text) if len(text) >= _SHORTEST_MISSPELT else (_MARKS.get(text, "x"), None)


def _digits(text: str) -> tuple[str, Value]:
    """`D` a possible day, `J` a year, `N` any other number."""
    if not text.isdecimal():
        return "N", 0
    if len(text) <= 2 and 1 <= int(text) <= 31:
        return "D", int(text)
    return ("J", int(text)) if len(text) == 4 and text.startswith("20") else ("N", int(text[:5]))


@lru_cache(maxsize=20_000)
def _misspelt(word: str) -> tuple[str, Value]:
    """The month, weekday or feast that a word nearly is; everyday words are none."""
    if word in common_words():
        return "x", None
    changes = 1 if len(word) < _LONG else 2
    found = process.extractOne(word, list(_misspellable()), scorer=OSA.distance, score_cutoff=changes)
    if not found or found[0][0] != word[0]:
        return "x", None
    return _misspellable()[found[0]]


@cache
def _misspellable() -> dict[str, tuple[str, Value]]:
    words = ((first, phrase) for first, listed in known_phrases().items() for phrase in listed if not phrase.rest)
    return {word: (phrase.tag, phrase.value) for word, phrase in words if _is_misspellable(word, phrase.tag)}


def _is_misspellable(word: str, tag: str) -> bool:
    shortest = _SHORTEST_MONTH if tag == "M" else _SHORTEST_OTHER
    return tag in "MKRZE" and len(word) >= shortest and word.isascii()
