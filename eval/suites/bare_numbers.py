"""The baseline of `grounding`: a reply passes when every number in it stands in some source.

It cannot tell whose price a number is, so it passes swapped treks.
"""

from collections.abc import Iterable

import regex

from agent.facts.mentions import readable

_NUMBER = regex.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")


def has_strange_number(reply: str, sources: Iterable[str]) -> bool:
    """Whether a number in digits stands in no source, grouping left aside."""
    known = {number for source in sources for number in _numbers(source)}
    return bool(_numbers(reply) - known)


def _numbers(text: str) -> set[str]:
    return {regex.sub(r"\D", "", match.group()) for match in _NUMBER.finditer(readable(text))}
