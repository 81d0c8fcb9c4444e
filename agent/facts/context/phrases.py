"""Listed phrases, found in a list of folded words without a pattern for each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from agent.language.entities.patterns import bare
from agent.language.letters import fold

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+|/")
_SHORTEST_STEM = 3
_Phrase = tuple[tuple[str, ...], bool, str, str]


class Hit(NamedTuple):
    """words[start:end] are a phrase of `axis` that means `value`."""

    axis: str
    value: str
    start: int
    end: int


def key_of(word: str) -> str:
    """A word as the lists compare it: folded, one spelling for nasals and nuktas."""
    return bare(fold(word))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a phrase."""
    return tuple(key_of(word) for word in _WORD.findall(text))


class Phrases:
    """Phrases by their first word; those of one starred word by its stem."""

    def __init__(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """`entries` are the axis, the value and the text of each; a trailing * matches any ending."""
        self._whole: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        for axis, value, text in entries:
            words, starred = words_of(text), text.endswith("*")
            target = self._stems if starred and len(words) == 1 else self._whole
            target.setdefault(words[0], []).append((words, starred, axis, value))
        self._starting = lru_cache(maxsize=32768)(self._phrases_from)
        self._beginning = lru_cache(maxsize=65536)(self._phrases_going_on)

    def hits(self, keys: Sequence[str]) -> list[Hit]:
        """Every phrase, the longest at each place; a place may belong to phrases of several axes."""
        found: list[Hit] = []
        reach: dict[str, int] = {}
        for hit in (hit for start in range(len(keys)) for hit in self._at(keys, start)):
            if hit.end > reach.get(hit.axis, 0):
                found.append(hit)
                reach[hit.axis] = hit.end
        return found

    def _at(self, keys: Sequence[str], start: int) -> Iterator[Hit]:
        best: dict[str, Hit] = {}
        following = keys[start + 1] if start + 1 < len(keys) else ""
        for words, starred, axis, value in self._beginning(keys[start], following):
            end = start + len(words)
            if _fits(keys[start:end], words, starred) and (axis not in best or best[axis].end < end):
                best[axis] = Hit(axis, value, start, end)
        yield from best.values()

    def _phrases_going_on(self, word: str, following: str) -> tuple[_Phrase, ...]:
        """Those of the first word whose second one may be what follows: a word such as `day` begins hundreds."""
        return tuple(phrase for phrase in self._starting(word) if _goes_on(phrase, following))

    def _phrases_from(self, word: str) -> tuple[_Phrase, ...]:
        stems: Mapping[str, list[_Phrase]] = self._stems
        found = [phrase for size in range(_SHORTEST_STEM, len(word) + 1) for phrase in stems.get(word[:size], ())]
        return (*self._whole.get(word, ()), *found)


def _fits(said: Sequence[str], words: Sequence[str], starred: bool) -> bool:
    if not starred:
        return tuple(said) == tuple(words)
    return len(said) == len(words) and tuple(said[:-1]) == tuple(words[:-1]) and said[-1].startswith(words[-1])


def _goes_on(phrase: _Phrase, following: str) -> bool:
    words, starred, _, _ = phrase
    if len(words) == 1 or words[1] == following:
        return True
    return starred and len(words) == 2 and following.startswith(words[1])
