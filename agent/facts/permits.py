"""Permits named in a text, such as `Restricted Area Permit` or `permiso TIMS`."""

from collections.abc import Iterator
from functools import cache

import regex
from babel.numbers import list_currencies

from agent.facts.context.distinctive import is_distinctive
from agent.facts.context.lexicon import key_of
from agent.facts.found import Found
from agent.facts.words import any_of, listed

_NAME = r"(?:\p{Lu}[\p{L}\p{M}]*)"
_JOINT = r"(?:\s+|\s+(?:of|de|du|des|del|la|and|et|y)\s+|-)"


def permits_in(text: str) -> Iterator[Found]:
    """The value is what no language translates of the name: acronyms and proper names, in small letters."""
    for match in _pattern().finditer(text):
        group = "before" if match["before"] else "after"
        words = [word for word in regex.findall(r"[\p{L}\p{M}]+", match[group]) if _is_name(word)]
        if words:
            start, end = match.span(group)
            yield Found("permit", text[start:end], start, end, " ".join(words).casefold())


@cache
def _pattern() -> "regex.Pattern[str]":
    words = any_of([*listed("permit")])
    run = rf"{_NAME}(?:{_JOINT}{_NAME})*"
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}])(?:(?P<before>{run})\s+(?i:{words})|(?i:{words})(?:\s+(?:de|du))?\s+(?P<after>{run}))"
    )


def _is_name(word: str) -> bool:
    if word.isupper() and len(word) > 1:
        return word not in list_currencies()
    return word[0].isupper() and is_distinctive(key_of(word))
