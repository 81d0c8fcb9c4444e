"""Which day of a trek a message names: "day 3", "the third day", "dernier jour", that one again, or the one after.

The words are data: `days.yaml`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import regex

from agent.language.plain import pattern_of, plain
from agent.turn import Turn, Utterance
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("days.yaml")
_LAST = "last"


def names_a_day(turn: Turn) -> bool:
    """Whether a day of a trek is named, be it one of this trek or not."""
    return _named(turn) is not None


def day_asked(turn: Turn, days: int) -> int:
    """The number of that day; 0 where none is named, or the trek has no such day."""
    named = _named(turn)
    if named is None:
        return 0
    day = days if named == _LAST else int(named)
    return day if 1 <= day <= days else 0


def _named(turn: Turn) -> str | None:
    """A figure or `last`. "Day 5 of June" is a date and no day of a trek."""
    words = plain(_without_dates(turn))
    named = _day_in(words)
    if named is None and _next().search(words):
        before = _day_before(turn.history)
        return str(before + 1) if before else None
    return _day_in(plain(turn.line_before)) if named is None and _same().search(words) else named


def _day_in(words: str) -> str | None:
    if match := _numbered().search(_EVERY.sub(" ", words)):
        return match["before"] or match["after"]
    return next((day for day, pattern in _ordinals().items() if pattern.search(words)), None)


_EVERY = regex.compile(r"(?<!\S)(?:every|each|per|a|chaque|par|cada|por|al|har|प्रति|हर) (?:day|jour|dia|din|दिन)(?!\S)")
"""Of "walks every day 1 hour" no day of a trek is named."""


def _day_before(history: Sequence[Utterance]) -> int:
    """The day the customer's lines came to: each "next day" is one further; 0 where they named none."""
    reached = 0
    for words in (plain(line.text) for line in history if line.speaker == "U"):
        named = _day_in(words)
        if named and named != _LAST:
            reached = int(named)
        elif reached and _next().search(words):
            reached += 1
    return reached


def _without_dates(turn: Turn) -> str:
    text = turn.message.text
    for entity in turn.parsed.entities if turn.parsed else ():
        if entity.type == "date":
            text = text[: entity.start] + "•" * (entity.end - entity.start) + text[entity.end :]
    return text


@cache
def _lists() -> Mapping[str, list[str]]:
    loaded: Mapping[str, list[str]] = read_yaml(_FILE)
    return loaded


@cache
def _numbered() -> "regex.Pattern[str]":
    """`day 3`, `दिन 3`; `3rd day`, `3er dia`, `3e jour`; never `3 days`."""
    nouns = "|".join(regex.escape(noun) for noun in _lists()["nouns"])
    endings = "|".join(regex.escape(ending) for ending in _lists()["endings"])
    letter = r"[\p{L}\p{M}\p{N}]"
    return regex.compile(
        rf"(?<!{letter})(?:(?:{nouns})(?: (?:no|number|n|numero))? (?P<before>\d{{1,2}})"
        rf"|(?P<after>\d{{1,2}}) ?(?:{endings}) (?:{nouns}))(?!{letter})"
    )


@cache
def _ordinals() -> "Mapping[str, regex.Pattern[str]]":
    return {day: pattern_of(words) for day, words in _lists().items() if day.isdecimal() or day == _LAST}


@cache
def _same() -> "regex.Pattern[str]":
    return pattern_of(_lists()["same"])


@cache
def _next() -> "regex.Pattern[str]":
    return pattern_of(_lists()["next"])
