"""Dates in digits alone: 2027-06-12, 12/06/2027, 12-6-27, 12/06, 12/06-15/06, with or without their weekday."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import regex

from agent.language.entities import date_values as on
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.entities.spans import Span
from agent.language.lexicon import table

_Meaning = Callable[[regex.Match[str], date], str | None]

_TO = r"(?:[ ]*-[ ]*|[ ](?:to|se|al|a|au|से)[ ])"
_ALONE = r"(?!/|-\d|\.\d)"
_MARK = r"(?<!(?:on|from|el|del|le|du|al|au|for|para|pour|batch|date)[ ])(?:[0-9]|10)/10"
"""A mark such as 9/10, unless a word before it tells a date."""


def find_numeric_dates(folded: str, today: date) -> Iterator[Span]:
    """Dates of one folded message that are written in digits, overlaps possible."""
    for pattern, meaning in _rules():
        for match in pattern.finditer(folded):
            value = meaning(match, today)
            if value:
                yield Span("date", match.start(), match.end(), value)


@cache
def _rules() -> tuple[tuple[regex.Pattern[str], _Meaning], ...]:
    named = (table("calendar")[key].values() for key in ("weekdays", "short_weekdays"))
    weekday = rf"(?:{alternation(word for names in named for listed in names for word in phrases(listed))}[ ,(]+)?"
    first, end = r"(?P<a1>\d{1,2})/(?P<b1>\d{1,2})", r"(?P<a2>\d{1,2})/(?P<b2>\d{1,2})"
    full = r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>20\d\d|\d\d)(?![/.-]\d)"
    short = rf"(?!24/7|{_MARK})(?:(?P<a>\d\d?)/(?P<b>\d\d)|(?P<a>\d\d)/(?P<b>\d))(?P<y>){_ALONE}"
    return (
        (whole(rf"{weekday}(?P<y>20\d\d)[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})"), _iso_day),
        (whole(rf"{weekday}(?<![/.-]){full}"), _numeric_day),
        (whole(rf"{weekday}(?<![/.-]){short}"), _numeric_day),
        (whole(first + _TO + end), _numeric_range),
        (whole(rf"(?<![/.-])(?P<d1>\d{{1,2}}){_TO}(?P<d2>\d{{1,2}})/(?P<b>\d\d){_ALONE}"), _days_of_a_month),
    )


def _iso_day(match: regex.Match[str], today: date) -> str | None:
    found = on.day_of(int(match["y"]), int(match["m"]), int(match["d"]))
    return on.iso(found) if found else None


def _numeric_day(match: regex.Match[str], today: date) -> str | None:
    """Day first, as in India and Europe; month first only where nothing else is possible."""
    day, month = int(match["a"]), int(match["b"])
    if month > 12:
        day, month = month, day
    year = match["y"]
    found = on.day_of(2000 + int(year[-2:]), month, day) if year else on.coming_day(today, month, day)
    return on.iso(found) if found else None


def _numeric_range(match: regex.Match[str], today: date) -> str | None:
    end = on.coming_day(today, int(match["b2"]), int(match["a2"])) if int(match["b2"]) <= 12 else None
    start = on.day_of(end.year, int(match["b1"]), int(match["a1"])) if end else None
    return on.interval(start, end) if start and end and start < end else None


def _days_of_a_month(match: regex.Match[str], today: date) -> str | None:
    month = int(match["b"])
    end = on.coming_day(today, month, int(match["d2"])) if 1 <= month <= 12 else None
    start = on.day_of(end.year, month, int(match["d1"])) if end else None
    return on.interval(start, end) if start and end and start < end else None
