"""What a number counts or measures: the currency or unit beside it, and the type of claim that makes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import regex
from babel.numbers import list_currencies

from agent.facts.bounds import BOUNDS, SPACES, bound_of
from agent.facts.exact import clock_time
from agent.facts.found import Found
from agent.facts.numbers import Number, is_range, numbers_in, written
from agent.facts.words import grouped, speaks_of, united

_BEFORE = regex.compile(r"(?:[\p{L}\p{M}]+\.?|[₹$€£¥≥]|[\p{L}]{1,2}\$|\$[\p{L}]+)$")
_MINUS = regex.compile(r"(?<![\p{L}\p{N}])\s?[-−]$|(?:minus|menos|moins|माइनस)\s$", regex.IGNORECASE)
_GLUED = regex.compile(r"[\p{L}\d#/]$|[\p{L}]-$")
_AROUND = 80
_LEAST_NUMBER = 10
_LONGEST_NUMBER = 7
_OLDEST = 100
_PLURAL = regex.compile(r"s(?!\p{L})")
_A_WEEK = regex.compile(r"(?<![\p{L}])an?(?=\s(?:week|fortnight|month)(?:\s|[.,;]|$))", regex.IGNORECASE)
_HOURS = 24
_ONE_IS_SAID = frozenset({"night", "week", "fortnight", "month", "hour", "clock"})
_KINDS = {
    "percent": "percentage",
    "metre": "altitude",
    "foot": "altitude",
    "km": "distance",
    "mile": "distance",
    "seat": "seats",
    "degree": "temperature",
    "fahrenheit": "temperature",
    "hour": "hours",
    "minute": "hours",
}
_QUANTITIES = frozenset({"kilogram", "gram", "litre", "watt", "stage", "pound"})
_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30}
_NOTES = {
    "foot": "feet",
    "mile": "miles",
    "pound": "pounds",
    "fahrenheit": "fahrenheit",
    "night": "nights",
    "week": "weeks",
    "fortnight": "weeks",
    "month": "months",
}
_FACTORS = {
    "foot": Decimal("0.3048"),
    "mile": Decimal("1.609344"),
    "minute": 1 / Decimal(60),
    "pound": Decimal("0.4536"),
}
_MEASURED_IN = {"pound": "kilogram"}
_STEPS = {"foot": Decimal(1), "mile": Decimal("0.1"), "minute": Decimal("0.01"), "pound": Decimal("0.1")}


@dataclass(frozen=True, slots=True)
class _Unit:
    """A currency code or a unit, and where its word ends."""

    name: str
    end: int
    money: bool = False
    word: bool = False


def amounts_in(text: str, masked: str, *, bare_from: int = _LEAST_NUMBER) -> list[Found]:
    """Numbers with what they measure. `masked` is the text with dates, links and the like blanked out.

    Without a unit they count from `bare_from` on, in words only where that is below 10.
    """
    single = [Number(one.start(), one.end(), Decimal(1), spoken=True) for one in _A_WEEK.finditer(masked)]
    found = sorted([*numbers_in(masked), *single], key=lambda number: number.start)
    units = [_unit_of(masked, one) for one in found]
    units = _lent(masked, found, units)
    claims = [_claim(text, masked, one, unit, bare_from) for one, unit in zip(found, units, strict=True)]
    return [claim for claim in _ranged(masked, claims) if claim]


# --- units ------------------------------------------------------------------------------------------------------


def _unit_of(text: str, found: Number) -> _Unit | None:
    return _money_before(text, found) or _after(text, found.end) or _labelled(text, found)


def _labelled(text: str, found: Number) -> _Unit | None:
    """A label right before the number, or behind it and a word such as "is"."""
    before = regex.split(r"[\d\n.,;|]", text[max(0, found.start - _LABEL_BEFORE) : found.start])[-1]
    before = _unbound(before.rstrip(SPACES + ":-=–~"))
    for unit, pattern in grouped("labels").items():
        if _ends_in(pattern, before):
            return _Unit(unit, found.end)
    copula = _COPULA.match(text, found.end)
    if copula:
        labels = grouped("labels_after").items()
        return next((_Unit(unit, found.end) for unit, pattern in labels if pattern.match(text[copula.end() :])), None)
    return None


def _unbound(before: str) -> str:
    """`Group size: maximum` without the word that bounds."""
    for name in ("least", "most", "below", "about"):
        if match := regex.search(rf"(?:^|[\s:])(?:{grouped('bounds')[name].pattern})$", before, regex.IGNORECASE):
            return before[: match.start()].rstrip(SPACES + ":-=–~")
    return before


_LABEL_BEFORE = 36
_COPULA = regex.compile(r"\s+(?:is|es|est|is also|es también|est aussi)\s+", regex.IGNORECASE)


def _ends_in(pattern: "regex.Pattern[str]", before: str) -> bool:
    starts = [0, *(match.end() for match in regex.finditer(r"[\s(]", before))]
    return any(pattern.fullmatch(before, start) for start in starts[-4:])


def _money_before(text: str, found: Number) -> _Unit | None:
    before = _BEFORE.search(text[max(0, found.start - 9) : found.start].rstrip(SPACES + "~≈"))
    if not before:
        return None
    if before.group() in _codes():
        return _Unit(before.group(), found.end, money=True)
    codes = (code for code, pattern in grouped("currencies").items() if pattern.fullmatch(before.group()))
    return next((_Unit(code, found.end, money=True, word=_is_word(before.group())) for code in codes), None)


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
    """Whether a word tells the currency, which several countries may share; ₹, € and codes are of one alone."""
    return currency.rstrip(".*").upper() not in _codes() and not any(sign in currency for sign in "₹€£¥$")


def _after(text: str, end: int) -> _Unit | None:
    start = end + len(text[end : end + 3]) - len(text[end : end + 3].lstrip(SPACES + "-+*"))
    return _unit_at(text, start) or _behindbound_of(text, start)


def _behindbound_of(text: str, start: int) -> _Unit | None:
    """`10 or more people`."""
    for name in ("least_after", "most_after", "below_after"):
        if match := grouped("bounds")[name].match(text, start):
            unit = _unit_at(text, match.end() + 1)
            return unit if unit and unit.name in _COUNTED else None
    return None


def _unit_at(text: str, start: int) -> _Unit | None:
    window = text[start : start + 24]
    if window[:3] in _codes() and not window[3:4].isalpha():
        return _Unit(window[:3], start + 3, money=True)
    if match := united("currencies").match(window):
        return _Unit(str(match.lastgroup), start + match.end(), money=True, word=_is_word(match.group()))
    match = united("units").match(window)
    return _Unit(str(match.lastgroup), start + match.end()) if match else None


def _lent(text: str, found: Sequence[Number], units: Sequence[_Unit | None]) -> list[_Unit | None]:
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


def _carried(text: str, found: Sequence[Number], units: Sequence[_Unit | None]) -> Iterator[_Unit | None]:
    """In "4 to 6 people 5%, 10 or more 12%" ten are people too: a bare bound counts what was counted before it."""
    last: _Unit | None = None
    end = 0
    for one, unit in zip(found, units, strict=True):
        if last and regex.search(r"[.!?।]\s|\n", text[end : one.start]):
            last = None
        end = one.end
        if unit and unit.name in _COUNTED:
            last = unit
        bare = unit is None and last is not None and bound_of(text, one.start, one.end) in BOUNDS
        yield replace(last, end=one.end) if bare and last else unit


_COUNTED = frozenset({"day", "night", "person", "year"})


# --- claims -----------------------------------------------------------------------------------------------------


def _claim(text: str, masked: str, found: Number, unit: _Unit | None, bare_from: int) -> Found | None:
    if unit is None:
        return _bare(text, masked, found, bare_from)
    if found.spoken and found.value == 1 and unit.name not in _ONE_IS_SAID:
        return None
    if unit.name == "clock":
        return clock_time(text, found.start, unit.end, int(found.value)) if found.value <= _HOURS else None
    bound = bound_of(masked, found.start, max(unit.end, found.end)) or bound_of(masked, found.start, found.end)
    if unit.money:
        value = f"{unit.name} {written(found.value)}"
        return Found(
            "price", text[found.start : found.end], found.start, found.end, value, note="word" * unit.word, bound=bound
        )
    kind = _kind(masked, found, unit.name, bounded=bound in BOUNDS)
    if not kind:
        return _bare(text, masked, found, bare_from)
    value = _measured(masked, found, unit.name)
    return Found(
        kind, text[found.start : found.end], found.start, found.end, value, note=_NOTES.get(unit.name, ""), bound=bound
    )


def _measured(text: str, found: Number, unit: str) -> str:
    value = found.value * _FACTORS.get(unit, Decimal(1)) * _DAYS.get(unit, 1)
    if unit in _STEPS:
        value = value.quantize(_STEPS[unit])
    if unit in ("degree", "fahrenheit") and _MINUS.search(text[max(0, found.start - 8) : found.start]):
        value = -value
    if unit == "fahrenheit":
        value = ((value - 32) * 5 / 9).quantize(Decimal(1))
    return f"{written(value)} {_MEASURED_IN.get(unit, unit)}" if unit in _QUANTITIES else written(value)


def _kind(text: str, found: Number, unit: str, *, bounded: bool) -> str:
    if unit in _QUANTITIES:
        return "quantity"
    near = _near(text, found)
    if unit in _DAYS:
        return "notice" if speaks_of("notice", near) else "duration"
    if unit == "year":
        return "age" if bounded or speaks_of("age", near) else ""
    if unit == "person":
        return "group_size" if speaks_of("group", near) else "people"
    return _KINDS[unit]


def _near(text: str, found: Number) -> str:
    """The words around a number, on its line and in its sentence."""
    start = max(text.rfind(mark, 0, found.start) for mark in "\n।!?") + 1
    end = text.find("\n", found.start)
    line_end = end if end >= 0 else len(text)
    return text[max(start, found.start - _AROUND) : min(line_end, found.start + _AROUND)]


def _bare(text: str, masked: str, found: Number, least: int) -> Found | None:
    """A number in digits without a unit we know: of use only for whether a source has it too."""
    before, after = masked[max(0, found.start - 2) : found.start], masked[found.end : found.end + 1]
    listed = not masked[masked.rfind("\n", 0, found.start) + 1 : found.start].strip(" •-*") and after in (".", ")")
    glued = (
        _GLUED.search(before) or after in ("/", "x", "×") or (after.isalpha() and not _PLURAL.match(masked, found.end))
    )
    bound = bound_of(masked, found.start, found.end)
    if bound in BOUNDS and 1 < found.value < _OLDEST and _is_age(masked, found) and not glued:
        return Found("age", text[found.start : found.end], found.start, found.end, written(found.value), bound=bound)
    unsaid = found.spoken and (found.value == 1 or (least >= _LEAST_NUMBER and bound not in BOUNDS))
    if (
        unsaid
        or listed
        or glued
        or found.value < least
        or (not found.spoken and found.end - found.start > _LONGEST_NUMBER)
    ):
        return None
    return Found("number", text[found.start : found.end], found.start, found.end, written(found.value), bound=bound)


def _is_age(text: str, found: Number) -> bool:
    """Whether the clause speaks of ages and of no group."""
    before = regex.split(r"[,;:.]\s|\n|\s(?:and|y|et|aur|और)\s", text[max(0, found.start - _AROUND) : found.start])[-1]
    clause = before + regex.split(r"[,;:.\n]", text[found.end : found.end + _AROUND // 2])[0]
    return speaks_of("age", clause) and not speaks_of("group_word", clause)


# --- ranges -----------------------------------------------------------------------------------------------------


def _ranged(text: str, claims: Sequence[Found | None]) -> list[Found | None]:
    """Both ends of a range know each other."""
    ranged = list(claims)
    for place in range(len(ranged) - 1):
        first, second = ranged[place], ranged[place + 1]
        if first and second and first.type == second.type and _is_range(text, first, second):
            ranged[place] = replace(first, last=second.value, bound="")
            ranged[place + 1] = replace(second, first=first.value, bound="")
    return ranged


_DASH = regex.compile(
    r"\s*[^\d\s]{0,10}\s*(?<![\p{L}\p{M}])(?:–|—|-|to|a|al|à|au|से|se|till)(?![\p{L}\p{M}])\s*[^\d\p{L}]{0,4}(?:\p{L}{0,3}\.?\s*)?",
    regex.IGNORECASE,
)


def _is_range(text: str, first: Found, second: Found) -> bool:
    between = text[first.end : second.start]
    return len(between) <= 16 and "\n" not in between and _DASH.fullmatch(between) is not None and "," not in between
