"""Whether a height is told of a place right beside it: `Shea Goru camp is at 3,900 m`, `3,900 m at Shea Goru`."""

from functools import cache

import regex

from agent.facts.words import any_of, listed, united
from agent.language.letters import fold

_BLANK = r"[\s,(:–—-]*"
_ARTICLES = r"(?:(?:the|el|la|le|les|los)\s)?"


def stands_at(ahead: str, between: str, behind: str) -> bool:
    """Whether a height is that of the place ahead of it.

    `ahead` is what stands ahead of the place, `between` what parts the two, `behind` what
    follows the height; all `fold`ed.
    """
    if not _whole("between").fullmatch(between) or _other().search(behind.split(",")[0]):
        return False
    return not (_origin().search(ahead) and _whole("to").fullmatch(between))


def leads_to(between: str) -> bool:
    """Of what stands between a height and the place behind it: whether the height is that of the place."""
    return bool(_behind().fullmatch(between))


def tells_of_night(before: str) -> bool:
    """Whether the clause that leads to a height speaks of where one sleeps, and of no summit behind that."""
    clause = fold(before).rpartition(";")[2].rpartition("→")[2]
    told = list(_night().finditer(clause))
    return bool(told) and not _other().search(clause, told[-1].end())


@cache
def _night() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<!\p{{L}})(?:{_any('night')})")


@cache
def _whole(name: str) -> "regex.Pattern[str]":
    return regex.compile(rf"{_BLANK}(?:(?:{_any(name)}){_BLANK})*")


@cache
def _behind() -> "regex.Pattern[str]":
    unit = united("units").pattern
    return regex.compile(rf"\s?(?:{unit}){_BLANK}(?:(?:{_any('behind')}){_BLANK})*", regex.IGNORECASE)


@cache
def _origin() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<!\p{{L}})(?:{_any('origin')})\s{_ARTICLES}$")


@cache
def _other() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<!\p{{L}})(?:{_any('other')})")


def _any(name: str) -> str:
    return any_of([fold(word) for word in listed("placed")[name]])
