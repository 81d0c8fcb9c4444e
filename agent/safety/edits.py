"""What each suggestion asks for, done: the words a factor saw taken out, or written in small letters."""

from collections.abc import Callable, Mapping, Sequence

import regex

from agent.safety.aligned import Span

Edit = Callable[[str, Sequence[Span]], str]


def without(text: str, spans: Sequence[Span]) -> str:
    """The text less these places, and less the blanks and marks that would stand alone."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = text[: span.start] + text[span.end :]
    return tidy(text)


def in_small_letters(text: str, spans: Sequence[Span]) -> str:
    """The text with these places in small letters."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = text[: span.start] + text[span.start : span.end].lower() + text[span.end :]
    return text


def tidy(text: str) -> str:
    """Single blanks, none at the end of a line or before a mark that stands alone.

    A mark that begins something, as ".com" or "...", stays apart: joined to the word before it would be a link.
    """
    text = regex.sub(r"[^\S\n]{2,}", " ", text)
    return str(regex.sub(r"(?<![.,!?])[^\S\n]+(?=[.,!?](?:\s|$))|[^\S\n]+(?=\n|$)", "", text)).strip()


EDITS: Mapping[str, Edit] = {
    "emoji": without,
    "capitals": in_small_letters,
    "repeated_keywords": without,
    "links": without,
    "spam_patterns": without,
    "clickbait": without,
    "other": without,
}
