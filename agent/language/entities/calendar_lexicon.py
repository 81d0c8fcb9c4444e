"""The phrases of `lexicons/calendar.yaml`, each with the one-letter tag that the date grammar reads.

| tag | phrase | tag | phrase | tag | phrase |
|---|---|---|---|---|---|
| M m | month, doubtful month | W w | day in words, doubtful | O | st, nd, er |
| K k | weekday, short weekday | R r | tomorrow, kal | E | weekend |
| U | week, month, year | S | season | Z | feast |
| G g e | part of a month before, after, either side | d j | tarikh, día | n | what is counted |
| T a s | to, a, se | F | from | & | and |
| I V i c | in, me, dans environ, on | o p | of, ka | l | article |
| X z Y | next, English `next`, que viene | H L | this, last | h 2 | from now, couple of |
| A B | after it, ke baad | P Q | before, se pehle | f b | a partir de, onwards |
| y t | happy, mubarak | v | verb in the past | x | anything else |
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import regex

from agent.language.entities.counted import counted_nouns
from agent.language.entities.numbers import LANGUAGES, small_numbers
from agent.language.entities.patterns import bare, phrases
from agent.language.lexicon import table

Value = Any
"""What a tag carries: a month or day number, days from today, a unit, a feast; each rule knows its own."""
Entry = tuple[str, str, Value]

TOKEN = regex.compile(r"(?<=\s)'\d\d(?!\d)|\d+(?:[.:]\d+|,\d{3})+|\d+|[\p{L}\p{M}]+|[^\s]")
"""A number with its separators, a run of letters, or one other character."""

_PLAIN_TAGS = {
    "not_dates": "x",
    "counted": "n",
    "weekend": "E",
    "ordinal": "O",
    "day_word": "d",
    "day_before": "j",
    "of": "o",
    "of_after": "p",
    "article": "l",
    "to": "T",
    "to_or_a": "a",
    "to_or_from": "s",
    "from": "F",
    "and": "&",
    "in": "I",
    "in_after": "V",
    "in_time": "i",
    "around": "c",
    "ahead": "h",
    "next": "X",
    "next_week": "z",
    "next_after": "Y",
    "this": "H",
    "last": "L",
    "number_of": "2",
    "past_verb": "v",
}
_VALUED_TAGS = {
    "weekdays": "K",
    "short_weekdays": "k",
    "near": "R",
    "near_either_way": "r",
    "unit": "U",
    "seasons": "S",
}
_PAIRED_TAGS = {"after": ("A", "B"), "before": ("P", "Q"), "since": ("f", "b"), "greeting": ("y", "t")}
_PART_TAGS = {"before": "G", "after": "g", "either": "e"}
_TENS = {"twenty": 20, "thirty": 30}


class Phrase(NamedTuple):
    """The words after the first, the tag and its value."""

    rest: tuple[str, ...]
    tag: str
    value: Value


@cache
def known_phrases() -> dict[str, tuple[Phrase, ...]]:
    """First word → phrases that begin with it, the longest first."""
    known: dict[tuple[str, ...], tuple[str, Value]] = {}
    for text, tag, value in _entries(table("calendar")):
        known[tuple(bare(part) for part in TOKEN.findall(text))] = (tag, value)
    by_first: dict[str, list[Phrase]] = {}
    for words, (tag, value) in sorted(known.items(), key=lambda entry: -len(entry[0])):
        by_first.setdefault(words[0], []).append(Phrase(words[1:], tag, value))
    return {first: tuple(listed) for first, listed in by_first.items()}


def _entries(calendar: Mapping[str, Any]) -> Iterator[Entry]:
    """Of two entries for one phrase the later counts: `jan` is a month before it is Hindi for people."""
    yield from ((noun, "n", None) for noun in counted_nouns())
    yield from _days_in_words(calendar["ordinals"])
    yield from _plain(calendar)
    for key, tag in _VALUED_TAGS.items():
        yield from _valued(calendar[key], tag)
    yield from _parts(calendar["parts"])
    for feast in calendar["feasts"]:
        yield from _valued({_feast_days(feast): feast["names"]}, "Z")
    yield from _months(calendar["months"], set(phrases(calendar["doubtful_months"])))


def _plain(calendar: Mapping[str, Any]) -> Iterator[Entry]:
    for key, tag in _PLAIN_TAGS.items():
        yield from _valued({None: calendar[key]}, tag)
    for key, (before, after) in _PAIRED_TAGS.items():
        yield from _valued({None: calendar[key]["before"]}, before)
        yield from _valued({None: calendar[key]["after"]}, after)


def _valued(listed: Mapping[Value, str], tag: str) -> Iterator[Entry]:
    for value, names in listed.items():
        yield from ((phrase, tag, value) for phrase in phrases(names))


def _parts(parts: Mapping[str, Mapping[str, str]]) -> Iterator[Entry]:
    for days, sides in parts.items():
        for side, names in sides.items():
            yield from _valued({days: names}, _PART_TAGS[side])


def _months(months: Mapping[int, str], doubtful: set[str]) -> Iterator[Entry]:
    for name, _, month in _valued(months, "M"):
        yield name, "m" if name in doubtful else "M", month


def _days_in_words(ordinals: Mapping[int, str]) -> Iterator[Entry]:
    """Days 1–31 in words; `w` where the word is also another one."""
    for language in LANGUAGES:
        sure, doubtful = small_numbers(language)
        yield from ((text, "w", value) for text, value in doubtful.items())
        yield from ((text, "W", value) for text, value in sure.items())
    for name, _, value in _valued(ordinals, "W"):
        yield name, "W", value
        joined = ((tens, joint) for tens in _TENS for joint in " -") if value < 10 else ()
        yield from ((f"{tens}{joint}{name}", "W", _TENS[tens] + value) for tens, joint in joined)


def _feast_days(feast: Mapping[str, Any]) -> str | tuple[tuple[date, date], ...]:
    """`12-25`, or first and last day of each year."""
    if "fixed" in feast:
        return str(feast["fixed"])
    return tuple(_first_and_last(days) for days in feast["dates"])


def _first_and_last(days: date | str) -> tuple[date, date]:
    if isinstance(days, date):
        return days, days
    first, last = days.split("/")
    return date.fromisoformat(first), date.fromisoformat(last)
