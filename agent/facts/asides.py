"""What a text says of the customers themselves, or counts by the way: not ruled on, but claims are reckoned with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import regex

from agent.facts.found import Found
from agent.facts.numbers import Number, plain_numbers, written
from agent.facts.words import any_of, just_before, just_behind, listed, told_in, united

TYPES = frozenset({"party", "count", "aged"})
"""`party`: for how many it is. `aged`: how old one of them is. `count`: a small number without a unit."""
_MOST = 60
_LEAD, _BEHIND = 32, 40
_SEATS_NEAR = 60


def with_asides(text: str, claims: Sequence[Found], *, counts: bool) -> list[Found]:
    """The claims and the asides, in the order of the text. With `counts` also small numbers without a unit."""
    claims = [replace(one, type="party") if _is_told_by_them(text, one) else one for one in claims]
    parties = [one for one in _parties(text) if not _taken(one.start, one.end, claims)]
    spans = [*claims, *parties]
    numbers = [one for one in plain_numbers(text) if 1 < one.value <= _MOST and not _taken(one.start, one.end, spans)]
    numbers = [one for one in numbers if not _is_chosen_from(text, one)]
    numbers = [one for one in numbers if text[one.start : one.end].casefold() not in listed("asides")["no_counts"]]
    bare = [_aside(text, one) for one in numbers if not _has_unit(text, one.end)]
    if counts:
        claims = [replace(one, type="party") if _counts_guests(text, one) else one for one in claims]
        bare = [replace(one, type="seats") if _is_left(text, one, claims) else one for one in bare]
    asides = [*parties, *(one for one in bare if counts or one.type == "party")]
    return sorted([*claims, *asides], key=lambda one: one.start)


def _is_told_by_them(text: str, claim: Found) -> bool:
    """How many they are: `eleven of you`, `सात लोगों के लिए`."""
    alone = claim.type == "people" and not (claim.bound or claim.first or claim.last)
    return alone and _who_come().match(text, claim.end) is not None


def _counts_guests(text: str, claim: Found) -> bool:
    """How many pupils or friends they bring: a number with such a noun behind it, and no "for every" before it."""
    if claim.type != "number" or claim.bound or claim.first or claim.last or not _guests().match(text, claim.end):
        return False
    return not _each().search(text[max(0, claim.start - _LEAD) : claim.start])


def _is_left(text: str, count: Found, claims: Sequence[Found]) -> bool:
    """`Of the twenty seats only four are left`."""
    near = any(one.type == "seats" and 0 < count.start - one.end <= _SEATS_NEAR for one in claims)
    return near and _left().search(text[max(0, count.start - _LEAD) : count.start]) is not None


def _is_chosen_from(text: str, number: Number) -> bool:
    """`The quieter of the two`, `de los dos, el más barato`: so many things to choose from, not people."""
    chosen = _chosen_from().search(text, max(0, number.start - _LEAD), number.start)
    return chosen is not None and not _of_people().match(text, number.end)


@cache
def _chosen_from() -> "regex.Pattern[str]":
    words = listed("chosen_from")
    more = rf"(?:{any_of(words['more'])})\s\p{{L}}+|{any_of(words['better'])}|\p{{Ll}}{{2,}}(?:er|est)"
    ahead = rf"(?<![\p{{L}}\p{{M}}])(?:{more})\s|(?:^|[.,;:!?(]\s?|\n)"
    return regex.compile(rf"(?:{ahead})(?:{any_of(words['of'])})\s$", regex.IGNORECASE)


@cache
def _of_people() -> "regex.Pattern[str]":
    return just_behind([*listed("asides")["so_many_come"], *listed("asides")["guests"]])


@cache
def _guests() -> "regex.Pattern[str]":
    return regex.compile(rf"\s(?:{any_of(listed('asides')['guests'])})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)


@cache
def _children() -> "regex.Pattern[str]":
    """`Pour vous deux et les trois enfants`: three are not the party."""
    return just_behind(listed("asides")["child"])


@cache
def _each() -> "regex.Pattern[str]":
    return just_before(listed("asides")["each"])


@cache
def _left() -> "regex.Pattern[str]":
    return just_before(listed("asides")["left"])


@cache
def _who_come() -> "regex.Pattern[str]":
    return just_behind(listed("asides")["so_many_come"])


def _parties(text: str) -> Iterator[Found]:
    for value, match in told_in("parties", text):
        if not _has_unit(text, match.end()):
            yield Found("party", match.group(), match.start(), match.end(), value)


def _aside(text: str, found: Number) -> Found:
    led = _lead().search(text[max(0, found.start - _LEAD) : found.start])
    kind = "party" if led and not _children().match(text, found.end) else "count"
    return Found(kind, text[found.start : found.end], found.start, found.end, written(found.value))


def _has_unit(text: str, end: int) -> bool:
    return united("units").match(text[end : end + _BEHIND].lstrip()) is not None


def _taken(start: int, end: int, claims: Sequence[Found]) -> bool:
    return any(one.start < end and start < one.end for one in claims)


@cache
def _lead() -> "regex.Pattern[str]":
    return just_before(listed("asides")["for_so_many"])
