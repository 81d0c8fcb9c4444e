"""A passage as sentences: no headings, tables or markup."""

import re
from functools import lru_cache

import regex

from agent.turn import Passage

_SENTENCE = regex.compile(r"(?<=[.!?।…])\s+(?=[\p{Lu}\p{Lo}¿¡\"«„“])")
_MARKUP = re.compile(r"^\s*[-*•]\s+|^\s*\d+\.\s+|\*\*|__")
_NOT_TOLD = re.compile(r"^\s*(?:#|\||Valid from:)")
_ENDS = (".", "!", "?", "।", ":", ";", "…", "”", '"', ")")
_LONGEST_HEADING = 70
_GOES_ON = regex.compile(r"[^\S\n]*[\p{L}\p{N}]")

Paragraph = tuple[str, ...]
"""The sentences of one paragraph or entry of a list."""


def paragraphs(passage: Passage) -> tuple[Paragraph, ...]:
    """The passage without its title, in paragraphs of sentences."""
    return _paragraphs(_untitled(passage))


def _untitled(passage: Passage) -> str:
    """Without the title on a line of its own or before a colon; "Dogs stay at home" under "Dogs" is a sentence."""
    rest = passage.text.removeprefix(passage.title)
    return passage.text if _GOES_ON.match(rest) else rest.lstrip(" \n:–-")


@lru_cache(maxsize=4096)
def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    kept = (line for line in text.split("\n") if line.strip() and not _NOT_TOLD.match(line))
    lines = (" ".join(_MARKUP.sub("", line).split()) for line in kept if not _heads(line))
    return tuple(tuple(_SENTENCE.split(line)) for line in lines if line)


def _heads(line: str) -> bool:
    """A short line that ends without a stop is a heading; an entry of a list is not."""
    return len(line) <= _LONGEST_HEADING and not line.rstrip().endswith(_ENDS) and not _MARKUP.match(line)


def is_table(passage: Passage) -> bool:
    """Whether most of it is no sentence: names and values, which the catalogue tells as facts."""
    told = paragraphs(passage)
    return len(told) > 1 and 2 * sum(paragraph[-1].endswith(_ENDS) for paragraph in told) < len(told)


def body(passage: Passage) -> str:
    """All of its sentences; of a text that is nothing but a line without a stop, that line."""
    told = " ".join(sentence for paragraph in paragraphs(passage) for sentence in paragraph)
    return told or " ".join(_untitled(passage).split())


def shortened(text: str, most: int) -> str:
    """Whole sentences up to `most` characters; at least the first, cut at a word if it alone is longer."""
    kept = ""
    for sentence in _SENTENCE.split(text):
        if kept and len(kept) + 1 + len(sentence) > most:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= most else kept[: most - 1].rsplit(" ", 1)[0] + "…"
