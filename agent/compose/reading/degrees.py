"""Temperatures by their figure: "does it go below -20?" asks how cold it gets without a word for cold."""

import regex

_COUNTED = r"%|percent|d[ií]as?|jours?|days?|din|personas?|personnes?|people|log|euros?|ans|an[ñn]os|km|m(?![\p{L}])"
_BELOW_ZERO = regex.compile(
    r"(?:(?<![\p{L}\p{M}\p{N}])(?:minus|menos|moins|माइनस|मायनस)\s+|(?<![^\s(])[-−–])"
    rf"(?P<figure>\d{{1,2}})(?![\d/.-])(?!\s*(?:{_COUNTED}))",
    regex.IGNORECASE,
)


def names_degrees(text: str) -> bool:
    """Whether it holds a figure below zero, as -20 or "minus 20"."""
    return _BELOW_ZERO.search(text) is not None


def without_degrees(text: str) -> str:
    """The text without such figures, which are nobody's age."""
    return _BELOW_ZERO.sub(lambda found: " " * len(found.group()), text)
