"""Days of a month without digits or without the month: the first of November, veinte de marzo, on the 22nd, 25 ko."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

import regex

from agent.facts.found import Found
from agent.facts.numbers import plain_numbers
from agent.facts.words import any_of, listed, month_names
from agent.language.entities.numbers import word_values
from agent.language.entities.patterns import phrases
from agent.language.kept_pattern import compiled
from agent.language.letters import fold
from agent.language.lexicon import table

_LAST_DAY = 31
_FULL = len("2027-06")


def worded_days(text: str) -> Iterator[Found]:
    """A day in words ahead of its month; `two June starts` is no day, as English says `the second of June`."""
    for start, end, day in _day_words(text):
        month = _month().match(text, end)
        if month and not (_is_english_count(text[start:end]) and not month["of"]):
            value = f"{month['year'] or '-'}-{month_names()[month['month'].lower()]:02d}-{day:02d}"
            yield Found("date", text[start : month.end()], start, month.end(), value)


def monthless_days(text: str, dated: Sequence[Found], today: date | None = None) -> Iterator[Found]:
    """`On the 22nd` has the month of the date told last before it, else of the next one; with none told, of today."""
    months = [one for one in dated if one.value.lstrip("-")[:2].isdigit()]
    if not months:
        yield from _of_this_month(text, today) if today else ()
        return
    for match in _alone().finditer(text):
        day = next(int(found) for found in match.groups() if found)
        before = [one for one in months if one.end <= match.start()]
        if 1 <= day <= _LAST_DAY:
            value = f"{_year_and_month(_nearest(before, day) if before else months[0])}-{day:02d}"
            yield Found("date", match.group(), match.start(), match.end(), value)


def _of_this_month(text: str, today: date) -> Iterator[Found]:
    """A day from today on: `in three days, on the 28th`."""
    for match in _alone().finditer(text):
        day = next(int(found) for found in match.groups() if found)
        if today.day < day <= _LAST_DAY:
            value = f"{today.year}-{today.month:02d}-{day:02d}"
            yield Found("date", match.group(), match.start(), match.end(), value)


def _nearest(before: Sequence[Found], day: int) -> Found:
    """Of the last two months told the one in which the day lies nearer to what was told: the 25th, behind 27 December
    and 1 January."""
    return min(reversed(before[-2:]), key=lambda one: abs(day - _day_of(one)) if len(before) > 1 else 0)


def _day_of(claim: Found) -> int:
    """The middle of a month without a day."""
    parts = claim.value.lstrip("-").split("-")
    dated = len(parts) == len(("2027", "06", "12")) or (claim.value.startswith("--") and len(parts) > 1)
    return int(parts[-1]) if dated else _LAST_DAY // 2


def _year_and_month(claim: Found) -> str:
    """2027-06, or --06 without a year."""
    if claim.type == "season":
        return f"--{claim.value}"
    return claim.value[: _FULL if claim.value[0].isdigit() else len("--06")]


def _day_words(text: str) -> Iterator[tuple[int, int, int]]:
    for found in plain_numbers(text):
        if found.spoken and found.value == found.value.to_integral_value() and 1 <= found.value <= _LAST_DAY:
            yield found.start, found.end, int(found.value)
    for match in _ordinal().finditer(text):
        yield match.start(), match.end(), _ordinals()[fold(match.group())]


def _is_english_count(words: str) -> bool:
    return all(word in word_values("en") for word in fold(words).replace("-", " ").split())


@cache
def _ordinals() -> Mapping[str, int]:
    return {word: int(day) for day, words in table("calendar")["ordinals"].items() for word in phrases(words)}


@cache
def _ordinal() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}-])(?:{any_of(list(_ordinals()))})", regex.IGNORECASE)


@cache
def _month() -> "regex.Pattern[str]":
    names = "|".join(regex.escape(name) for name in sorted(month_names(), key=len, reverse=True))
    return compiled(
        rf"(?i)[\s-]*(?P<of>de\s+|of\s+|d['’])?(?<=[\s'’])(?P<month>{names})(?![\p{{L}}\p{{M}}])"
        r"(?:[,\s-]*(?:de\s+|del\s+|of\s+)?(?P<year>(?:19|20)\d{2})(?!\d))?"
    )


@cache
def _alone() -> "regex.Pattern[str]":
    """What makes a number a day by itself, and what shows behind it that it counts nothing."""
    words = listed("lone_days")
    before, behind, suffix = any_of(words["before"]), any_of(words["behind"]), any_of(words["suffix"])
    ends = rf"(?=\s*(?:[.,;:!?)]|$)|\s(?:{behind}))"
    return compiled(
        rf"(?i)(?<![\p{{L}}\p{{M}}])(?:the)\s(\d{{1,2}})(?:st|nd|rd|th){ends}"
        rf"|(?<![\p{{L}}\p{{M}}])(?:{before})\s(\d{{1,2}})(?:er)?{ends}"
        rf"|(?<![\p{{L}}\p{{M}}\d.,:/-])(\d{{1,2}})\s(?:{suffix})(?!\s\d+\s?%)"
    )
