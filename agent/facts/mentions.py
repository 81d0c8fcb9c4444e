"""Where a text names a trek: names and aliases in any script, longest first, whole words only."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from agent.knowledge.catalogue import Catalogue, Trek

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_DIGIT = regex.compile(r"[^\P{Nd}0-9]")
_MARKS = regex.compile(r"(?<=\p{Latin})\p{Mn}+|\u093c")
_SHORTEST_ALIAS = 3
_ROW = 10


def readable(text: str) -> str:
    """Same text in NFC with Latin digits; spans found in it are spans of the returned text."""
    return _DIGIT.sub(lambda found: _latin(found.group()), unicodedata.normalize("NFC", text))


@lru_cache(maxsize=1024)
def _latin(digit: str) -> str:
    """The digit of any script as one of 0–9; digits that Python's tables are too old for stand in rows of ten."""
    value = unicodedata.decimal(digit, None)
    row = range(ord(digit), ord(digit) - _ROW, -1)
    return str(sum(bool(_DIGIT.match(chr(code))) for code in row) - 1 if value is None else value)


@dataclass(frozen=True, slots=True)
class Mention:
    """A trek named at text[start:end]."""

    trek: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """Finds treks by their names. `forms` maps a first word to the word sequences that start with it, longest first."""

    forms: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, catalogue: Catalogue) -> "Mentions":
        """Every name, translated name and alias of every trek; a form that names two treks is left out."""
        owners: dict[tuple[str, ...], set[str]] = {}
        for trek in catalogue.treks.values():
            for form in _forms(trek):
                owners.setdefault(form, set()).add(trek.id)
        forms: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for form, treks in owners.items():
            if len(treks) == 1:
                forms.setdefault(form[0], []).append((form, next(iter(treks))))
        return cls({first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in forms.items()})

    def find(self, text: str) -> tuple[Mention, ...]:
        """Mentions in the order of the text, none overlapping."""
        return tuple(self._walk(_words_of(text)))

    def _walk(self, words: Sequence[tuple[str, int, int]]) -> Iterator[Mention]:
        reach = 0
        for position, (word, start, _) in enumerate(words):
            if position < reach or word not in self.forms:
                continue
            length, trek = self._longest_at(words, position)
            if trek:
                reach = position + length
                yield Mention(trek, start, words[reach - 1][2])

    def _longest_at(self, words: Sequence[tuple[str, int, int]], position: int) -> tuple[int, str]:
        for form, trek in self.forms[words[position][0]]:
            if tuple(word for word, _, _ in words[position : position + len(form)]) == form:
                return len(form), trek
        return 0, ""


@lru_cache(maxsize=2048)
def _words_of(text: str) -> tuple[tuple[str, int, int], ...]:
    """Passages come again with every question about their trek."""
    return tuple((_key(match.group()), match.start(), match.end()) for match in _WORD.finditer(text))


def _forms(trek: Trek) -> Iterator[tuple[str, ...]]:
    for name in (trek.name, trek.id.replace("-", " "), *trek.names.values(), *trek.aliases):
        form = tuple(_key(word) for word in _WORD.findall(readable(name)))
        if form and len("".join(form)) >= _SHORTEST_ALIAS:
            yield form


@lru_cache(maxsize=32768)
def _key(word: str) -> str:
    """Case, accents and nukta do not matter."""
    return str(_MARKS.sub("", unicodedata.normalize("NFD", word.casefold())))
