"""Times a message names, as day, month or interval, resolved against the day it was written."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import regex

from agent.language.entities.date_rules import rules
from agent.language.entities.date_values import bounds, interval
from agent.language.entities.date_words import listed
from agent.language.entities.patterns import whole
from agent.language.entities.spans import Span, without_overlaps

_AFTERWARDS = timedelta(days=14)
"""How far `after Diwali` reaches: the message names no end, and departures are looked up in an interval."""


def find_dates(folded: str, today: date) -> Iterator[Span]:
    """Dates of one folded message; the future is preferred. `after` and `before` widen a date into a fortnight."""
    spans = [
        span
        for rule in rules()
        for match in rule.pattern.finditer(folded)
        if (span := _span(match, rule.meaning(match, today)))
    ]
    for span in without_overlaps(spans):
        yield _relative(folded, span) or span


def _span(match: regex.Match[str], value: str | None) -> Span | None:
    text = match.group().rstrip()
    return Span("date", match.start(), match.start() + len(text), value) if value else None


@cache
def _beside(key: str) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    return whole(rf"{listed(key, 'before')}(?:[ ]+(?:the|el|la|le))?(?=[ ]+$)"), whole(listed(key, "after"))


def _relative(folded: str, span: Span) -> Span | None:
    for key in ("after", "before"):
        stretched = _stretched(folded, span, key)
        if stretched:
            first, last = bounds(str(span.value))
            return Span("date", *stretched, _fortnight(first, last, key))
    return None


def _stretched(folded: str, span: Span, key: str) -> tuple[int, int] | None:
    leading, trailing = _beside(key)
    before = leading.search(folded[: span.start])
    if before:
        return before.start(), span.end
    gap = len(folded) - len(folded[span.end :].lstrip(" "))
    after = trailing.match(folded, gap)
    return (span.start, after.end()) if after and gap > span.end else None


def _fortnight(first: date, last: date, key: str) -> str:
    if key == "after":
        return interval(last + timedelta(days=1), last + _AFTERWARDS)
    return interval(first - _AFTERWARDS, first - timedelta(days=1))
