"""Shares in words: half of the price, un tiers, एक चौथाई."""

from collections.abc import Iterator
from functools import cache

import regex

from agent.facts.found import Found
from agent.facts.numbers import plain_numbers
from agent.facts.words import any_of, listed, told_in

_SENTENCE = regex.compile(r"[.!?।]\s|\n")
_BESIDE, _FAR = 16, 120
WHOLE = "whole"
"""The note of all that was paid, told in words: only a scale says which share would be right."""
_ALL = "100"


def shares_in(text: str) -> Iterator[Found]:
    """Each in percent; the longest words at a place, for three quarters are not one."""
    for value, match in told_in("shares", text):
        if _is_of_money(text, match.start(), match.end()):
            yield Found("percentage", match.group(), match.start(), match.end(), value, note=WHOLE * (value == _ALL))


def _is_of_money(text: str, start: int, end: int) -> bool:
    """Whether it is told after or beside words of money and it is not half an hour, half board or half the way."""
    before, behind = _of_something_else()
    if behind.match(text, end) or before.search(text[max(0, start - _BESIDE) : start]) or _is_added(text, start):
        return False
    around = text[max(0, start - _FAR) : start] + _SENTENCE.split(text[end : end + _FAR])[0]
    return _money().search(around) is not None


def _is_added(text: str, start: int) -> bool:
    """Whether it goes on a number: `three and a half`."""
    joint = _joint().search(text, max(0, start - _BESIDE), start)
    return joint is not None and any(one.end == joint.start() for one in plain_numbers(text))


@cache
def _joint() -> "regex.Pattern[str]":
    return regex.compile(rf"\s(?:{any_of(listed('no_shares')['joining'])})\s$", regex.IGNORECASE)


@cache
def _of_something_else() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    words = listed("no_shares")
    return (
        regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['before'])})[\s-]$", regex.IGNORECASE),
        regex.compile(rf"[\s-]?(?:{any_of(words['behind'])})", regex.IGNORECASE),
    )


@cache
def _money() -> "regex.Pattern[str]":
    signs = listed("money")["signs"]
    return regex.compile(
        rf"[{''.join(map(regex.escape, signs))}]|(?<![\p{{L}}\p{{M}}])(?:{any_of(listed('money')['words'])})",
        regex.IGNORECASE,
    )
