"""What a percentage is a share of: deposit, balance, refund, tax or discount."""

import regex

from agent.facts.context.segments import sentences
from agent.facts.found import Found
from agent.facts.words import searched


def topic_of(text: str, claim: Found) -> str:
    """The topic word nearest to it in its sentence, else the last one of its line; of an item of a list, before it."""
    start, end = next(
        ((one.start, one.end) for one in sentences(text) if one.start <= claim.start < one.end), (0, len(text))
    )
    near = [
        (min(abs(match.start() - claim.end), abs(claim.start - match.end())), topic)
        for topic, pattern in searched("topics").items()
        for match in pattern.finditer(text, start, end)
    ]
    if near:
        return min(near)[1]
    line = text.rfind("\n", 0, claim.start) + 1
    return _last_topic(text, 0 if _ITEM.match(text, line) else line, start)


_ITEM = regex.compile(r"\s*(?:[•*–—-]|\d+[.)])\s")


def _last_topic(text: str, start: int, end: int) -> str:
    before = [
        (match.start(), topic)
        for topic, pattern in searched("topics").items()
        for match in pattern.finditer(text, start, end)
    ]
    return max(before)[1] if before else ""
