"""The words of `axes.yaml`, found in a list of folded words without a pattern for each."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import regex

from agent.language.entities.patterns import bare
from agent.language.letters import fold
from agent.language.lexicon import table
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("axes.yaml")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+|/")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Values of the axis `weekday` for single days, in the order of the calendar."""
_LISTS = (
    "ended",
    "until",
    "exclusive",
    "today",
    "than",
    "first",
    "second",
    "greeting",
    "best",
    "wrong_time",
    "places",
    "hedge",
    "landmarks",
    "unasserted",
    "unapplied",
    "other_months",
    "supposed",
    "besides",
    "negation",
    "too",
    "yes",
    "contrast",
    "compared",
    "summed",
    "mean",
    "behind_name",
    "left_over",
    "except_for",
    "left_out",
    "issued",
    "nothing",
    "affirmed",
    "welcome",
    "barred",
    "conditional",
    "every_trek",
    "for_free",
    "meatless",
    "alone",
    "called_off",
    "own",
    "arriving",
    "setting_off",
    "costing",
    "experienced",
)
_SHORTEST_STEM = 3
_PLAIN = {"person": ("person", "persona", "personne", "व्यक्ति"), "group": ("group", "grupo", "groupe")}


class Hit(NamedTuple):
    """words[start:end] are a phrase of `axis` that means `value`."""

    axis: str
    value: str
    start: int
    end: int


@cache
def strict_axes() -> frozenset[str]:
    """Axes that part two claims whatever else the sources say."""
    return frozenset(_lists()["strict"])


def phrases_of(name: str) -> tuple[str, ...]:
    """One of the lists beside the axes, as written."""
    return tuple(_lists()[name])


def phrases_on(axis: str) -> tuple[tuple[str, ...], ...]:
    """The folded words of every phrase on an axis or in a list."""
    return tuple(tuple(key_of(word) for word in _WORD.findall(text)) for name, _, text in _entries() if name == axis)


def key_of(word: str) -> str:
    """A word as the lists compare it: folded, one spelling for nasals and nuktas."""
    return bare(fold(word))


def hits(keys: Sequence[str]) -> list[Hit]:
    """Every phrase, the longest at each place; a place may belong to phrases of several axes."""
    found: list[Hit] = []
    reach: dict[str, int] = {}
    for hit in (hit for start in range(len(keys)) for hit in _at(keys, start)):
        if hit.end > reach.get(hit.axis, 0):
            found.append(hit)
            reach[hit.axis] = hit.end
    return found


def _at(keys: Sequence[str], start: int) -> Iterator[Hit]:
    best: dict[str, Hit] = {}
    following = keys[start + 1] if start + 1 < len(keys) else ""
    for words, starred, axis, value in _beginning(keys[start], following):
        end = start + len(words)
        if _fits(keys[start:end], words, starred) and (axis not in best or best[axis].end < end):
            best[axis] = Hit(axis, value, start, end)
    yield from best.values()


def _fits(said: Sequence[str], words: Sequence[str], starred: bool) -> bool:
    if not starred:
        return tuple(said) == tuple(words)
    return len(said) == len(words) and tuple(said[:-1]) == tuple(words[:-1]) and said[-1].startswith(words[-1])


_Phrase = tuple[tuple[str, ...], bool, str, str]


@lru_cache(maxsize=65536)
def _beginning(word: str, following: str) -> tuple[_Phrase, ...]:
    """Those of the first word whose second one may be what follows: a word such as `day` begins hundreds."""
    return tuple(phrase for phrase in _starting(word) if _goes_on(phrase, following))


def _goes_on(phrase: _Phrase, following: str) -> bool:
    words, starred, _, _ = phrase
    if len(words) == 1 or words[1] == following:
        return True
    return starred and len(words) == 2 and following.startswith(words[1])


@lru_cache(maxsize=32768)
def _starting(word: str) -> tuple[_Phrase, ...]:
    whole, stems = _phrases()
    found = [phrase for size in range(_SHORTEST_STEM, len(word) + 1) for phrase in stems.get(word[:size], ())]
    return (*whole.get(word, ()), *found)


@cache
def _phrases() -> tuple[Mapping[str, list[_Phrase]], Mapping[str, list[_Phrase]]]:
    """Phrases by their first word; those of one starred word by its stem."""
    whole: dict[str, list[_Phrase]] = {}
    stems: dict[str, list[_Phrase]] = {}
    for axis, value, text in _entries():
        words = tuple(key_of(word) for word in _WORD.findall(text))
        starred = text.endswith("*")
        target = stems if starred and len(words) == 1 else whole
        target.setdefault(words[0], []).append((words, starred, axis, value))
    return whole, stems


def _entries() -> Iterator[tuple[str, str, str]]:
    for axis, values in _lists()["axes"].items():
        for value, texts in values.items():
            yield from ((axis, str(value), text) for text in texts)
    yield from _weekdays()
    for basis, nouns in _lists()["per_nouns"].items():
        yield from (("basis", basis, f"{each} {noun}") for each in _lists()["per"] for noun in nouns)
    per = _lists()["per_nouns"]
    for basis in ("person", "group"):  # `30 € por día y grupo`
        yield from (
            ("basis", basis, f"{rate} {joint} {noun}")
            for rate in (*per["day"], *per["night"])
            for joint in ("and", "y", "et", "aur", "और")
            for noun in (*_PLAIN[basis], *per[basis])
        )
    for name in _LISTS:
        yield from ((name, name, text) for text in _lists()[name])


def _weekdays() -> Iterator[tuple[str, str, str]]:
    for names, ending in (("weekdays", "*"), ("short_weekdays", "")):
        for day, said in table("calendar")[names].items():
            yield from (("weekday", DAYS[day], f"{word}{ending}") for word in said.split())


@cache
def _lists() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read_yaml(_FILE)
    return loaded
