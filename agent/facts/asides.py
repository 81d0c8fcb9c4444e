"""What a text says of the customers themselves, or counts by the way: not ruled on, but claims are reckoned with it."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from agent.facts.found import Found
from agent.facts.numbers import Number, plain_numbers, written
from agent.facts.words import any_of, listed, searched, united

TYPES = frozenset({"party", "count"})
"""`party`: for how many it is. `count`: a small number without a unit."""
_MOST = 60
_LEAD, _BEHIND = 24, 24


def with_asides(text: str, claims: Sequence[Found], *, counts: bool) -> list[Found]:
    """The claims and the asides, in the order of the text. With `counts` also small numbers without a unit."""
    parties = [one for one in _parties(text) if not _taken(one.start, one.end, claims)]
    spans = [*claims, *parties]
    numbers = [one for one in plain_numbers(text) if 1 < one.value <= _MOST and not _taken(one.start, one.end, spans)]
    bare = [_aside(text, one) for one in numbers if not _has_unit(text, one.end)]
    asides = [*parties, *(one for one in bare if counts or one.type == "party")]
    return sorted([*claims, *asides], key=lambda one: one.start)


def of_the_customers(text: str, claim: Found) -> bool:
    """An age that they told us: `your son of 17`, `su hija de nueve años`, `आपका 12 साल का बेटा`."""
    if claim.type not in ("age", "number") or claim.bound or claim.first or claim.last:
        return False
    before, after = text[max(0, claim.start - _LEAD) : claim.start], text[claim.end : claim.end + _BEHIND]
    return any(ahead.search(before) and behind.match(after) for ahead, behind in _kin())


def _parties(text: str) -> Iterator[Found]:
    for value, pattern in searched("parties").items():
        for match in pattern.finditer(text):
            if not _has_unit(text, match.end()):
                yield Found("party", match.group(), match.start(), match.end(), value)


def _aside(text: str, found: Number) -> Found:
    kind = "party" if _lead().search(text[max(0, found.start - _LEAD) : found.start]) else "count"
    return Found(kind, text[found.start : found.end], found.start, found.end, written(found.value))


def _has_unit(text: str, end: int) -> bool:
    return united("units").match(text[end : end + _BEHIND].lstrip()) is not None


def _taken(start: int, end: int, claims: Sequence[Found]) -> bool:
    return any(one.start < end and start < one.end for one in claims)


@cache
def _lead() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(listed('asides')['for_so_many'])})\s$", regex.IGNORECASE)


@cache
def _kin() -> "tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]":
    """What stands before and behind such an age."""
    words = listed("asides")
    your, kin, of = any_of(words["your"]), any_of(words["kin"]), any_of(words["of"])
    flags = regex.IGNORECASE
    return (
        (regex.compile(rf"(?:{your})\s(?:\p{{L}}+\s)?(?:{kin})(?:,?\s(?:{of}))?,?\s*$", flags), regex.compile("")),
        (regex.compile(rf"(?:{your})\s$", flags), regex.compile(r"[- ]years?[- ]olds?", flags)),
        (
            regex.compile(rf"(?:{your})\s$", flags),
            regex.compile(rf"\s(?:साल|saal|वर्ष|baras)\s(?:का|की|के|ka|ki|ke)\s(?:{kin})", flags),
        ),
    )
