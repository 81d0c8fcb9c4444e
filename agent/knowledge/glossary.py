"""From what customers say, in any of the languages, to the English words that most documents use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from agent.knowledge.strict_yaml import parse_yaml
from agent.knowledge.words import words
from agent.language.loanwords import lent_by_english
from agent.language.vowels import with_vowels

_FILE = Path(__file__).with_name("glossary.yaml")
_SHORTEST_STEM = 3
Meaning = tuple[tuple[str, ...], ...]
_MARKS = {0x093C: None, 0x0901: 0x0902}  # no nukta, one nasal: people write with and without


@dataclass(frozen=True, slots=True)
class Gloss:
    """What the words [start, end) of a text mean: any of the alternatives, each one or several English words."""

    english: Meaning
    start: int
    end: int


@lru_cache(maxsize=256)
def plain_words(text: str) -> tuple[str, ...]:
    """Words of a text as the glossary compares them."""
    return tuple(with_vowels(word.translate(_MARKS)) for word in words(text))


@lru_cache(maxsize=4096)
def glosses(text: str) -> tuple[Gloss, ...]:
    """What the glossary knows in a text, longest form first at each place; every word belongs to one form at most."""
    return tuple(_read(plain_words(text)))


def translated(text: str, *, without: frozenset[str] = frozenset()) -> str:
    """The words of a text with English in the place of what the glossary knows; words of `without` are left out."""
    known = {gloss.start: gloss for gloss in glosses(text)}
    taken = {place for gloss in known.values() for place in range(gloss.start, gloss.end)}
    parts: list[str] = []
    for place, word in enumerate(plain_words(text)):
        if place in known:
            parts.extend(known[place].english[0])
        elif place not in taken and word not in without:
            parts.append(word)
    return " ".join(parts)


def in_english(text: str) -> str:
    """English words for what the glossary knows of a text, each once."""
    found = [word for gloss in glosses(text) for phrase in gloss.english for word in phrase]
    return " ".join(dict.fromkeys(found))


@cache
def english_words() -> frozenset[str]:
    """Every English word that an entry stands for."""
    forms = _forms()
    meanings = (*forms.whole.values(), *forms.stems.values())
    return frozenset(word for meaning in meanings for phrase in meaning for word in phrase)


def _read(said: tuple[str, ...]) -> Iterator[Gloss]:
    position = 0
    while position < len(said):
        gloss = _at(said, position)
        if gloss:
            yield gloss
        position = gloss.end if gloss else position + 1


def _at(said: tuple[str, ...], start: int) -> Gloss | None:
    forms = _forms()
    longest = min(forms.longest.get(said[start], 1), len(said) - start)
    for length in range(longest, 1, -1):
        *first, last = said[start : start + length]
        if english := forms.ending(tuple(first), last):
            return Gloss(english, start, start + length)
    english = _alone(said[start])
    return Gloss(english, start, start + 1) if english else None


@lru_cache(maxsize=65536)
def _alone(word: str) -> Meaning:
    """What one word means by itself, or the English word that it is in other letters; words repeat."""
    if meaning := _forms().ending((), word):
        return meaning
    lent = lent_by_english(word)
    return _forms().whole.get((lent,), ((lent,),)) if lent else ()


@dataclass(frozen=True, slots=True)
class _Forms:
    """Forms by their words; those with a star by the stem of their last word. `longest` by the first of several."""

    whole: Mapping[tuple[str, ...], Meaning]
    stems: Mapping[tuple[str, ...], Meaning]
    longest: Mapping[str, int]

    def ending(self, first: tuple[str, ...], last: str) -> Meaning:
        """English for a form: exact, else the longest stem that fits."""
        if english := self.whole.get((*first, last)):
            return english
        cuts = (self.stems.get((*first, last[:size])) for size in range(len(last), _SHORTEST_STEM - 1, -1))
        return next(filter(None, cuts), ())


@cache
def _forms() -> _Forms:
    """Several entries may hold one form: it then stands for the alternatives of all."""
    whole: dict[tuple[str, ...], Meaning] = {}
    stems: dict[tuple[str, ...], Meaning] = {}
    for english, forms in parse_yaml(_FILE.read_text(encoding="utf-8")).items():
        meaning = tuple(tuple(words(phrase)) for phrase in english.split("/"))
        for form in forms:
            target = stems if str(form).endswith("*") else whole
            key = plain_words(str(form))
            target[key] = tuple(dict.fromkeys((*target.get(key, ()), *meaning)))
    longest: dict[str, int] = {}
    for key in (*whole, *stems):
        longest[key[0]] = max(longest.get(key[0], 1), len(key))
    return _Forms(whole, stems, longest)
