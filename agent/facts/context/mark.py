"""Something in a text that a claim can be bound to: a name, a month, a number of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Mark(Generic[Key]):
    """text[start:end] gives `keys`."""

    keys: frozenset[Key]
    start: int
    end: int


def keys_of(marks: Iterable[Mark[Key]]) -> frozenset[Key]:
    """The keys of all of them."""
    return frozenset(key for mark in marks for key in mark.keys)
