"""What learnt readers see of a text: words, neighbours and pieces of words, by name, each group of length 1."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

_PIECES = (3, 4, 5)

Features = Mapping[str, float]


def figure(word: str) -> str:
    """The word, or one mark for every number."""
    return "#" if word.isdecimal() else word


def in_a_row(kind: str, said: Sequence[str]) -> list[str]:
    """Each word, and each two in a row."""
    pairs = zip(["<", *said], [*said, ">"], strict=True)
    return [f"{kind} {word}" for word in said] + [f"{kind}2 {one} {two}" for one, two in pairs]


def pieces(said: Sequence[str]) -> list[str]:
    """Every three to five letters in a row, the edges of a word with them."""
    return [f"c {f' {word} '[at : at + size]}" for word in said for size in _PIECES for at in _starts(word, size)]


def _starts(word: str, size: int) -> range:
    return range(len(word) + 3 - size)


def unit(names: Iterable[str]) -> dict[str, float]:
    """Each name once, all of them together of length 1."""
    once = dict.fromkeys(names)
    return dict.fromkeys(once, 1 / sqrt(len(once) or 1))
