"""The currency or unit of a number: before it, behind it, told by a label, or lent by the number beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex
from babel.numbers import list_currencies

from agent.facts.bounds import BOUNDS, SPACES, bound_of, word_starts
from agent.facts.currency_names import currency_named
from agent.facts.numbers import Number, is_range
from agent.facts.words import any_of, grouped, listed, speaks_of, united

_BEFORE = regex.compile(r"(?:[\p{L}\p{M}]+\.?|[₹$€£¥≥]|[\p{L}]{1,2}\$|\$[\p{L}]+)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A currency code or a unit, and where its word ends."""

    name: str
    end: int
    money: bool = False
    word: bool = False


def unit_of(text: str, found: Number) -> Unit | None:
    """Of the currency before the number, the word behind it, or the label that tells what is counted."""
    return _money_before(text, found) or _after(text, found.end) or _labelled(text, found) or _from_zero(text, found)


def _from_zero(text: str, found: Number) -> Unit | None:
    """Eight below zero, minus thirty: degrees without the word."""
    return Unit("degree", found.end) if told_from_zero(text, found.start, found.end) else None


def told_from_zero(text: str, start: int, end: int) -> int:
    """-1 below zero, 1 above it, 0 where nothing tells it from zero."""
    before, behind = text[max(0, start - _ZERO_BEFORE) : start], text[end : end + _ZERO_BEHIND]
    if end - start < len("100") and _SIGN.search(before):
        return -1
    if _zero("minus").search(before):
        return -1
    if _zero("above").match(behind):
        return 1
    below = _zero("below").match(behind)
    return -1 if below and (below["zero"] or _zero("from").search(before)) else 0


@cache
def _zero(name: str) -> "regex.Pattern[str]":
    """What stands before the figure ends there; behind it the words that name zero themselves are `zero`."""
    words = listed("zero")[name]
    if name in ("from", "minus"):
        return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words)})\s$", regex.IGNORECASE)
    named = any_of([word for word in words if any(zero in word for zero in listed("zero")["names"])])
    return regex.compile(rf"\s?(?:(?P<zero>{named})|(?:{any_of(words)}))", regex.IGNORECASE)


def _labelled(text: str, found: Number) -> Unit | None:
    """A label right before the number, or behind it and a word such as "is"."""
    before = _STOP.split(text[max(0, found.start - _LABEL_BEFORE) : found.start])[-1]
    label = before.rstrip(SPACES + ":-=–~")
    before = _unbound(label)
    for unit, pattern in grouped("labels").items():
        if _ends_in(pattern, before) and not (unit == "day" and before != label and ":" not in label):
            return Unit(unit, found.end)
    copula = _COPULA.match(text, found.end)
    if copula:
        labels = grouped("labels_after").items()
        return next((Unit(unit, found.end) for unit, pattern in labels if pattern.match(text[copula.end() :])), None)
    return None


def _unbound(before: str) -> str:
    """`Group size: maximum` without the word that bounds."""
    for pattern in _bounds_at_the_end():
        if match := pattern.search(before):
            return before[: match.start()].rstrip(SPACES + ":-=–~")
    return before


@cache
def _bounds_at_the_end() -> tuple["regex.Pattern[str]", ...]:
    bounds = (grouped("bounds")[name].pattern for name in ("least", "most", "below", "about"))
    return tuple(regex.compile(rf"(?:^|[\s:])(?:{bound})$", regex.IGNORECASE) for bound in bounds)


_ZERO_BEFORE, _ZERO_BEHIND = 14, 32
_SIGN = regex.compile(r"[\p{L}\p{M},]\s[-−]$|\([-−]$")
"""A minus behind a word: `the nights go to -10`."""
_LABEL_BEFORE = 36
_STOP = regex.compile(r"[\d\n.,;|]")
_SENTENCE_END = regex.compile(r"[.!?।]\s|\n")
_COPULA = regex.compile(r"\s+(?:is|es|est|is also|es también|est aussi)\s+", regex.IGNORECASE)


def _ends_in(pattern: "regex.Pattern[str]", before: str) -> bool:
    return any(pattern.fullmatch(before, start) for start in word_starts(before)[-4:])


def _money_before(text: str, found: Number) -> Unit | None:
    before = _BEFORE.search(text[max(0, found.start - 9) : found.start].rstrip(SPACES + "~≈"))
    if not before:
        return None
    if before.group() in _codes():
        return Unit(before.group(), found.end, money=True)
    codes = (code for code, pattern in grouped("currencies").items() if pattern.fullmatch(before.group()))
    return next((Unit(code, found.end, money=True, word=_is_word(before.group())) for code in codes), None)


@cache
def _codes() -> frozenset[str]:
    """ISO codes but for those that are also English words."""
    return frozenset(list_currencies()) - {
        "ALL",
        "TOP",
        "TRY",
        "CUP",
        "ANG",
        "LEI",
        "MOP",
        "PAB",
        "SOS",
        "GEL",
        "BAM",
        "ADP",
    }


def _is_word(currency: str) -> bool:
    """Whether a word tells the currency, which several countries may share; ₹, codes and Nepali rupees are of one."""
    sure = " " in currency or any(sign in currency for sign in "₹€£¥$")
    return not sure and currency.rstrip(".*").upper() not in _codes()


def _after(text: str, end: int) -> Unit | None:
    start = end + len(text[end : end + 3]) - len(text[end : end + 3].lstrip(SPACES + "-+*"))
    return _unit_at(text, start) or _behindbound_of(text, start)


def _behindbound_of(text: str, start: int) -> Unit | None:
    """`10 or more people`."""
    for name in ("least_after", "most_after", "below_after"):
        if match := grouped("bounds")[name].match(text, start):
            unit = _unit_at(text, match.end() + 1)
            return unit if unit and unit.name in _COUNTED else None
    return None


def _unit_at(text: str, start: int) -> Unit | None:
    window = text[start : start + 24]
    if window[:3] in _codes() and not window[3:4].isalpha():
        return Unit(window[:3], start + 3, money=True)
    match = united("currencies").match(window)
    if named := currency_named(text, start):
        codes, end = named
        if not match or end > start + match.end():
            return Unit(codes[0], end, money=True, word=len(codes) > 1)
    if match:
        return Unit(str(match.lastgroup), start + match.end(), money=True, word=_is_word(match.group()))
    match = united("units").match(window)
    return Unit(str(match.lastgroup), start + match.end()) if match else None


def lent_to(text: str, found: Sequence[Number], units: Sequence[Unit | None]) -> list[Unit | None]:
    """In "10,000–12,000 INR" the first number has the unit of the second, in "₹10,000–12,000" the other way round."""
    lent = list(units)
    for place in range(len(found) - 1):
        first, second = found[place], found[place + 1]
        if not is_range(text, first, second):
            continue
        one, other = lent[place], lent[place + 1]
        if other and not one:
            lent[place] = replace(other, end=first.end)
        elif one and not other:
            lent[place + 1] = replace(one, end=second.end)
    return list(_carried(text, found, lent))


def _carried(text: str, found: Sequence[Number], units: Sequence[Unit | None]) -> Iterator[Unit | None]:
    """In "4 to 6 people 5%, 10 or more 12%" ten are people too: a bare bound counts what was counted before it.

    So does a bare range before a comma or the like, and what a label names or the end of the scale does:
    "days before the start: 30 or more, 15 to 29", "for 2–3, for 4–7, for 8+ people".
    """
    for place, (one, unit) in enumerate(zip(found, units, strict=True)):
        bound, ranged = _is_bound(text, one) and one.value <= _LARGEST_COUNT, _is_bare_range(text, found, place)
        scale = _scale_unit(text, found, units, place, counted=bound) if unit is None and (bound or ranged) else None
        if scale and _OF_AGE.match(text, one.end):
            scale = Unit("year", one.end)
        scale = scale or (_elliptic(text, found, units, place) if unit is None else None)
        scale = scale or (_hours_again(text, found, units, place) if unit is None else None)
        scale = scale or (_seats_of_a_day(text, found, units, place) if unit is None else None)
        if scale and scale.name == "year" and speaks_of("group_word", _STOP.split(text[: one.start])[-1]):
            scale = Unit("person", one.end)
        yield replace(scale, end=one.end) if scale else unit


def _elliptic(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """Said like one before it in the sentence, without the unit: `for three days … and the other for four`."""
    one = found[place]
    if one.value > _LARGEST_COUNT or not _ENDED.match(text, one.end):
        return None
    for earlier in range(place - 1, -1, -1):
        other, unit = found[earlier], units[earlier]
        if _SENTENCE_END.search(text, other.end, one.start):
            return None
        if unit and unit.name in _COUNTED and unit.end > other.end and _leads_alike(text, other, one):
            return unit
    return None


def _hours_again(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """`Four to six hours on most days, nine to ten on the day of the pass`: a bare range behind a range of hours."""
    if found[place].value > _DAY_LONG or not _is_of_range(text, found, place):
        return None
    earlier = [n for n in range(place) if (unit := units[n]) and unit.name == "hour" and _is_of_range(text, found, n)]
    if not earlier or _SENTENCE_END.search(text, found[earlier[-1]].end, found[place].start):
        return None
    return units[earlier[-1]]


def _seats_of_a_day(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """`Eight places on 9 July and five on the 24th`: a small number right beside a date, which is blanked out here."""
    one = found[place]
    if not 0 < one.value <= _MOST_SEATS or not (_DATE_BEHIND.match(text, one.end) or _DATE_BEFORE.search(text, 0, one.start)):
        return None
    earlier = next((n for n in range(place - 1, -1, -1) if units[n]), None)
    unit = units[earlier] if earlier is not None else None
    if unit is None or unit.name != "seat" or _SENTENCE_END.search(text, found[earlier].end, one.start):
        return None
    return unit


def _leads_alike(text: str, one: Number, other: Number) -> bool:
    """Whether the same word leads to both, which counts nothing by itself."""
    leads = [_LEAD.search(text, max(0, number.start - _LABEL_BEFORE), number.start) for number in (one, other)]
    return all(leads) and len({lead[1].casefold() for lead in leads if lead}) == 1


_DATE_BEHIND = regex.compile(r"(?:\s(?:on|on the|el|le|para el|pour le|at))?\s{5,}")
_DATE_BEFORE = regex.compile(r"\s{5,}(?:(?:,|:|it is|there are|hay|quedan|il y en a|को|ko|mein|में|wale mein|वाले में|bas|बस)\s?)*$")
"""Where a date was."""
_MOST_SEATS = 60
_DAY_LONG = 24
_OF_AGE = regex.compile(r"\s(?:(?:or|and)\s)?(?:older|younger|elder)(?!\p{L})", regex.IGNORECASE)
"""Behind these a bare bound is an age, whatever was counted before it: `60 or older`."""
_LEAD = regex.compile(r"(?<![\p{L}\p{M}])(for|in|takes|por|para|en|pour|dure|durante|de)\s$", regex.IGNORECASE)
_ENDED = regex.compile(r"\s*(?:[.,;:!?)]|$|\n|\s(?:and|y|et|but|pero|mais)\s)", regex.IGNORECASE)


def _scale_unit(
    text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int, *, counted: bool
) -> Unit | None:
    """That of the bound or range next in the sentence, before it or behind; else of its label, else counted before."""
    starts = (n for n in range(1, place + 1) if _SENTENCE_END.search(text, found[n - 1].end, found[n].start))
    low = max(starts, default=0)
    ends = (n for n in range(place, len(found) - 1) if _SENTENCE_END.search(text, found[n].end, found[n + 1].start))
    high = next(ends, len(found) - 1)
    told = [n for n in (*range(place - 1, low - 1, -1), *range(place + 1, high + 1)) if _counts(units[n])]
    scaled = [n for n in told if _is_bound(text, found[n]) or _is_of_range(text, found, n)]
    label = _of_label(text, found[low - 1].end if low else 0, found[place].start)
    before = ([n for n in told if n < place] if counted else []) or _going_on(text, found, units, low)
    return units[scaled[0]] if scaled else label or (units[before[0]] if before else None)


def _going_on(text: str, found: Sequence[Number], units: Sequence[Unit | None], low: int) -> list[int]:
    """The scale of the sentence before, where this one begins with its number: `25 or more days 80%. 10 to 24: 40%`."""
    between = _SENTENCE_END.split(text[found[low - 1].end : found[low].start])[-1] if low else "-"
    earlier = (n for n in range(low - 1, -1, -1) if _counts(units[n]))
    return [] if between.strip() else [n for n in earlier if _is_bound(text, found[n]) or _is_of_range(text, found, n)]


def _counts(unit: Unit | None) -> bool:
    return unit is not None and unit.name in _COUNTED


def _is_of_range(text: str, found: Sequence[Number], place: int) -> bool:
    pairs = [found[low : low + 2] for low in (place - 1, place) if 0 <= low < len(found) - 1]
    return any(is_range(text, one, other) for one, other in pairs)


def _is_bound(text: str, one: Number) -> bool:
    return bound_of(text, one.start, one.end) in BOUNDS


def _is_bare_range(text: str, found: Sequence[Number], place: int) -> bool:
    """Whether it is an end of a range that counts nothing named."""
    pairs = [found[low : low + 2] for low in (place - 1, place) if 0 <= low < len(found) - 1]
    return any(is_range(text, one, other) and _CLOSED.match(text, other.end) for one, other in pairs)


def _of_label(text: str, start: int, end: int) -> Unit | None:
    """What a label of the sentence says is counted, ahead of a colon."""
    label = _SENTENCE_END.split(text[start:end])[-1]
    if ":" not in label:
        return None
    words = label[: label.index(":")].split()
    named = [match for word in words if (match := united("units").fullmatch(word.strip("(),")))]
    return next((Unit(str(one.lastgroup), end) for one in named if one.lastgroup in _IN_SCALES), None)


_IN_SCALES = frozenset({"day", "person"})
_CLOSED = regex.compile(r"\s*(?:[.,;:|)\]=]|[–—-]\s|$|\n|\d+(?:[.,]\d+)?\s?%)")
_LARGEST_COUNT = 366
_COUNTED = frozenset({"day", "night", "person", "year"})
