"""Cuts text to a number of word-pieces, at sentence ends where it can."""

from collections.abc import Callable, Iterator

import regex

Count = Callable[[str], int]
_SENTENCE_END = regex.compile(r"(?<=[.!?…][\"'”’»)\]]?)\s+(?=[\p{Lu}\p{N}¿¡\"'“‘«(\[\p{Devanagari}])|(?<=[।॥])\s*|\n+")


def sentences(text: str) -> list[str]:
    """Sentences of any of our languages; the danda ends one, a line break too."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece and piece.strip()]


def split(text: str, limit: int, count: Count) -> list[str]:
    """Pieces of at most `limit` word-pieces each; together they hold every word of the text."""
    if count(text) <= limit:
        return [text]
    return list(pack((part for sentence in sentences(text) for part in _fitting(sentence, limit, count)), limit, count))


def pack(parts: Iterator[str], limit: int, count: Count) -> Iterator[str]:
    """Neighbours joined by a space while they fit."""
    held: list[str] = []
    size = 0
    for part in parts:
        cost = count(part)
        if held and size + cost > limit:
            yield " ".join(held)
            held, size = [], 0
        held.append(part)
        size += cost
    if held:
        yield " ".join(held)


def _fitting(sentence: str, limit: int, count: Count) -> list[str]:
    """The sentence, or its words packed anew when it alone is too long; a single endless word is cut."""
    if count(sentence) <= limit:
        return [sentence]
    return list(pack((part for word in sentence.split() for part in _cut(word, limit, count)), limit, count))


def _cut(word: str, limit: int, count: Count) -> list[str]:
    """WordPiece gives up on words of more than 100 characters: those are cut whatever they count."""
    if count(word) <= limit and len(word) <= 100:
        return [word]
    middle = max(1, len(word) // 2)
    if len(word) < 2:
        return [word]
    return _cut(word[:middle], limit, count) + _cut(word[middle:], limit, count)
