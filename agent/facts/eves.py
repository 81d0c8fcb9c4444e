"""Deadlines told without a number: until the day before, jusqu'à la veille."""

from collections.abc import Iterator
from functools import cache

import regex

from agent.facts.found import Found
from agent.facts.words import any_of, listed


def eves_in(text: str) -> Iterator[Found]:
    """Each as a notice of at least one day."""
    for match in _until_the_eve().finditer(text):
        yield Found("notice", match.group(), match.start(), match.end(), "1", bound="least")


@cache
def _until_the_eve() -> "regex.Pattern[str]":
    words = any_of([*listed("until_the_eve")])
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{words})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)
