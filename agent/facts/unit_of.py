"""The currency or unit of a number: before it, behind it, told by a label, or lent by the number beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex
from babel.numbers import list_currencies

from agent.facts.bounds import BOUNDS, SPACES, bound_of, word_starts
from agent.facts.currency_names import currency_named
from agent.facts.numbers import Number, is_range
from agent.facts.words import grouped, united

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
    return _money_before(text, found) or _after(text, found.end) or _labelled(text, found)


def _labelled(text: str, found: Number) -> Unit | None:
    """A label right before the number, or behind it and a word such as "is"."""
    before = _STOP.split(text[max(0, found.start - _LABEL_BEFORE) : found.start])[-1]
    before = _unbound(before.rstrip(SPACES + ":-=–~"))
    for unit, pattern in grouped("labels").items():
        if _ends_in(pattern, before):
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
    """Whether a word tells the currency, which several countries may share; ₹, € and codes are of one alone."""
    return currency.rstrip(".*").upper() not in _codes() and not any(sign in currency for sign in "₹€£¥$")


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
    """In "4 to 6 people 5%, 10 or more 12%" ten are people too: a bare bound counts what was counted before it."""
    last: Unit | None = None
    end = 0
    for one, unit in zip(found, units, strict=True):
        if last and _SENTENCE_END.search(text, end, one.start):
            last = None
        end = one.end
        if unit and unit.name in _COUNTED:
            last = unit
        bare = unit is None and last is not None and bound_of(text, one.start, one.end) in BOUNDS
        yield replace(last, end=one.end) if bare and last else unit


_COUNTED = frozenset({"day", "night", "person", "year"})
