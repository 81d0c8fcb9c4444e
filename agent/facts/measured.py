"""Values in the unit of their type: feet in metres, weeks in days, kilometres above the sea in metres."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

import regex

from agent.facts.numbers import Number, written
from agent.facts.unit_of import Unit, told_from_zero
from agent.facts.words import just_before, just_behind, listed, speaks_of

DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 360}
"""A year counts twelve such months."""
QUANTITIES = frozenset({"kilogram", "gram", "litre", "watt", "stage", "pound"})
KILOMETRE_UP = "kilometre up"
"""Of a height."""
_MINUS = regex.compile(r"(?<![\p{L}\p{N}])\s?[-−]$|(?:minus|menos|moins|माइनस)\s$", regex.IGNORECASE)
_SENTENCE_END = regex.compile(r"[\n।!?]|\.\s")
_HIGHEST = 9
"""Kilometres above the sea."""
_NEAR_SEA = 32
_IS_BEFORE, _SO_LONG = 12, 16
_WORD_BEHIND = regex.compile(r"\s\p{L}")
_DEPTH = 100
"""Below this feet are of snow, and a metre is much."""
_CENTIMETRE = Decimal("0.01")
_NOTES = {
    "foot": "feet",
    "mile": "miles",
    KILOMETRE_UP: "kilometres",
    "pound": "pounds",
    "fahrenheit": "fahrenheit",
    "night": "nights",
    "week": "weeks",
    "fortnight": "weeks",
    "month": "months",
    "year": "months",
}
_FACTORS: Mapping[str, Decimal] = {
    "foot": Decimal("0.3048"),
    KILOMETRE_UP: Decimal(1000),
    "mile": Decimal("1.609344"),
    "minute": 1 / Decimal(60),
    "pound": Decimal("0.4536"),
}
_MEASURED_IN = {"pound": "kilogram"}
_STEPS = {"foot": Decimal(1), "mile": Decimal("0.1"), "minute": Decimal("0.01"), "pound": Decimal("0.1")}


def note_of(unit: str) -> str:
    """What `Found.note` says of a converted unit."""
    return _NOTES.get(unit, "")


def above_the_sea(text: str, found: Number, unit: Unit) -> Unit:
    """Kilometres as those of a height, where they are: `4.19 km above the sea`, `समुद्र तल से करीब 4.19 किमी`."""
    if unit.name != "km" or found.value >= _HIGHEST:
        return unit
    behind = _SENTENCE_END.split(text[unit.end : unit.end + _NEAR_SEA])[0]
    before = _SENTENCE_END.split(text[max(0, found.start - _NEAR_SEA) : found.start])[-1]
    up = speaks_of("above_sea", behind) or speaks_of("from_sea", before)
    return replace(unit, name=KILOMETRE_UP) if up else unit


def is_described(text: str, found: Number, unit: Unit) -> bool:
    """Whether it tells what a month is like, not how long something takes: `es un mes frío`."""
    if unit.name not in ("month", "week") or not (found.spoken and found.value == 1):
        return False
    before = text[max(0, found.start - _IS_BEFORE) : found.start]
    behind = text[unit.end : unit.end + _SO_LONG]
    return bool(_is().search(before) and _WORD_BEHIND.match(behind) and not _so_long().match(behind))


@cache
def _is() -> "regex.Pattern[str]":
    return just_before(listed("described")["is"])


@cache
def _so_long() -> "regex.Pattern[str]":
    return just_behind(listed("described")["so_long"])


def measured(text: str, found: Number, unit: str) -> str:
    """The value as `Found` has it."""
    value = found.value * _FACTORS.get(unit, Decimal(1)) * DAYS.get(unit, 1)
    if unit in _STEPS:
        value = value.quantize(_CENTIMETRE if unit == "foot" and found.value < _DEPTH else _STEPS[unit])
    if unit in ("degree", "fahrenheit") and _is_negative(text, found):
        value = -value
    if unit == "fahrenheit":
        value = ((value - 32) * 5 / 9).quantize(Decimal(1))
    return f"{written(value)} {_MEASURED_IN.get(unit, unit)}" if unit in QUANTITIES else written(value)


def _is_negative(text: str, found: Number) -> bool:
    """By a sign or a word such as "minus", or told as so much below zero."""
    minus = _MINUS.search(text[max(0, found.start - 8) : found.start])
    return minus is not None or told_from_zero(text, found.start, found.end) < 0
