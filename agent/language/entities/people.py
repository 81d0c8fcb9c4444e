"""How many come: counted nouns, `we are five`, couples; neighbours such as `2 adults 1 kid` add up."""

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from agent.language.entities.numbers import LANGUAGES, count, number_value, unmistakable_word
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.entities.spans import Span
from agent.language.lexicon import table

_LARGEST = 500


@cache
def _number(language: str) -> str:
    if language == "en":
        return rf"(?:{count(('en',))}|{unmistakable_word('hi-Latn')})"
    return count((language, "en")) if language == "hi-Latn" else count((language,))


@cache
def _counted(language: str) -> regex.Pattern[str]:
    nouns = alternation(phrases(table("units")["people"][language]))
    filler = r"(?:[ ](?:more|other|small|little|young|adult|aur|otros|otras|autres|petits|chote|bade|और|छोटे))?"
    return whole(rf"(?P<n>{_number(language)}){filler}[ ]*{nouns}")


@cache
def _led(language: str) -> regex.Pattern[str]:
    listed = phrases(table("units")["people_before"][language])
    opening = set(phrases(table("units")["people_open"]))
    number = _number(language)
    sure = alternation(entry for entry in listed if entry not in opening)
    loose = alternation(entry for entry in listed if entry in opening) if opening & set(listed) else r"(?!)"
    ends = (
        r"(?=[ ]*(?:[.,!?;)]|$)|[ ]+(?:in|on|en|el|le|from|du|del|por|s'il|svp|please|pls|to|and|y|et)(?![\p{L}\p{M}]))"
    )
    stop = r"(?![ ]*[-/.,:]?\d|[ ]?(?:%|am|pm|k|°))"
    return whole(rf"{sure}[ ]+(?P<n>{number}){stop}|{loose}[ ]+(?P<n>{number}){ends}")


@cache
def _fixed(key: str) -> regex.Pattern[str]:
    return whole(alternation(phrases(table("units")[key])))


@cache
def _joint() -> regex.Pattern[str]:
    return regex.compile(rf"[ ]*(?:{alternation(phrases(table('units')['together']))}[ ]*)*")


def find_people(folded: str) -> Iterator[Span]:
    """Party sizes of one folded message; overlaps possible."""
    yield from _joined(folded, sorted(_nouns(folded), key=lambda span: (span.start, -span.end)))
    for language in LANGUAGES:
        yield from _numbered(_led(language).finditer(folded))
    yield from (Span("people", match.start(), match.end(), 2) for match in _fixed("couple").finditer(folded))
    yield from (Span("people", match.start(), match.end(), 1) for match in _fixed("alone").finditer(folded))


def _nouns(folded: str) -> Iterator[Span]:
    for language in LANGUAGES:
        yield from _numbered(_counted(language).finditer(folded))


def _numbered(matches: Iterable[regex.Match[str]]) -> Iterator[Span]:
    for match in matches:
        value = number_value(match["n"])
        if 0 < value <= _LARGEST and value == int(value):
            yield Span("people", match.start(), match.end(), int(value))


def _joined(folded: str, spans: list[Span]) -> Iterator[Span]:
    """Counted nouns that follow each other with nothing but `and` between are one party."""
    party: Span | None = None
    for span in spans:
        if party and span.start < party.end:
            party = party if party.end >= span.end else span
        elif party and _joint().fullmatch(folded, party.end, span.start):
            party = Span("people", party.start, span.end, _size(party) + _size(span))
        else:
            if party:
                yield party
            party = span
    if party:
        yield party


def _size(span: Span) -> int:
    return span.value if isinstance(span.value, int) else 0
