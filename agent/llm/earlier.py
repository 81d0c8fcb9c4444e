"""What the customer said before that still holds: a follow-up such as "and for 4?" names only what changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agent.facts.extract import extract
from agent.facts.found import Found
from agent.facts.mentions import Mentions
from agent.llm.topics import plain, topics_in
from agent.turn import Turn

_LINES_BACK = 4
_LONGEST_FOLLOW_UP = 8


@dataclass(frozen=True, slots=True)
class Earlier:
    """From the customer's last lines, newest first: topics, a month as 2027-06 or a day, and a party size."""

    topics: tuple[str, ...] = ()
    when: str = ""
    people: int | None = None
    asked: str = ""
    """What we said last, "" if nothing."""


def earlier(turn: Turn, mentions: Mentions, today: date) -> Earlier:
    """Read from the history; nothing is guessed that nobody said."""
    history = turn.history
    lines = [line.text for line in reversed(history) if line.speaker == "U"][:_LINES_BACK]
    claims = [claim for line in lines for claim in extract(line, mentions)]
    return Earlier(
        topics=next((topics for line in lines if (topics := topics_in(line))), ()),
        when=next(_times(claims, today), ""),
        people=next((int(float(claim.value)) for claim in claims if claim.type == "people"), None),
        asked=next((line.text for line in reversed(history[-1:]) if line.speaker == "S"), ""),
    )


def is_short(text: str) -> bool:
    """Whether a message is so short that it may lean on the one before."""
    return 0 < len(plain(text).split()) <= _LONGEST_FOLLOW_UP


def _times(claims: list[Found], today: date) -> Iterator[str]:
    for claim in claims:
        if claim.type == "date" and claim.value[:1].isdigit() and claim.value > today.isoformat()[: len(claim.value)]:
            yield claim.value
        if claim.type == "season":
            yield f"{_next_year(int(claim.value), today)}-{claim.value}"


def _next_year(month: int, today: date) -> int:
    return today.year if month > today.month else today.year + 1
