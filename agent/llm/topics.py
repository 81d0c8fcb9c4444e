"""What a question is about, by words. The lists are data: `topics.yaml`."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import regex
import yaml

Topic = str
_FILE = Path(__file__).with_name("topics.yaml")


def plain(text: str) -> str:
    """Lower case, Latin accents removed, Devanagari marks kept, punctuation other than the apostrophe as blanks."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    stripped = regex.sub(r"(?<=\p{Latin})\p{Mn}+", "", decomposed)
    return " ".join(regex.sub(r"[^\p{L}\p{M}\p{N}']+", " ", unicodedata.normalize("NFC", stripped)).split())


@cache
def _patterns() -> dict[Topic, regex.Pattern[str]]:
    lists: dict[Topic, list[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {topic: _pattern(words) for topic, words in lists.items()}


def _pattern(words: list[str]) -> regex.Pattern[str]:
    forms = sorted({_form(word) for word in words}, key=len, reverse=True)
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{'|'.join(forms)})(?![\p{{L}}\p{{M}}\p{{N}}])")


def _form(word: str) -> str:
    stem = regex.escape(plain(word.rstrip("*")))
    return stem + (r"[\p{L}\p{M}]*" if word.endswith("*") else "")


def topics_in(text: str) -> tuple[Topic, ...]:
    """Topics the text names, in the order in which they come up."""
    words = plain(text)
    found = ((match.start(), topic) for topic, pattern in _patterns().items() if (match := pattern.search(words)))
    return tuple(topic for _, topic in sorted(found))


def rest_of(text: str, topics: Iterable[Topic]) -> str:
    """The plain text without the words of these topics."""
    rest = plain(text)
    for pattern in (_patterns()[topic] for topic in topics):
        rest = pattern.sub(" ", rest)
    return " ".join(rest.split())
