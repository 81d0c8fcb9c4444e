"""The names a set of texts speaks of: found by their capitals, their labels and the nouns beside them, in any script.

A name is one spelling in Latin letters (`sound`), so that केदारकांठा, Kedarkantha and Kedarkanta are the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import regex
from rapidfuzz import fuzz, process

from agent.facts.context.candidates import DAY, Candidates, is_indic
from agent.facts.context.distinctive import generic_words, is_distinctive
from agent.facts.context.mark import Mark
from agent.facts.context.phrases import key_of
from agent.facts.context.segments import Sentence, Token
from agent.facts.context.spelling import spelling
from agent.facts.context.text import Text
from agent.facts.mentions import Mentions
from agent.facts.words import any_of, listed

_ALIKE = 86.0
_SHORTEST_ALIKE = 5
_TREK = "trek:"


Name = Mark[str]
"""A name in the text; its keys are its distinctive words."""


@dataclass(frozen=True, slots=True)
class Names:
    """All names of a set of texts: spelling → the spelling that stands for it."""

    known: Mapping[str, str]
    mentions: Mentions | None = None
    initials: Mapping[str, frozenset[str]] = field(default_factory=dict)
    days: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Sequence[Text], mentions: Mentions | None = None) -> "Names":
        """Names of all the texts together: what one of them capitalises, another may write in Devanagari.

        `mentions` knows the treks of a catalogue by all their names.
        """
        told = [text.candidates for text in texts]
        small = frozenset[str]().union(*(one.small for one in told))
        spelt = {spelt for one in told for word, spelt in one.spelt if word not in small}
        known = _merged(tuple(sorted(spelt)))
        days = frozenset[str]().union(*(one.days for one in told))
        return cls(known, mentions, dict(_initials(told, known)), days)

    def in_source(self, text: Text) -> tuple[Name, ...]:
        """What `named` finds, kept for a text that comes again: a source."""
        held = text.candidates
        known = self.known if held.indic else {key: self.known[key] for key in held.spellings & self.known.keys()}
        initials = {key: self.initials[key] for key in held.capitals & self.initials.keys()}
        return _in_source(text, tuple(sorted(known.items())), tuple(sorted(initials.items())), self.mentions)

    def named(self, text: Text) -> tuple[Name, ...]:
        """Names in their order; one that is a trek's has `trek_key` among its keys."""
        found = [name for sentence in text.parts for name in self._in_sentence(text.text, sentence)]
        found += [Mark(frozenset({f"day:{int(one[1])}"}), one.start(), one.end()) for one in DAY.finditer(text.text)]
        found += _day_places(text.text, self.days)
        treks = self.mentions.find(text.text) if self.mentions else ()
        return tuple(sorted(_joined(found, [(trek_key(one.trek), one.start, one.end) for one in treks]), key=_start_of))

    def _in_sentence(self, text: str, sentence: Sentence) -> list[Name]:
        """Words of one name stand side by side, perhaps with a generic word between."""
        found: list[Name] = []
        for token in sentence.tokens:
            if keys := self.initials.get(token.text):
                found.append(Mark(keys, token.start, token.end))
                continue
            key = self.known.get(spelling(token.key)) or self._near(token)
            if not key:
                continue
            if found and _is_one_name(text, found[-1].end, token.start):
                found[-1] = Mark(found[-1].keys | {key}, found[-1].start, token.end)
            else:
                found.append(Mark(frozenset({key}), token.start, token.end))
        return found

    def _near(self, token: Token) -> str:
        """The name that a word in Devanagari spells nearly; in Latin letters near spellings were merged."""
        if not is_indic(token.text) or not self.known or not is_distinctive(token.key):
            return ""
        return _nearest(spelling(token.key), tuple(self.known))


def _day_places(text: str, days: frozenset[str]) -> Iterator[Name]:
    """`On the second day`, as `Day 2` of an itinerary: of texts that tell of several days."""
    for match in _day_place().finditer(text) if len(days) > 1 else ():
        day = next(name for name, said in match.groupdict().items() if said)[1:]
        if day in days:
            yield Mark(frozenset({f"day:{day}"}), match.start(), match.end())


@cache
def _day_place() -> "regex.Pattern[str]":
    days = (f"(?P<d{day}>{any_of(words)})" for day, words in listed("day_places").items())
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{'|'.join(days)})", regex.IGNORECASE)


def _initials(texts: Sequence[Candidates], known: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """EBC for Everest Base Camp, where both are written somewhere."""
    said = {word for text in texts for word in text.capitals}
    for words in (run for text in texts for run in text.runs):
        letters = "".join(word[0] for word in words)
        keys = frozenset(known[heard] for word in words if (heard := spelling(key_of(word))) in known)
        if letters in said and keys:
            yield letters, keys


@lru_cache(maxsize=2048)
def _in_source(
    text: Text,
    known: tuple[tuple[str, str], ...],
    initials: tuple[tuple[str, frozenset[str]], ...],
    mentions: Mentions | None,
) -> tuple[Name, ...]:
    """By the names that stand in the text, as those of other texts change nothing."""
    return Names(dict(known), mentions, dict(initials)).named(text)


def trek_key(trek: str) -> str:
    """The key of a trek of the catalogue, whichever of its names is used."""
    return f"{_TREK}{trek}"


@lru_cache(maxsize=8192)
def treks_in(keys: frozenset[str]) -> frozenset[str]:
    """Ids of the treks among the keys."""
    return frozenset(key.removeprefix(_TREK) for key in keys if key.startswith(_TREK))


def _start_of(name: Name) -> int:
    return name.start


def _joined(names: Sequence[Name], treks: Sequence[tuple[str, int, int]]) -> Iterator[Name]:
    """A trek's mention takes in the names that lie in it or around it."""
    within = {name: [trek for trek in treks if trek[1] < name.end and name.start < trek[2]] for name in names}
    yield from (name for name, touching in within.items() if not touching)
    for trek, start, end in treks:
        own = [name for name, touching in within.items() if [one[1] for one in touching] == [start]]
        keys = frozenset(key for name in own for key in name.keys) | {trek}
        yield Mark(keys, min([start, *(name.start for name in own)]), max([end, *(name.end for name in own)]))


@lru_cache(maxsize=8192)
def _nearest(heard: str, names: tuple[str, ...]) -> str:
    if len(heard) < _SHORTEST_ALIKE:
        return ""
    found = process.extractOne(
        _skeleton(heard), [_skeleton(one) for one in names], scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    name = names[found[2]] if found else ""
    return name if name and name[0] == heard[0] else ""


def spelt_nearly(heard: str, spellings: frozenset[str]) -> bool:
    """Whether one of the spellings differs from this one by vowels and the like only."""
    return bool(_nearest(heard, tuple(sorted(spellings))))


@lru_cache(maxsize=8192)
def _skeleton(heard: str) -> str:
    """Vowels are what differs between two ways to write a name in Latin letters."""
    return heard[0] + regex.sub(r"[aeiouy]", "", heard[1:]).replace("th", "t").replace("h", "")


_BETWEEN = regex.compile(r"[\s–-]*(?:(?:of|de|des|du|la|las|les|los|the|ki|ka|की|का|ऑफ|du)\s+)*", regex.IGNORECASE)


def _is_one_name(text: str, end: int, start: int) -> bool:
    """Nothing but blanks, small joining words and generic nouns lies between: `Valley of Flowers`."""
    between = text[end:start]
    if "\n" in between or len(between) > 20:
        return False
    rest = [word for word in _BETWEEN.sub("", between, count=1).split() if key_of(word) not in generic_words()]
    return not rest


@lru_cache(maxsize=1024)
def _merged(spelt: tuple[str, ...]) -> Mapping[str, str]:
    """Near spellings of one name become the first of them."""
    known: dict[str, str] = {}
    for name in spelt:
        alike = next((other for other in dict.fromkeys(known.values()) if _same_name(name, other)), name)
        known[name] = alike
    return known


def _same_name(name: str, other: str) -> bool:
    if min(len(name), len(other)) < _SHORTEST_ALIKE or name[0] != other[0]:
        return False
    return fuzz.ratio(name, other) >= _ALIKE or _skeleton(name) == _skeleton(other)
