"""The words of `axes.yaml`, found in a list of folded words without a pattern for each."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from agent.facts.context.phrases import Hit, Phrases, words_of
from agent.language.lexicon import table
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("axes.yaml")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Values of the axis `weekday` for single days, in the order of the calendar."""
_LISTS = (
    "ended",
    "running",
    "offers",
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
    "costing",
    "payable",
    "taken",
    "outside",
)
_PLAIN = {"person": ("person", "persona", "personne", "व्यक्ति"), "group": ("group", "grupo", "groupe")}


@cache
def strict_axes() -> frozenset[str]:
    """Axes that part two claims whatever else the sources say."""
    return frozenset(_lists()["strict"])


def phrases_of(name: str) -> tuple[str, ...]:
    """One of the lists beside the axes, as written."""
    return tuple(_lists()[name])


def phrases_on(axis: str) -> tuple[tuple[str, ...], ...]:
    """The folded words of every phrase on an axis or in a list."""
    return tuple(words_of(text) for name, _, text in _entries() if name == axis)


def hits(keys: Sequence[str]) -> list[Hit]:
    """Every phrase of the axes and lists, the longest at each place."""
    return _phrases().hits(keys)


@cache
def _phrases() -> Phrases:
    return Phrases(_entries())


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
