"""Which places of the treks a text names, in any script: longest names first, whole words, one slip forgiven."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.plain import plain

_LONG = 6
"""Letters from which a name is heard with one letter wrong."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PlaceNames:
    """Places by the words of their names; `camps` are those of each trek's days, `towns` where treks start or end.

    `on_the_way` are all places that a trek's entry names, camps and towns.
    """

    by_words: Mapping[Words, str]
    by_letters: Mapping[str, str]
    camps: Mapping[str, frozenset[str]]
    towns: frozenset[str]
    on_the_way: Mapping[str, frozenset[str]]
    longest: int

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, catalogue: Catalogue) -> "PlaceNames":
        """Every place that a trek's entry names, as it stands and as other languages write it; treks are no places."""
        treks = catalogue.treks.values()
        own = {tuple(plain(name).split()) for name in all_names(treks)}
        places = {place for trek in treks for place in (*_of_the_days(trek), *_around(trek))}
        by_words = {
            words: place
            for place in sorted(places)
            for name in (place, *catalogue.places.get(place, {}).values())
            if (words := tuple(plain(name).split())) and words not in own
        }
        single = {words[0]: place for words, place in by_words.items() if len(words) == 1 and len(words[0]) >= _LONG}
        return cls(
            by_words=by_words,
            by_letters=single,
            camps={trek.id: frozenset(_of_the_days(trek)) for trek in treks},
            towns=frozenset(place for trek in treks for place in _around(trek)),
            on_the_way={trek.id: frozenset((*_of_the_days(trek), *_around(trek))) for trek in treks},
            longest=max(map(len, by_words), default=0),
        )

    def find(self, text: str) -> tuple[str, ...]:
        """Places in the order of the text, without repeats."""
        return tuple(dict.fromkeys(self._walk(plain(text).split())))

    def _walk(self, words: Sequence[str]) -> Iterator[str]:
        reach = 0
        for start in range(len(words)):
            if start < reach:
                continue
            length, place = self._longest_at(words, start)
            if place:
                reach = start + length
                yield place

    def _longest_at(self, words: Sequence[str], start: int) -> tuple[int, str]:
        if length := longest_at(words, start, self.by_words, self.longest):
            return length, self.by_words[tuple(words[start : start + length])]
        return 1, self._misspelt(words[start])

    def _misspelt(self, word: str) -> str:
        if len(word) < _LONG:
            return ""
        near = extractOne(word, self.by_letters.keys(), scorer=OSA.distance, score_cutoff=1)
        return self.by_letters[near[0]] if near and near[0][0] == word[0] else ""

    def trek_of(self, places: Sequence[str]) -> str:
        """The one trek whose days lead by all of these places; "" where none or several do.

        One place alone tells only where it is no town: in those, several treks begin, and offices and hotels are.
        """
        if len(places) == 1 and not set(places) - self.towns:
            return ""
        fitting = [trek for trek, camps in self.camps.items() if places and set(places) <= camps]
        return fitting[0] if len(fitting) == 1 else ""


def longest_at(words: Sequence[str], start: int, names: Container[Words], longest: int) -> int:
    """How many words from `start` on are the longest of the names there, of at most `longest` words; 0 for none."""
    lengths = range(min(longest, len(words) - start), 0, -1)
    return next((length for length in lengths if tuple(words[start : start + length]) in names), 0)


def names_of(trek: Trek) -> tuple[str, ...]:
    """Its names in all languages, and what people call it."""
    return (trek.name, *trek.names.values(), *trek.aliases)


def all_names(treks: Iterable[Trek]) -> tuple[str, ...]:
    """Of each of them."""
    return tuple(name for trek in treks for name in names_of(trek))


def _of_the_days(trek: Trek) -> Iterator[str]:
    for stage in trek.stages:
        yield from (place for _, leg in stage.legs for place in (leg.start, leg.end, leg.over) if place)
        yield from filter(None, [stage.sleep])


def _around(trek: Trek) -> Iterator[str]:
    """Start and end, and the towns from which one comes and to which one goes on."""
    yield from (trek.start, trek.end)
    reach = trek.practical.reach
    hubs = (*reach.airports, *reach.stations, *reach.buses) if reach else ()
    yield from (hub.place for hub in (*hubs, *trek.practical.onward))
