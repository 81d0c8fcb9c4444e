"""What a text says of the customers themselves, or counts by the way: not ruled on, but claims are reckoned with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import cast

import regex

from agent.facts.found import Found
from agent.facts.numbers import Number, plain_numbers, written
from agent.facts.words import any_of, just_before, just_behind, listed, told_in, united

TYPES = frozenset({"party", "count", "aged"})
"""`party`: for how many it is. `aged`: how old one of them is. `count`: a small number without a unit."""
_MOST = 60
_LEAD, _BEHIND = 32, 40
_SEATS_NEAR = 60
_SENTENCE_END = regex.compile(r"[.!?।]\s|\n")


def with_asides(text: str, claims: Sequence[Found], *, counts: bool) -> list[Found]:
    """The claims and the asides, in the order of the text. With `counts` also small numbers without a unit."""
    claims = [replace(one, type="party") if _is_told_by_them(text, one) else one for one in claims]
    parties = [one for one in _parties(text) if not _taken(one.start, one.end, claims)]
    spans = [*claims, *parties]
    numbers = [one for one in plain_numbers(text) if 1 < one.value <= _MOST and not _taken(one.start, one.end, spans)]
    numbers = [one for one in numbers if text[one.start : one.end].casefold() not in listed("asides")["no_counts"]]
    bare = [_aside(text, one) for one in numbers if not _has_unit(text, one.end)]
    if counts:
        claims = [replace(one, type="party") if _counts_guests(text, one) else one for one in claims]
        bare = [replace(one, type="seats") if _is_left(text, one, claims) else one for one in bare]
    asides = [*parties, *(one for one in bare if counts or one.type == "party")]
    return sorted([*claims, *asides], key=lambda one: one.start)


def with_ages(text: str, claims: Sequence[Found]) -> list[Found]:
    """The claims, those of them that are ages of the customers as asides."""
    return [replace(one, type="aged") if _is_of_the_customers(text, one) else one for one in claims]


def _is_of_the_customers(text: str, claim: Found) -> bool:
    """An age that they told us: `your son of 17`, `su hija de nueve años`, `68 साल की दादी`, `at 58 you may`."""
    if claim.type not in ("age", "number", "count") or claim.bound or claim.first or claim.last:
        return False
    before, after = text[max(0, claim.start - _LEAD) : claim.start], text[claim.end : claim.end + _BEHIND]
    if any(ahead.search(before) and behind.match(after) for ahead, behind in (*_kin(), *_own_age())):
        return True
    sentence = _SENTENCE_END.split(text[: claim.start])[-1]
    ahead, behind = _at_an_age()
    return bool(ahead.search(before) and behind.match(after)) and _relative().search(sentence) is not None


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


@cache
def _guests() -> "regex.Pattern[str]":
    return regex.compile(rf"\s(?:{any_of(listed('asides')['guests'])})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)


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
    kind = "party" if _lead().search(text[max(0, found.start - _LEAD) : found.start]) else "count"
    return Found(kind, text[found.start : found.end], found.start, found.end, written(found.value))


def _has_unit(text: str, end: int) -> bool:
    return united("units").match(text[end : end + _BEHIND].lstrip()) is not None


def _taken(start: int, end: int, claims: Sequence[Found]) -> bool:
    return any(one.start < end and start < one.end for one in claims)


@cache
def _lead() -> "regex.Pattern[str]":
    return just_before(listed("asides")["for_so_many"])


@cache
def _kin() -> "tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]":
    """What stands before and behind such an age."""
    words = listed("asides")
    your, of, child = any_of(words["your"]), any_of(words["of"]), any_of(words["child"])
    kin, ji, little = any_of(words["kin"]), any_of(words["honorific"]), any_of(words["little"])
    listing = any_of(words["listing"])
    so_many = rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['so_many_of'])}|\d|(?:{listing})\s(?:the|los|les))\s"
    old = r"\s(?:साल|saal|वर्ष|baras)\s(?:का|की|के|ka|ki|ke)\s"
    return (
        _beside(rf"(?:{your})\s(?:[\p{{L}}\p{{M}}]+\s)?(?:{child})(?:,?\s(?:{of}))?,?\s*$", ""),
        _beside(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['the'])})\s(?:{child})(?:,?\s(?:{of})),?\s*$", ""),
        _beside(rf"(?<![\p{{L}}\p{{M}}])(?:{kin})(?:\s(?:{ji}))?(?:,?\s(?:{of}))?,?\s*\(?$", ""),
        _beside(rf"(?:{your})\s$", r"[- ]years?[- ]olds?"),
        _beside(rf"(?:{your})\s$", rf"{old}(?:{child})"),
        _beside("", rf"(?:{old}|[- ]years?[- ]old\s)(?:(?:{your}|{little})\s)*(?:{kin})"),
        _beside(rf"(?:{so_many}|(?:{your})\s)(?:{child})\s(?:{of})\s(?:[\p{{L}}\d]+\s(?:{listing})\s)?$", ""),
        _beside(
            rf"(?<![\p{{L}}\p{{M}}])(?:{kin}|{child})(?:'s|’s)?(?:\s(?:{ji}))?(?:\s(?:ki|की|ke|के))?\s(?:{any_of(words['age'])})(?:\s(?:is|abhi|अभी))?\s$",
            "",
        ),
        _beside(rf"{so_many}$", rf"(?:{old}|[- ]years?[- ]old\s)(?:{child})"),
    )


@cache
def _at_an_age() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    """`At 16` that closes a clause: an age, where its sentence has spoken of a relative."""
    words = cast("Mapping[str, Sequence[str]]", listed("asides")["so_old"])
    return _beside(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['at'])})\s$", r"(?=\s?[,.;:)!]|$)")


@cache
def _relative() -> "regex.Pattern[str]":
    words = listed("asides")
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of([*words['kin'], *words['child']])})", regex.IGNORECASE)


@cache
def _own_age() -> "tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]":
    """The same of an age that is told without a noun for whose it is."""
    words = cast("Mapping[str, Sequence[str]]", listed("asides")["so_old"])
    told = {name: any_of(phrases) for name, phrases in words.items()}
    start = r"(?<![\p{L}\p{M}])"
    closed = r"(?=[,.;)]|\s(?:and|so|y|et)\s|$)"
    return (
        _beside(rf"{start}(?:{told['before']})\s$", rf"\s(?:{told['behind']})|{closed}"),
        _beside(
            rf"{start}(?:{told['at']})\s$",
            rf"(?:\s(?:{told['behind']}))?,?\s(?:(?:{told['at_behind']})|(?:{any_of(listed('asides')['your'])})\s|(?-i:\p{{Lu}}))",
        ),
        _beside("", rf"\s(?:{told['in_age']})"),
        _beside(
            r"^(?!.*(?<![\p{L}\p{M}])(?:umr|umar|उम्र|आयु|age)(?![\p{L}\p{M}]))",
            rf"\s(?:{told['is_so_old']})(?![\p{{L}}\p{{M}}])",
        ),
    )


def _beside(before: str, behind: str) -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    return regex.compile(before, regex.IGNORECASE), regex.compile(behind, regex.IGNORECASE)
