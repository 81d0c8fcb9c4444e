"""Seats of a departure: those still free, beside those in all, which are the size of the group."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import cast

import regex

from agent.facts.found import Found
from agent.facts.words import any_of, listed

_OF = regex.compile(r"\s(?:\p{L}+\s){0,2}(?:of|out of|of the|de|de las|sur|sur les)\s")
FREE = "free"
"""The note of seats told as a part of those in all."""
_ONE_ROW = 24
_BLANKED = " " * 5
"""Where a date was."""


def seats_parted(text: str, claims: Sequence[Found | None]) -> Iterator[Found | None]:
    """`Seats 20, left 6` and `6 of 20 seats left`: those in all are the size of the group."""
    seats = [one for one in claims if one and one.type in ("seats", "number")]
    wholes = {id(one) for one in seats if one.type == "seats" and _is_whole_of(text, one, seats)}
    parts = {id(one) for one, other in itertools.pairwise(seats) if id(other) in wholes and _of(text, one, other)}
    for one in claims:
        if one and id(one) in wholes:
            yield replace(one, type="group_size", bound="most")
        else:
            yield replace(one, type="seats", note=FREE) if one and id(one) in parts else one


def _is_whole_of(text: str, one: Found, told: Sequence[Found]) -> bool:
    """Whether another figure of its line is a part of it, or is told to be what is still free."""
    beside = [
        other
        for other in told
        if other is not one and "\n" not in text[one.end : other.start] + text[other.end : one.start]
    ]
    if any(_of(text, other, one) or _of(text, one, other) for other in beside):
        return any(_of(text, other, one) for other in beside)
    return not _is_free(text, one) and any(
        _is_free(text, other) and other.type == "seats" and _near_by(text, one, other) for other in beside
    )


def _near_by(text: str, one: Found, other: Found) -> bool:
    low, high = min(one.end, other.end), max(one.start, other.start)
    return high - low <= _ONE_ROW and _BLANKED not in text[low:high]


def _of(text: str, part: Found, whole: Found) -> bool:
    return part.end < whole.start and _OF.fullmatch(text, part.end, whole.start) is not None


def _is_free(text: str, one: Found) -> bool:
    behind = regex.split(r"[,;|.\d\n]", text[one.end : one.end + _ONE_ROW])[0]
    before = regex.split(r"[,;|.\d\n]", text[max(0, one.start - _ONE_ROW) : one.start])[-1]
    return any(_free().search(said) for said in (before, behind))


@cache
def _free() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(cast('list[str]', listed('free')))})", regex.IGNORECASE)
