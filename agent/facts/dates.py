"""Dates, months and seasons in a text, in five languages; with a day given, also tomorrow and next month."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise, zip_longest

import regex

from agent.facts.day_words import monthless_days, worded_days
from agent.facts.found import Found
from agent.facts.numbers import numbers_in
from agent.facts.words import at_words, full_month_names, just_before, listed, month_names, searched, starts_of, told_in
from agent.language.entities.dates import find_dates
from agent.language.kept_pattern import compiled
from agent.language.letters import fold

_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|°)?"
_DAY = rf"(?<![\d.,/])(\d{{1,2}}){_ORDINAL}"
_TO = r"\s*(?:–|—|-|to|till|until|through|al|au|a|y|et|and|or|o|ou|und|से|और|तक|se|aur|,|&|/)\s*"
_OF = r"[\s-]*(?:de\s+|of\s+|d'|del mes de\s+)?"
_YEAR = r"(?:[,\s-]*(?:de\s+|del\s+|of\s+)?((?:19|20)\d{2}|['’]\d{2})(?!\d))?"
_ISO = regex.compile(r"(?<!\d)((?:19|20)\d{2})-(\d{2})(?:-(\d{2}))?(?![\d-])")
_SLASHED = regex.compile(r"(?<![\d/.,])(\d{1,2})([/.-])(\d{1,2})(?:\2((?:19|20)?\d{2}))?(?![\d/]|[.,]\d)")
_DAY_AND_MONTH = r"(0?[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])\.?"
_SEASON = regex.compile(
    rf"(?<![\d.,/:$€£₹-]){_DAY_AND_MONTH}\s?(?:[–—-]|to|al|au|bis|से|se)\s?{_DAY_AND_MONTH}(?!\d|[.,/]\d|\s?(?:h|hrs|hours|km|m)\b)"
)
"""`20.06–10.09`; what may be times of the clock as well is left: `9.05–10.10`."""
_HOURS, _STEP = 24, 5
_OF_YEAR = regex.compile(r"\s+(?:of\s+|de\s+)?(?:19|20)\d{2}(?!\d)")
_COUNTING = (
    r"\s?%|(?:\s?[–-]\s?\d{1,2})?\s(?:ft|feet|cm|inches|metres|m)(?!\p{L})"
    r"|\s(?:percent|per\scent|people|guests|degrees|seats|km|days|hours)"
)
"""Behind these the number counts something: `in April 11 percent`."""
_COUNTED = regex.compile(
    r"(?<=\bsept)\s(?:jours?|nuits?|personnes?|étapes?|heures?|places?|km|kilom\p{L}+|semaines?)(?!\p{L})",
    regex.IGNORECASE,
)
"""Behind the French seven."""
_LISTED = regex.compile(r"\d{1,2}")
_TOLD_BY = frozenset({"may", "march", "mai", "mars"})
_TO_A_TIME = regex.compile(
    r"(?<![\p{L}\p{M}])(?:in|until|till|since|by|from|en|début|fin|dès|depuis|courant|mois de|jusqu['’]en|mi)[\s-]$",
    regex.IGNORECASE,
)
_OF_NOW = regex.compile(
    r"(?<![\p{L}\p{M}])(?:this|coming|next|este|esta|próximo|próxima|cet|cette|ce|इस|अगली|अगले|is|iss|agli|agle)\s$",
    regex.IGNORECASE,
)
_MODAL = regex.compile(
    r"\s(?:be|join|come|go|travel|trek|walk|take|bring|book|pay|enter|sign|start|use|have|not|also|only|still)(?!\p{L})"
)
"""Behind these `may` is no month: `teenagers from 16 may join`."""
_JOINED = r"\s*(?:–|—|-|to|a|à|au|al|se|से|y|et|and|aur|और|,|/)\s*"
_WORD_BEHIND = regex.compile(_JOINED + r"([\p{L}\p{M}]+)")
_WORD_BEFORE = regex.compile(r"([\p{L}\p{M}]+)[.]?" + _JOINED + "$")
_BESIDE = 24
_NEAR = 6
_MONTHS = 12
_MONTH_DAYS = 31


@dataclass(frozen=True, slots=True)
class _Patterns:
    days: regex.Pattern[str]
    american: regex.Pattern[str]
    month: regex.Pattern[str]
    starts: frozenset[str]
    """Of the names of months."""


@cache
def _patterns() -> _Patterns:
    names = "|".join(regex.escape(name) for name in sorted(month_names(), key=len, reverse=True))
    month = rf"(?<![\p{{L}}\p{{M}}])({names})[.॰]?(?![\p{{L}}\p{{M}}])"
    return _Patterns(
        days=compiled(rf"(?i)((?:{_DAY}{_TO}(?:(?:the|el|le)\s+)?)*{_DAY}){_OF}{month}{_YEAR}"),
        american=compiled(
            rf"(?i){month}(?!\s*\n\s*\n)\s+(\d{{1,2}}){_ORDINAL}(?!\d|[.,]\d|{_COUNTING})(?:\s*[–-]\s*(\d{{1,2}}){_ORDINAL}(?!\d|[.,]\d))?"
            rf"(?:,?\s*((?:19|20)\d{{2}})(?!\d))?"
        ),
        month=compiled(rf"(?i){month}{_YEAR}"),
        starts=starts_of(month_names()),
    )


def dates_in(text: str, today: date | None = None) -> tuple[tuple[Found, ...], str]:
    """Dates and months of the text, and the text with them blanked out. `today` lets "tomorrow" be a date."""
    found: list[Found] = []
    whole = text
    for find in (_iso, _named, _days, worded_days, _american, _slashed, _dotted, _months, _seasons):
        new = list(find(text))
        found += new
        text = _without(text, new)
    alone = list(monthless_days(text, sorted(found, key=lambda f: f.start), today))
    found, text = [*found, *alone], _without(text, alone)
    relative = [*_ends(text, today), *(_relative(text, today) if today else ())]
    ordered = list(_with_years(sorted([*found, *relative], key=lambda f: f.start)))
    return tuple(_in_ranges(whole, ordered)), _without(text, relative)


def _without(text: str, claims: Sequence[Found]) -> str:
    for claim in claims:
        text = text[: claim.start] + " " * (claim.end - claim.start) + text[claim.end :]
    return text


def _iso(text: str) -> Iterator[Found]:
    for match in _ISO.finditer(text):
        if 1 <= int(match[2]) <= _MONTHS:
            yield _found(match, "date", match.group())


def _named(text: str) -> Iterator[Found]:
    """Christmas Day and New Year's Eve, said as days and not as a time of the year."""
    yield from (_found(match, "date", f"--{day}") for day, match in told_in("named_days", text))


def _slashed(text: str) -> Iterator[Found]:
    """12/06/2027 and 12/6: the day comes first, as it does where our customers live. 12-16 and 4.5 are no dates."""
    for match in _SLASHED.finditer(text):
        day, month, year = int(match[1]), int(match[3]), match[4]
        if not (1 <= day <= _MONTH_DAYS and 1 <= month <= _MONTHS) or (not year and match[2] != "/"):
            continue
        if not year and text[match.end() : match.end() + 1] == "/":
            continue
        whole = (year if len(year) == len("2027") else f"20{year}") if year else "-"
        yield _found(match, "date", f"{whole}-{month:02d}-{day:02d}")


def _dotted(text: str) -> Iterator[Found]:
    """The two ends of a span of days as 20.06–10.09, unless it may be one of hours and minutes."""
    for match in _SEASON.finditer(text):
        days, months = [int(match[1]), int(match[3])], [int(match[2]), int(match[4])]
        if max(days) > _HOURS or days[0] > days[1] or any(month % _STEP for month in months):
            for place, (day, month) in enumerate(zip(days, months, strict=True)):
                start, end = match.span(place * 2 + 1)[0], match.span(place * 2 + 2)[1]
                yield Found("date", text[start:end], start, end, f"--{month:02d}-{day:02d}")


def _days(text: str) -> Iterator[Found]:
    """12 June, 12–16 June, 5, 12 and 19 June: every day has the month and year that follow."""
    for match in _patterns().days.finditer(text):
        name, year = match.groups()[-2:]
        if name == "may" and _MODAL.match(text, match.end()):
            continue
        for day in _LISTED.findall(match[1]):
            if 1 <= int(day) <= _MONTH_DAYS:
                yield _found(match, "date", _value(day, name, _full(year)))


def _full(year: str | None) -> str | None:
    return f"20{year[1:]}" if year and not year[0].isdigit() else year


def _american(text: str) -> Iterator[Found]:
    for match in at_words(_patterns().american, _patterns().starts, text):
        name, *days, year = match.groups()
        if name[:1].isupper():
            told = (day for day in days if day and int(day) <= _MONTH_DAYS)
            yield from (_found(match, "date", _value(day, name, year)) for day in told)


def _months(text: str) -> Iterator[Found]:
    for match in at_words(_patterns().month, _patterns().starts, text):
        name, year = match.groups()
        if year:
            yield _found(match, "date", f"{_full(year)}-{_month(name):02d}")
        elif _stands_alone(name, text, match):
            yield _found(match, "season", f"{_month(name):02d}")


def _stands_alone(name: str, text: str, match: "regex.Match[str]") -> bool:
    """ "may", "mai" and "mars" in small letters are other words in some language; short forms need a neighbour."""
    if _COUNTED.match(text, match.end()):
        return False
    if name in ("may", "march", "mai", "mars", "MAY", "mar", "mi", "set", "jan"):
        return _beside_month(text, match) or (name in _TOLD_BY and _is_led(text, match))
    return name.lower() in full_month_names() or name[:1].isupper() or _beside_month(text, match)


def _is_led(text: str, match: "regex.Match[str]") -> bool:
    """Whether a word stands before it that leads to a time: en mai, début mars, in may."""
    return _TO_A_TIME.search(text, max(0, match.start() - 14), match.start()) is not None


def _beside_month(text: str, match: "regex.Match[str]") -> bool:
    """Whether another month stands on the other side of a dash or of "to"."""
    names = month_names()
    after = _WORD_BEHIND.match(text, match.end())
    before = _WORD_BEFORE.search(text[max(0, match.start() - _BESIDE) : match.start()])
    return any(found is not None and found[1].lower() in names for found in (after, before))


def _seasons(text: str) -> Iterator[Found]:
    """Seasons by name, such as `monsoon`; which months they are differs from place to place.

    `This spring` is only another word for when the customer would come.
    """
    for name, match in told_in("seasons", text):
        if not _OF_NOW.search(text, max(0, match.start() - 10), match.start()):
            end = _OF_YEAR.match(text, match.end())
            yield (
                Found("season", text[match.start() : end.end()], match.start(), end.end(), name)
                if end
                else _found(match, "season", name)
            )


def _ends(text: str, today: date | None) -> Iterator[Found]:
    """The end of the year, and with a day given that of the month."""
    last = {"year": "--12-31"}
    if today:
        last["month"] = today.replace(day=monthrange(today.year, today.month)[1]).isoformat()
    for name, day in last.items():
        yield from (replace(_found(one, "date", day), note="relative") for one in searched("ends")[name].finditer(text))


def _relative(text: str, today: date) -> Iterator[Found]:
    """Tomorrow and next month; today itself is no claim, and `in two weeks` is read as a count of days."""
    if not searched("context")["relative"].search(text):
        return
    for span in find_dates(fold(text), today):
        value = str(span.value).removesuffix("/..").removeprefix("../")
        counted = numbers_in(text[span.start : span.end])
        told = searched("context")["relative"].search(text, span.start, span.end)
        if not told or _is_a_morning(text, told):
            continue
        if not counted and not _is_a_year(value) and value not in (today.isoformat(), today.isoformat()[:7]):
            yield from (
                Found("date", text[span.start : span.end], span.start, span.end, day, note="relative")
                for day in value.split("/")
            )


def _is_a_morning(text: str, told: "regex.Match[str]") -> bool:
    """`Una mañana de reserva`."""
    low, high = max(0, told.start() - _BESIDE), told.start()
    return told.group().casefold() == "mañana" and _of_mornings().search(text, low, high) is not None


@cache
def _of_mornings() -> "regex.Pattern[str]":
    return just_before([*listed("a_morning")])


def _is_a_year(value: str) -> bool:
    """A whole year, such as the next one, is no date."""
    first, _, last = value.partition("/")
    return (first[5:], last[5:]) == ("01-01", "12-31") and first[:4] == last[:4]


def _value(day: str, name: str, year: str | None) -> str:
    return f"{year or '-'}-{_month(name):02d}-{int(day):02d}"


def _month(name: str) -> int:
    return month_names()[name.lower()]


def _found(match: "regex.Match[str]", kind: str, value: str) -> Found:
    return Found(kind, match.group(), match.start(), match.end(), value)


def _with_years(found: list[Found]) -> Iterator[Found]:
    """In "1 June – 31 July 2027" the first day has the year of the second."""
    for claim, after in zip_longest(found, found[1:]):
        dated = after and after.type == "date" and after.value[:1].isdigit()
        if claim.value.startswith("--") and after and dated and after.start - claim.end <= _NEAR:
            yield replace(claim, value=after.value[:4] + claim.value[1:])
        else:
            yield claim


_SPAN = regex.compile(
    r"[^\S\n]*(?:–|—|-|to|till|until|through|al|a|à|au|jusqu'en|hasta|se|से)[^\S\n]*(?:the\s|el\s|la\s|le\s)?"
    r"(?:mid[-\s]|early\s|late\s|mi-|début\s|fin\s|(?:end|middle|start|beginning)\sof\s"
    r"|(?:finales|mediados|principios|comienzos|fines|fin)\sde\s|(?:fin|milieu|début)\s(?:de\s|d['’]))?",
    regex.IGNORECASE,
)
_SPAN_INSIDE = regex.compile(r"\d{1,2}\w{0,2}\s*(?:–|—|-|to|al|a|au|se|से)\s*\d", regex.IGNORECASE)


def _in_ranges(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """Both ends of a span of days or months know each other."""
    ranged = list(found)
    for place, (one, other) in enumerate(pairwise(found)):
        together = one.start == other.start and _SPAN_INSIDE.match(one.text)
        if together or _SPAN.fullmatch(text, one.end, max(one.end, other.start)):
            ranged[place] = replace(ranged[place], last=other.value)
            ranged[place + 1] = replace(ranged[place + 1], first=one.value)
    yield from ranged
