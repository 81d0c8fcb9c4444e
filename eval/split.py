"""Tuning or test: told by the row, else decided by its name: it stays where it is whatever is added around it."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

Split = Literal["tuning", "test", "all"]
Half = Literal["tuning", "test"]
Row = TypeVar("Row")


def half_of(name: str) -> Half:
    """By the first byte of the SHA-256 of the row's id, or of its text where it has none."""
    return "tuning" if hashlib.sha256(name.encode()).digest()[0] < 128 else "test"


def chosen(
    rows: Iterable[Row],
    split: Split,
    name: Callable[[Row], str],
    told: Callable[[Row], Half | None] = lambda _: None,
) -> list[Row]:
    """The rows of that half, in their order. `told`: the half that a row itself says it is in, if it does."""
    return [row for row in rows if split == "all" or (told(row) or half_of(name(row))) == split]
