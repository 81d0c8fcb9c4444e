"""The currency or unit of a number: before it, behind it, told by a label, or lent by the number beside it."""

from dataclasses import dataclass
from functools import cache

import regex
from babel.numbers import list_currencies

from agent.facts.bounds import SPACES, word_starts
from agent.facts.currency_names import currency_named
from agent.facts.numbers import Number
from agent.facts.words import any_of, grouped, just_before, listed, united
from agent.language.kept_pattern import compiled

COUNTED = frozenset({"day", "night", "person", "year"})
"""Units of what a bare bound may count again."""
LENT = "lent"
"""The note of a claim whose unit is only guessed."""
_BEFORE = regex.compile(r"(?:[\p{L}\p{M}]+\.?|[₹$€£¥≥]|[\p{L}]{1,2}\$|\$[\p{L}]+)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A currency code or a unit, and where its word ends."""

    name: str
    end: int
    money: bool = False
    word: bool = False
    lent: bool = False


def unit_of(text: str, found: Number) -> Unit | None:
    """Of the currency before the number, the word behind it, or the label that tells what is counted."""
    return (
        _money_before(text, found)
        or _after(text, found.end)
        or _in_other_terms(text, found)
        or _labelled(text, found)
        or _money_in_the_cell_before(text, found)
        or _from_zero(text, found)
    )


def _in_other_terms(text: str, found: Number) -> Unit | None:
    """`In feet that is 13,190`, `in euros it's 440`: what the sentence turns to, ahead of a bare figure."""
    before = STOP.split(text[max(0, found.start - LABEL_BEFORE) : found.start])[-1]
    if found.value >= _HIGH and _in_feet().search(before):
        return Unit("foot", found.end)
    told = _in_money().search(before)
    money = told and united("currencies").fullmatch(told["money"])
    return Unit(str(money.lastgroup), found.end, money=True, word=_is_word(money.group())) if money else None


@cache
def _in_feet() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of([*listed('in_feet')])})", regex.IGNORECASE)


@cache
def _in_money() -> "regex.Pattern[str]":
    words = listed("in_money")
    leads = any_of(words["is"])
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['in'])})\s(?P<money>\p{{L}}+)(?:\s(?:{leads}))?\s$", regex.IGNORECASE
    )


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
        return just_before(words)
    named = any_of([word for word in words if any(zero in word for zero in listed("zero")["names"])])
    return regex.compile(rf"\s?(?:(?P<zero>{named})|(?:{any_of(words)}))", regex.IGNORECASE)


def _labelled(text: str, found: Number) -> Unit | None:
    """A label right before the number, or behind it and a word such as "is"."""
    before = STOP.split(text[max(0, found.start - LABEL_BEFORE) : found.start])[-1]
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
    return tuple(compiled(rf"(?i)(?:^|[\s:])(?:{bound})$") for bound in bounds)


_ZERO_BEFORE, _ZERO_BEHIND = 14, 32
_SIGN = regex.compile(r"[\p{L}\p{M},]\s[-−]$|\([-−]$")
"""A minus behind a word: `the nights go to -10`."""
LABEL_BEFORE = 36
STOP = regex.compile(r"[\d\n.,;|]")
_HIGH = 1000
_COPULA = regex.compile(r"\s+(?:is|es|est|is also|es también|est aussi)\s+", regex.IGNORECASE)


def _ends_in(pattern: "regex.Pattern[str]", before: str) -> bool:
    return any(pattern.fullmatch(before, start) for start in word_starts(before)[-4:])


def _money_before(text: str, found: Number) -> Unit | None:
    before = _BEFORE.search(text[max(0, found.start - 9) : found.start].rstrip(SPACES + "~≈"))
    if not before:
        return None
    if before.group() in _codes() or (before.group() in _SHOUTED and found.value >= _PRICED):
        return Unit(before.group(), found.end, money=True)
    codes = (code for code, pattern in grouped("currencies").items() if pattern.fullmatch(before.group()))
    return next((Unit(code, found.end, money=True, word=_is_word(before.group())) for code in codes), None)


def _money_in_the_cell_before(text: str, found: Number) -> Unit | None:
    """`EUR, 1095 per person`, `(EUR): 1095`: a code that stands alone between its commas, ahead of an amount."""
    cell = _CELL.search(text, max(0, found.start - _CELL_WIDTH), found.start)
    known = cell and cell["code"] in _codes() and found.value >= _LEAST_AMOUNT
    return Unit(cell["code"], found.end, money=True) if cell and known else None


_CELL = regex.compile(r"(?:^|[,|;:(]\s?|\n)(?P<code>\p{Lu}{3})\s?(?:[,|;:]|\):?)\s?$")
_CELL_WIDTH, _LEAST_AMOUNT = 12, 50
_SHOUTED = frozenset({"ALL", "TOP", "TRY", "CUP", "ANG", "LEI", "MOP", "PAB", "SOS", "GEL", "BAM", "ADP"})
"""ISO codes that are also words: before a small number they are taken for the word."""
_PRICED = 100


@cache
def _codes() -> frozenset[str]:
    """ISO codes but for those that are also words."""
    return frozenset(list_currencies()) - _SHOUTED


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
            return unit if unit and unit.name in COUNTED else None
    return None


def currency_at(text: str, start: int) -> Unit | None:
    """The one named by the words at `start`, also by a word such as `libras` that weighs something beside a figure."""
    unit = _unit_at(text, start)
    if unit and unit.money:
        return unit
    match = _weights().match(text, start)
    return Unit("GBP", match.end(), money=True, word=True) if match else None


@cache
def _weights() -> "regex.Pattern[str]":
    return regex.compile(any_of([*listed("in_money")["pounds"]]), regex.IGNORECASE)


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
