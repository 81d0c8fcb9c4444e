"""Figures that a text says are not so: `not 4,000 m but 4,270 m`, `4,000 मीटर नहीं, 4,270 मीटर`."""

from functools import cache

import regex

from agent.facts.context.part import Part
from agent.facts.context.said import family_of
from agent.facts.found import Found
from agent.facts.words import any_of, listed

_BEFORE, _BEHIND = 26, 34
_SHARES = frozenset({"percentage", "price", "number"})


def is_denied(text: str, part: Part, claim: Found) -> bool:
    """Whether the true figure follows in the sentence, or the clause says that a share does not apply."""
    if claim.first or claim.last:
        return False
    if claim.type in _SHARES and _does_not_apply(part, claim):
        return True
    corrected = any(other.start >= claim.end and _alike(claim, other) for other in part.claims)
    return corrected and _is_negated(text, part, claim)


def corrects(text: str, part: Part, claim: Found) -> Found | None:
    """The denied figure right before this one, of which it says how it is instead."""
    before = [other for other in part.claims if other.end <= claim.start and _alike(claim, other)]
    return before[-1] if before and is_denied(text, part, before[-1]) else None


def _alike(claim: Found, other: Found) -> bool:
    return family_of(claim.type) == family_of(other.type) or "number" in (claim.type, other.type)


def _does_not_apply(part: Part, claim: Found) -> bool:
    start, end = part.sentence.clause(claim.start, claim.end)
    return any(hit.axis == "unapplied" for hit in part.hits_in(start, end))


def is_whole(text: str, claim: Found) -> bool:
    """Whether an amount is what another is a part of or stands in the place of: `₹3,960 of the ₹9,900`."""
    if claim.type not in ("price", "number"):
        return False
    ahead, behind = _wholes()
    before = text[max(0, claim.start - _BEFORE) : claim.start]
    return bool(ahead.search(before) or behind.match(text, claim.end))


@cache
def _wholes() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    words = listed("wholes")
    return (
        regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['ahead'])})\s?[^\s\p{{L}}]{{0,2}}$", regex.IGNORECASE),
        regex.compile(rf"\s?(?:[^\s\d]{{1,6}}\s)?(?:{any_of(words['behind'])})", regex.IGNORECASE),
    )


def _is_negated(text: str, part: Part, claim: Found) -> bool:
    sentence = part.sentence
    before = text[max(sentence.start, claim.start - _BEFORE) : claim.start]
    behind = text[claim.end : min(sentence.end, claim.end + _BEHIND)]
    ahead, after, turned = _patterns()
    if after.match(behind):
        return True
    return bool(ahead.search(before) and turned.search(text, claim.end, sentence.end))


@cache
def _patterns() -> "tuple[regex.Pattern[str], regex.Pattern[str], regex.Pattern[str]]":
    """What denies ahead of a figure and behind it, and what turns to the true one."""
    words = listed("denied")
    ahead, behind, turned = any_of(words["ahead"]), any_of(words["behind"]), any_of(words["turned"])
    start, flags = r"(?<![\p{L}\p{M}])", regex.IGNORECASE
    return (
        regex.compile(rf"{start}(?:{ahead})\s(?:[\p{{L}}’']{{1,6}}\s){{0,2}}[^\s\p{{L}}]{{0,2}}$", flags),
        regex.compile(rf"[\s%]*(?:[\p{{L}}\p{{M}}.%]+\s){{0,3}}(?:{behind})", flags),
        regex.compile(rf"{start}(?:{turned})", flags),
    )
