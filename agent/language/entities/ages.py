"""Ages in years: `my son is 9`, `9 saal`, `tiene 12 años`, `aged 9`."""

from collections.abc import Iterator
from functools import cache

import regex

from agent.language.entities.numbers import count, number_value
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.entities.spans import Span
from agent.language.letters import AFTER
from agent.language.lexicon import table

_OLDEST = 110


def _listed(key: str) -> str:
    return alternation(phrases(table("units")[key]))


@cache
def _patterns() -> tuple[regex.Pattern[str], ...]:
    number = rf"(?P<n>{count()})"
    not_age = rf"(?![ ]+{_listed('not_age')}{AFTER})"
    open_end = r"(?![ ]*(?:[-/:%]|k?m\b|days?|nights?|people|log\b|am\b|pm\b|dias|jours|din\b))(?![.,]\d)"
    verb = r"(?:is|are|turns|turning)"
    return (
        whole(rf"(?<!(?:hace|il y a|since|depuis|desde)[ ]){number}[ ]?{_listed('age_after')}{not_age}"),
        whole(rf"(?:{_listed('age_before')})[ ]*(?:is|:|-|hai)?[ ]*{number}{open_end}"),
        whole(rf"{_listed('relatives')}[ ]+{verb}[ ]+(?:only[ ]|just[ ]|about[ ])?{number}{open_end}"),
        whole(rf"i(?:'m| am)[ ]+(?P<n>\d\d){open_end}(?=[ ]*(?:[.,!?]|$|and\b|years))"),
    )


def find_ages(folded: str) -> Iterator[Span]:
    """Ages of one folded message: the span is number and unit, or the number alone where no unit follows."""
    with_unit, *bare = _patterns()
    for match in with_unit.finditer(folded):
        yield from _aged(match, match.start("n"), match.end())
    for pattern in bare:
        for match in pattern.finditer(folded):
            yield from _aged(match, match.start("n"), match.end("n"))


def _aged(match: regex.Match[str], start: int, end: int) -> Iterator[Span]:
    years = number_value(match["n"])
    if 0 < years <= _OLDEST:
        yield Span("age", start, end, int(years))
