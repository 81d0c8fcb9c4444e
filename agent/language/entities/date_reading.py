"""A match of the date grammar as its meaning reads it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from agent.language.entities.calendar_lexicon import Value
from agent.language.entities.calendar_words import Tagged


@dataclass(frozen=True, slots=True)
class Reading:
    """A match over the tags of a message, the words behind them, and the day it was written."""

    match: re.Match[str]
    words: Sequence[Tagged]
    today: date

    def value(self, group: str) -> Value:
        """The value of the word of a group; None where the group is absent."""
        at = self.match.start(group) if group in self.match.re.groupindex else -1
        return self.words[at].value if at >= 0 else None

    def tag(self, group: str) -> str:
        """The tags of a group, empty where it is absent."""
        return (self.match[group] or "") if group in self.match.re.groupindex else ""

    def year(self, group: str) -> int | None:
        """A year in four digits or two."""
        year = self.value(group)
        return None if year is None else int(year) if year >= 100 else 2000 + int(year)

    def names_year(self, group: str) -> bool:
        """Whether a group holds a word for year."""
        first, last = self.match.span(group)
        return any(word.tag == "U" and word.value == "year" for word in self.words[first:last])


Meaning = Callable[[Reading], str | None]
"""The value in ISO form, or None where the match names no possible day."""


def ahead_by(tags: str) -> int:
    """Last, this or next unit, by the tags in front of it or behind."""
    return -1 if "L" in tags else 0 if "H" in tags else 1
