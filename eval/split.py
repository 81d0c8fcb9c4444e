"""Tuning or test: decided by a row's own name, so that a row stays where it is whatever is added around it."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

Split = Literal["tuning", "test", "all"]
Half = Literal["tuning", "test"]
Row = TypeVar("Row")


def half_of(name: str) -> Half:
    """By the first byte of the SHA-256 of the row's id, or of its text where it has none."""
    return "tuning" if hashlib.sha256(name.encode()).digest()[0] < 128 else "test"


def chosen(rows: Iterable[Row], split: Split, name: Callable[[Row], str]) -> list[Row]:
    """The rows of that half, in their order."""
    return [row for row in rows if split == "all" or half_of(name(row)) == split]
