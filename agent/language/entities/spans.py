"""Candidates of all finders, and which of two that overlap is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

Kind = Literal["trek", "date", "price", "people", "phone", "email", "age", "duration", "url"]

_RANK: tuple[Kind, ...] = ("url", "email", "phone", "price", "date", "age", "people", "trek", "duration")


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate: `start` and `end` count characters of the message."""

    kind: Kind
    start: int
    end: int
    value: JsonValue


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The longest of those that overlap, then the most specific kind; in the order of the text."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, _RANK.index(s.kind), s.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)
