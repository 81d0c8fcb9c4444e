"""Times a message names, as day, month or interval, resolved against the day it was written."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import regex

from agent.language.entities.calendar_words import Tagged, tagged, tags_of
from agent.language.entities.date_grammar import rules
from agent.language.entities.date_reading import Reading
from agent.language.entities.date_values import OPEN, bounds
from agent.language.entities.numeric_dates import find_numeric_dates
from agent.language.entities.spans import Span, without_overlaps

_NUMERIC = regex.compile(r"\d[/.-]\d")


def find_dates(folded: str, today: date) -> Iterator[Span]:
    """Dates of one folded message; the future is preferred. `after` and `before` make an open interval."""
    words = tagged(folded)
    spans = list(_named(words, today)) if words else []
    if _NUMERIC.search(folded):
        spans += find_numeric_dates(folded, today)
    if spans:
        told = (span for span in without_overlaps(spans) if not _recurs(folded, span))
        yield from (_open_ended(words, span) for span in told)


def _recurs(folded: str, span: Span) -> bool:
    """Whether it is a day of each week, as in `he walks every sunday`: no time to go."""
    named = not any(character.isdigit() for character in folded[span.start : span.end])
    return named and bool(_EACH.search(folded, 0, span.start))


_EACH = regex.compile(
    r"(?<![\p{L}\p{M}])(?:every|each|har|cada|chaque|tous les|toutes les|todos los|todas las|हर)[ ]+$"
)


def _named(words: Sequence[Tagged], today: date) -> Iterator[Span]:
    tags = tags_of(words)
    for rule in rules():
        for match in rule.pattern.finditer(tags):
            value = rule.meaning(Reading(match, words, today)) if match.end() > match.start() else None
            if value:
                yield Span("date", words[match.start()].start, words[match.end() - 1].end, value)


def _open_ended(words: Sequence[Tagged], span: Span) -> Span:
    """The span stretched over a word that opens it: `after 12 June`, `diwali ke baad`, `se pehle`."""
    before = next((word for word in reversed(words) if word.end <= span.start), None)
    after = next((word for word in words if word.start >= span.end), None)
    if before and before.tag in _OPENED_BY_LEADING:
        return Span("date", before.start, span.end, _OPENED_BY_LEADING[before.tag](span))
    if after and after.tag in _OPENED_BY_TRAILING:
        return Span("date", span.start, after.end, _OPENED_BY_TRAILING[after.tag](span))
    return span


def _after(span: Span) -> str:
    return f"{bounds(str(span.value))[1] + timedelta(days=1)}/{OPEN}"


def _since(span: Span) -> str:
    return f"{bounds(str(span.value))[0]}/{OPEN}"


def _before(span: Span) -> str:
    return f"{OPEN}/{bounds(str(span.value))[0] - timedelta(days=1)}"


_OPENED_BY_LEADING = {"A": _after, "P": _before, "f": _since}
_OPENED_BY_TRAILING = {"B": _after, "Q": _before, "b": _since}
