"""Dates and months in a text, in five languages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

import regex

from agent.facts.found import Found
from agent.facts.words import full_month_names, month_names

_DAY = r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª)?"
_TO = r"\s*(?:–|—|-|to|till|al|au|a|y|et|and|und|से|और|se|aur)\s*"
_OF = r"\s*(?:de\s+|of\s+)?"
_YEAR = r"(?:,?\s*(?:de\s+|del\s+|of\s+)?((?:19|20)\d{2})(?!\d))?"
_ISO = regex.compile(r"(?<!\d)((?:19|20)\d{2})-(\d{2})-(\d{2})(?!\d)")
_SLASHED = regex.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d{2})(?!\d)")
_NEAR = 6


@dataclass(frozen=True, slots=True)
class _Patterns:
    ranged: regex.Pattern[str]
    single: regex.Pattern[str]
    american: regex.Pattern[str]
    month: regex.Pattern[str]


@cache
def _patterns() -> _Patterns:
    names = "|".join(regex.escape(name) for name in sorted(month_names(), key=len, reverse=True))
    month = rf"(?<![\p{{L}}\p{{M}}])({names})[.॰]?(?![\p{{L}}\p{{M}}])"
    flags = regex.IGNORECASE
    return _Patterns(
        ranged=regex.compile(rf"{_DAY}{_TO}{_DAY}{_OF}{month}{_YEAR}", flags),
        single=regex.compile(rf"{_DAY}{_OF}{month}{_YEAR}", flags),
        american=regex.compile(rf"{month}\s+{_DAY}(?!\d|[.,]\d)(?:,\s*((?:19|20)\d{{2}}))?", flags),
        month=regex.compile(rf"{month}{_YEAR}", flags),
    )


def dates_in(text: str) -> tuple[tuple[Found, ...], str]:
    """Dates and months of the text, and the text with them blanked out."""
    found: list[Found] = []
    for find in (_iso, _slashed, _ranged, _single, _american, _months):
        new = list(find(text))
        found += new
        for claim in new:
            text = text[: claim.start] + " " * (claim.end - claim.start) + text[claim.end :]
    return tuple(_with_years(sorted(found, key=lambda f: f.start))), text


def _iso(text: str) -> Iterator[Found]:
    for match in _ISO.finditer(text):
        yield _found(match, "date", match.group())


def _slashed(text: str) -> Iterator[Found]:
    for match in _SLASHED.finditer(text):
        day, month, year = match.groups()
        yield _found(match, "date", f"{year}-{int(month):02d}-{int(day):02d}")


def _ranged(text: str) -> Iterator[Found]:
    for match in _patterns().ranged.finditer(text):
        first, last, name, year = match.groups()
        yield _found(match, "date", _value(first, name, year))
        yield _found(match, "date", _value(last, name, year))


def _single(text: str) -> Iterator[Found]:
    for match in _patterns().single.finditer(text):
        yield _found(match, "date", _value(*match.groups()))


def _american(text: str) -> Iterator[Found]:
    for match in _patterns().american.finditer(text):
        name, day, year = match.groups()
        if match.group(1)[:1].isupper():
            yield _found(match, "date", _value(day, name, year))


def _months(text: str) -> Iterator[Found]:
    for match in _patterns().month.finditer(text):
        name, year = match.groups()
        if year:
            yield _found(match, "date", f"{year}-{_month(name):02d}")
        elif _stands_alone(name):
            yield _found(match, "season", f"{_month(name):02d}")


def _stands_alone(name: str) -> bool:
    """ "may", "mai" and "mars" in small letters are other words in some language; short forms need a day or year."""
    if name.lower() not in full_month_names():
        return False
    return name not in ("may", "march", "mai", "MAY")


def _value(day: str, name: str, year: str | None) -> str:
    return f"{year or '-'}-{_month(name):02d}-{int(day):02d}"


def _month(name: str) -> int:
    return month_names()[name.lower()]


def _found(match: "regex.Match[str]", kind: str, value: str) -> Found:
    return Found(kind, match.group(), match.start(), match.end(), value)


def _with_years(found: list[Found]) -> Iterator[Found]:
    """In "1 June – 31 July 2027" the first day has the year of the second."""
    for claim, after in zip_longest(found, found[1:]):
        if claim.value.startswith("--") and after and after.start - claim.end <= _NEAR and after.value[:1].isdigit():
            yield replace(claim, value=after.value[:4] + claim.value[1:])
        else:
            yield claim
