"""Numbers without a unit that the words around them make ages."""

from functools import cache

import regex

from agent.facts.numbers import Number
from agent.facts.words import any_of, listed, speaks_of
from agent.language.kept_pattern import compiled

BREAK = regex.compile(r"[\n।!?]|(?<=[\p{L}\p{M})%€$£₹])\.\s(?!\p{Ll})")
"""Where a sentence ends that may hold `p. 12` and `9.30`."""
_AHEAD, _BEHIND = 80, 40
_LABELLED = 160
_GROWN_UP, _OLDEST = 18, 100
_CLAUSE_BEFORE = regex.compile(r"[,;:.]\s|\n|\s(?:and|y|et|aur|और)\s")
_CLAUSE_BEHIND = regex.compile(r"[,;:.\n]")


def is_bound_of_age(text: str, found: Number) -> bool:
    """Whether the clause of a bound speaks of ages and of no group, or people stand right ahead of it."""
    if is_of_older_people(text, found):
        return True
    before = _CLAUSE_BEFORE.split(text[max(0, found.start - _AHEAD) : found.start])[-1]
    clause = before + _CLAUSE_BEHIND.split(text[found.end : found.end + _BEHIND])[0]
    return speaks_of("age", clause) and not speaks_of("group_word", clause)


def is_told_as_age(text: str, found: Number) -> bool:
    """Whether a label lists ages, `Minimum age by grade: easy 8; moderate 10`, or a clause tells one limit of them."""
    sentence = BREAK.split(text[max(0, found.start - _LABELLED) : found.start])[-1]
    label, colon, rest = sentence.partition(":")
    if colon and "|" not in rest and speaks_of("age", label) and not speaks_of("group_word", label):
        return True
    return _limit().search(_CLAUSE_BEFORE.split(sentence)[-1]) is not None


@cache
def _limit() -> "regex.Pattern[str]":
    """`The youngest we can take there is 10`: up to the figure."""
    words = listed("age_limits")
    named, is_so = any_of(words["named"]), any_of(words["is"])
    return compiled(rf"(?i)(?<![\p{{L}}\p{{M}}])(?:{named})[^\d]*?\s(?:{is_so})\s$")


def is_of_older_people(text: str, found: Number) -> bool:
    """`Guests above 60`: years, whatever is counted behind them."""
    before = text[max(0, found.start - _BEHIND) : found.start]
    return _GROWN_UP <= found.value < _OLDEST and _older_people().search(before) is not None


@cache
def _older_people() -> "regex.Pattern[str]":
    words = listed("older_people")
    who, than = any_of(words["who"]), any_of(words["than"])
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{who})\s(?:{than})\s$", regex.IGNORECASE)
