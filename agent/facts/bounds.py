"""What loosens a figure: about, at least, at most, less than."""

from functools import cache
from typing import cast

import regex

from agent.facts.words import grouped, listed, speaks_of
from agent.language.kept_pattern import compiled

SPACES = "\u00a0\u202f "
BOUNDS = frozenset({"least", "most", "below"})
_BEFORE, _AFTER = 22, 30
_STOP = regex.compile(r"[\d\n.,;:]")
_SUM = regex.compile(r"\s*\+\s*[₹$€£]?\d")
_WORD_ENDS = regex.compile(r"[\s(]")


def bound_of(text: str, start: int, end: int) -> str:
    """What loosens the figure: about, from, up to, and more. Of two that fit the longer one is meant."""
    before = _STOP.split(text[max(0, start - _BEFORE) : start])[-1].rstrip(SPACES + "₹$€£")
    after = "" if _SUM.match(text, end) else _STOP.split(text[end : end + _AFTER])[0].lstrip(SPACES)
    length, name = _before(before)
    length_after, name_after = _after(after)
    if length_after >= length:
        return _bound_behind(name_after, after[length_after:]) if length_after else ""
    denied = name in _OPPOSITE and speaks_of("denial", before[: len(before) - length][-_DENIAL:])
    return _OPPOSITE[name] if denied else name


def _bound_behind(name: str, rest: str) -> str:
    """`4,000 मीटर से ऊपर नहीं`: the denial stands behind."""
    return "below" if name == "least" and speaks_of("denial", rest[:_DENIAL]) else name


_NAMES = ("about", "least", "most", "below")
_OPPOSITE = {"least": "most", "below": "least"}
_DENIAL = 14


def _after(after: str) -> tuple[int, str]:
    """The length of the longest bound at the beginning, and its name."""
    if not after or not _any_bound("_after").match(after):
        return 0, ""
    matches = ((grouped("bounds")[f"{name}_after"].match(after), name) for name in _NAMES)
    return max((match.end(), name) for match, name in matches if match)


def _before(before: str) -> tuple[int, str]:
    """The length of the longest bound at the end, and its name; words that tell nothing may stand behind it."""
    found: dict[str, int] = {}
    words = before.split()
    while words:
        said = " ".join(words)
        for start in word_starts(said):  # the longest first
            if _any_bound("").fullmatch(said, start):
                names = [name for name in _NAMES if grouped("bounds")[name].fullmatch(said, start)]
                found = {**dict.fromkeys(names, len(said) - start), **found}
        if words.pop().casefold() not in _fillers():
            break
    return max(((length, name) for name, length in found.items()), default=(0, ""))


@cache
def _any_bound(place: str) -> "regex.Pattern[str]":
    return compiled("|".join(f"(?:{grouped('bounds')[name + place].pattern})" for name in _NAMES))


def word_starts(text: str) -> list[int]:
    """Where its words begin."""
    return [0, *(match.end() for match in _WORD_ENDS.finditer(text))]


@cache
def _fillers() -> frozenset[str]:
    return frozenset(cast("list[str]", listed("fillers")))
