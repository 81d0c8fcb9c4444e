"""What the customer said before that still holds: a follow-up such as "and for 4?" names only what changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from agent.compose.topics import MANNERS, Topic, topics_in
from agent.facts.extract import extract
from agent.facts.found import Found
from agent.facts.mentions import Mentions
from agent.language.plain import plain
from agent.turn import Turn, Utterance

_LINES_BACK = 4
_LONGEST_FOLLOW_UP = 8


@dataclass(frozen=True, slots=True)
class Earlier:
    """From the customer's last lines, newest first: topics, a month as 2027-06 or a day, a party size and ages."""

    topics: tuple[str, ...] = ()
    when: str = ""
    people: int | None = None
    ages: tuple[int, ...] = ()
    asked: str = ""
    """What we said last, "" if nothing."""


def earlier(turn: Turn, mentions: Mentions, today: date) -> Earlier:
    """Read from the history; nothing is guessed that nobody said."""
    history = turn.history
    lines = [line.text for line in reversed(history) if line.speaker == "U"][:_LINES_BACK]
    claims = [claim for line in lines for claim in extract(line, mentions)]
    return Earlier(
        topics=next((topics for line in lines if (topics := _telling(line))), ()),
        when=next(_times(claims, today), "") or _our_month(history, mentions, today),
        people=next((int(float(claim.value)) for claim in claims if claim.type == "people"), None),
        ages=next((ages for line in lines if (ages := ages_in(line))), ()),
        asked=next((line.text for line in reversed(history[-1:]) if line.speaker == "S"), ""),
    )


def ages_in(line: str) -> tuple[int, ...]:
    """Ages said in so many words; figures alone may be anything."""
    found = (next(group for group in match.groups() if group) for match in _AGE.finditer(line.lower()))
    return tuple(int(age) for age in found if _YOUNGEST <= int(age) <= _OLDEST)


_YEARS = r"years?|yrs?|yo|साल|वर्ष|saal|sal|baras|años|anos|ans"
_SAYS_AGE = r"umar|उम्र|aged?|edad|turns?|turning|turned|cumple|fete ses|fête ses|aura"
_IS = r"who's|who is|he's|he is|she's|she is|i'm|i am|i’m|who’s"
_AGE = regex.compile(
    rf"(?<!\p{{L}})(?:{_IS}) (\d{{2}})(?=\s*(?:[?!.,]|$))"
    rf"|(\d{{1,2}})\s*-?\s*(?:{_YEARS})(?![\p{{L}}\p{{M}}])|(?<!\p{{L}})(?:{_SAYS_AGE})\D{{0,4}}(\d{{1,2}})(?!\d)"
)
_YOUNGEST, _OLDEST = 4, 95


def _our_month(history: Sequence[Utterance], mentions: Mentions, today: date) -> str:
    """The one month our last reply was about, for a customer who named it in words we did not read."""
    said = next((line.text for line in reversed(history) if line.speaker == "S"), "")
    head = said.partition("\n")[0]
    months = {time for time in _times(extract(head, mentions), today) if len(time) == len("2027-06")}
    return months.pop() if len(months) == 1 else ""


def _telling(line: str) -> tuple[Topic, ...]:
    """What the line asks about; one that only says an age asks whether it fits, a bare "how much?" asks the price."""
    named = topics_in(line)
    topics = tuple(topic for topic in named if topic not in MANNERS)
    return topics or (("age",) if ages_in(line) else ("price",) if "how_much" in named else ())


def is_short(text: str) -> bool:
    """Whether a message is so short that it may lean on the one before."""
    return 0 < len(plain(text).split()) <= _LONGEST_FOLLOW_UP


def _times(claims: Sequence[Found], today: date) -> Iterator[str]:
    for claim in claims:
        if claim.type == "date" and claim.value.startswith("--"):  # a day without a year
            yield _coming(claim.value[2:], today)
        if claim.type == "date" and claim.value[:1].isdigit() and claim.value > today.isoformat()[: len(claim.value)]:
            yield claim.value
        if claim.type == "season" and claim.value.isdecimal():  # a season by its name is no month
            yield f"{_next_year(int(claim.value), today)}-{claim.value}"


def _coming(day: str, today: date) -> str:
    """The next such day of the calendar, `day` as 08-20."""
    return f"{today.year + (day <= today.isoformat()[5:])}-{day}"


def _next_year(month: int, today: date) -> int:
    return today.year if month > today.month else today.year + 1
