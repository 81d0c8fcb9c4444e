"""What a percentage is a share of: deposit, balance, refund, tax or discount."""

from agent.facts.context.segments import sentences
from agent.facts.found import Found
from agent.facts.words import searched


def topic_of(text: str, claim: Found) -> str:
    """The topic word nearest to it in its sentence, else the last one before it."""
    start, end = next(
        ((one.start, one.end) for one in sentences(text) if one.start <= claim.start < one.end), (0, len(text))
    )
    near = [
        (min(abs(match.start() - claim.end), abs(claim.start - match.end())), topic)
        for topic, pattern in searched("topics").items()
        for match in pattern.finditer(text, start, end)
    ]
    return min(near)[1] if near else _last_topic(text, start)


def _last_topic(text: str, end: int) -> str:
    before = [
        (match.start(), topic)
        for topic, pattern in searched("topics").items()
        for match in pattern.finditer(text, 0, end)
    ]
    return max(before)[1] if before else ""
