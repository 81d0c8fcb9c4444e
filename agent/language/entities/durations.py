"""How long, in days: `5 days`, `5 din`, `una semana`, `4N/5D`."""

from collections.abc import Iterator
from functools import cache

import regex

from agent.language.entities.numbers import count, number_value
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.entities.spans import Span
from agent.language.entities.triggers import triggers, vocabulary
from agent.language.letters import AFTER
from agent.language.lexicon import table

_LONGEST = 400
_A = r"(?<!(?:times|once|twice|thrice|hours?|hrs?|kms?|dia|days?)[ ])a(?=[ ](?:day|night|week|month))"
"""`a week`, but not `thrice a week`."""
_DIGIT = regex.compile(r"\d")


@cache
def _counted() -> tuple[tuple[int, frozenset[str], regex.Pattern[str]], ...]:
    number = rf"(?P<n>{count()}|\d+[.,]5|{_A})(?:[ ]?(?:-|to|a|o|ou|or|se|y)[ ]?(?P<more>{count()}))?"
    return tuple(
        (int(days), triggers(phrases(words)), whole(rf"{number}[ -]?{alternation(phrases(words))}"))
        for days, words in table("units")["days"].items()
    )


@cache
def _not_long() -> regex.Pattern[str]:
    """`7 months pregnant` is no time on a trek."""
    return regex.compile(rf"[ ]+(?:{alternation(phrases(table('units')['not_duration']))}){AFTER}")


@cache
def _nights_and_days() -> regex.Pattern[str]:
    return whole(r"(?P<a>\d{1,2})[ ]?(?P<u>[nd])[ ]?[/&,-]?[ ]?(?P<b>\d{1,2})[ ]?(?P<v>[nd])")


def find_durations(folded: str) -> Iterator[Span]:
    """Durations of one folded message in whole days; of a range the longer counts."""
    for days, words, pattern in _counted():
        for match in pattern.finditer(folded) if not vocabulary(folded).isdisjoint(words) else ():
            if not _not_long().match(folded, match.end()):
                yield from _lasting(match, days)
    for match in _nights_and_days().finditer(folded) if _DIGIT.search(folded) else ():
        yield Span("duration", match.start(), match.end(), max(int(match["a"]), int(match["b"])))


def _lasting(match: regex.Match[str], days: int) -> Iterator[Span]:
    number = match["more"] or match["n"]
    length = days if number == "a" else int(number_value(number) * days)
    if 0 < length <= _LONGEST:
        yield Span("duration", match.start(), match.end(), length)
