"""E-mail addresses, and web addresses so that nothing inside them is read as anything else."""

from collections.abc import Iterator

import regex

from agent.language.entities.spans import Span

_EMAIL = regex.compile(r"[\w.+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,24}")
_URL = regex.compile(
    r"(?:https?://|www\.)\S+|(?<![\w@.])[\w-]+\.(?:com|org|net|in|io|example)(?:/\S*)?(?![\w.])", regex.IGNORECASE
)


def find_emails(text: str) -> Iterator[Span]:
    """Addresses as written; the value is in lower case."""
    for match in _EMAIL.finditer(text):
        yield Span("email", match.start(), match.end(), match.group().lower())


def find_urls(text: str) -> Iterator[Span]:
    """Web addresses: they shield what they contain."""
    for match in _URL.finditer(text):
        yield Span("url", match.start(), match.end(), match.group())
