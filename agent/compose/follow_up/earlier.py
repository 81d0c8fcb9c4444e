"""What the customer said before that still holds: a follow-up such as "and for 4?" names only what changes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import regex

from agent.compose.reading import times
from agent.compose.reading.all_of_us import all_of_us
from agent.compose.reading.children import children_beside, teachers_beside
from agent.compose.reading.currency import named_currency
from agent.compose.reading.percent import PERCENT
from agent.compose.reading.questions import content
from agent.compose.reading.seasons import seasons_in
from agent.compose.topics.model import learnt_topics
from agent.compose.topics.named import MANNERS, Topic, rest_of, topics_in
from agent.facts.extract import extract
from agent.facts.found import Found
from agent.facts.mentions import Mentions
from agent.language.entities.ages import find_ages
from agent.language.entities.dates import find_dates
from agent.language.entities.durations import find_durations
from agent.language.entities.people import find_people
from agent.language.entities.spans import Span, without_overlaps
from agent.language.letters import fold
from agent.language.plain import plain, spelt_out
from agent.language.vowels import written_out
from agent.language.window import window_of
from agent.turn import Turn, Utterance

_LINES_BACK = 4
_LONGEST_FOLLOW_UP = 8
_SOON = timedelta(days=3)  # "can you call me tomorrow" tells nothing of when they want to go
_MAX_CHARS = 1_200


@dataclass(frozen=True, slots=True)
class Earlier:
    """What holds after the customer's last lines: each line replaces only what it names.

    `when`: a time as `window_of` reads it. `currency`: a code.
    """

    topics: tuple[str, ...] = ()
    when: str = ""
    people: int | None = None
    ages: tuple[int, ...] = ()
    currency: str = ""
    asked: str = ""
    """What we said last, "" if nothing."""
    shown: tuple[date, ...] = ()
    """The days of that."""


def earlier(turn: Turn, mentions: Mentions, today: date, offered: Sequence[str] = ()) -> Earlier:
    """Read from the history; nothing is guessed that nobody said. `offered`: currencies that we have prices in."""
    history = turn.history
    held = Earlier()
    for line in [line.text for line in history if line.speaker == "U"][-_LINES_BACK:]:
        held = _with(held, line, mentions, today, offered)
    asked = next((line.text for line in reversed(history[-1:]) if line.speaker == "S"), "")
    when = held.when or _our_month(history, mentions, today)
    shown = _days(asked, mentions, today)
    topics = held.topics or (("dates",) if len(shown) > 1 and not named_currency(asked, offered) else _told(asked))
    return replace(held, topics=topics, when=when, asked=asked, shown=shown)


def _told(answer: str) -> tuple[Topic, ...]:
    """What the first lines of our answer are about, where the customer's own words named nothing that we know."""
    return tuple(topic for topic in learnt_topics(answer.partition("\n\n")[0]) if topic not in MANNERS)


def _days(text: str, mentions: Mentions, today: date) -> tuple[date, ...]:
    """The days on which what we said last may begin, still ahead."""
    found = {claim.value.partition("/")[0] for claim in extract(text, mentions) if claim.type == "date"} if text else ()
    days = (window.first for value in found if (window := window_of(value)) and window.one_day)
    return tuple(sorted(day for day in days if day > today))


def _with(held: Earlier, line: str, mentions: Mentions, today: date, offered: Sequence[str]) -> Earlier:
    """The slots after one more line of the customer."""
    spans = _said(line, today)
    ages = _ages(line, spans)
    return Earlier(
        topics=_telling(line, ages, days_in(spans))
        or _moving(line, held)
        or _learnt(line, spans, mentions)
        or held.topics,
        when=_when(line, spans, held.when, today) or held.when,
        people=_party(line, spans, ages, today) or max(parties_instead(line, held.topics), default=held.people),
        ages=ages or held.ages,
        currency=named_currency(line, offered) or held.currency,
    )


def _party(line: str, spans: Sequence[Span], ages: Sequence[int], today: date) -> int:
    """The largest party of the line, with children named by their age and teachers of a class; 0 where it has none."""
    said = [_folded(line)[span.start : span.end] for span in spans if span.kind == "people"]
    most = max(parties_in(line, today), default=0)
    return most and most + children_beside(said, ages) + teachers_beside(line, most)


def parties_in(line: str, today: date) -> tuple[int, ...]:
    """Party sizes a line names; one that is only a figure answers how many come."""
    figure = rest_of(line, COURTESIES)
    bare = [int(figure)] if figure.isdecimal() and 0 < int(figure) < _PARTY_UNDER else []
    named = (span.value for span in _said(line, today) if span.kind == "people")
    return (*(size for size in named if isinstance(size, int)), *bare)


_PARTY_UNDER = 100


def parties_instead(line: str, talked: Collection[Topic]) -> tuple[int, ...]:
    """Sizes a clause puts in the place of the one talked about: "and if it is 7?", "for the 3", "the three together".

    Only after talk of something that depends on how many come.
    """
    if not OF_A_PARTY & set(talked):
        return ()
    words = [spelt_out(plain(clause)) for clause in _CLAUSES.split(line)]
    figures = (all_of_us(clause) or (_INSTEAD.search(clause) and _bare_figure(clause)) or 0 for clause in words)
    return tuple(figure for figure in figures if 0 < figure < _PARTY_UNDER)


def _bare_figure(clause: str) -> int:
    """The only thing a clause says beside small words; 0 where it says more, or names a day by its article."""
    figures = regex.findall(r"(?<!\S)\d+(?!\S)", clause)
    alone = len(figures) == 1 and not content(clause) and not _OF_A_DAY.search(clause)
    return int(figures[0]) if alone else 0


_CLAUSES = regex.compile(r"[?!.;,:।…\n]+")
_INSTEAD = regex.compile(
    r"(?<!\S)(?:if|actually|instead|make it|we|us|si|entonces|mejor|los|las|nosotr[oa]s|les|nous|plutot|finalement"
    r"|agar|ab|hum|ham|ho|अगर|अब|हम|हो)(?!\S)"
)
"""Words that put another number in the place of the one before, or stand for the people."""

_OF_A_DAY = regex.compile(r"(?<!\S)(?:on|the|el|al|del|le|du|au) \d|\d (?:ko|को|tarikh|tareekh|तारीख)(?!\S)")

OF_A_PARTY: frozenset[Topic] = frozenset(
    {"price", "dates", "deposit", "booking", "discount", "how_much", "in_all", "hold", "agreed"}
)
"""What depends on how many come, and when."""

COURTESIES: tuple[Topic, ...] = ("nod", "thanks", "corrects")
"""Topics whose words ask nothing."""


@lru_cache(maxsize=1024)
def _said(line: str, today: date) -> tuple[Span, ...]:
    """Times, parties, ages and lengths, read as those of the message itself are."""
    folded = _folded(line)
    finders = (find_dates(folded, today), find_people(folded), find_ages(folded), find_durations(folded))
    return tuple(without_overlaps(span for found in finders for span in found))


def _folded(line: str) -> str:
    return written_out(fold(line[:_MAX_CHARS])).text


def _when(line: str, spans: Sequence[Span], before: str, today: date) -> str:
    """The first time named that still lies ahead; a bare day of the month lies in the month talked about.

    None after which only an offer is called.
    """
    folded, dates = _folded(line), [span for span in spans if span.kind == "date"]
    offered = times.of_an_offer(folded, [(span.start, span.end, str(span.value)) for span in dates])
    read = ((window_of(str(span.value)), span) for span in dates if str(span.value) not in offered)
    ahead = [
        (w, span.start, span.end)
        for w, span in read
        if w and w.last > today + _SOON and not (before and times.books_if(folded[: span.start], folded[span.end :]))
    ]
    placed = times.placed([(window, folded[start:end]) for window, start, end in ahead], before)
    if named := times.corrected(placed, folded, [(start, end) for _, start, end in ahead]):
        return times.spelt(named[0])
    if bare := times.bare_day(line, before, today):
        return times.spelt(bare[0])
    return next((times.spelt(season) for season in seasons_in(line, today)), "")


def ages_of_line(line: str) -> tuple[int, ...]:
    """Ages of a line that nobody has parsed."""
    return _ages(line, [span for span in find_ages(_folded(line)) if isinstance(span.value, int)])


def _ages(line: str, spans: Sequence[Span]) -> tuple[int, ...]:
    found = tuple(dict.fromkeys(s.value for s in spans if s.kind == "age" and isinstance(s.value, int)))
    said = ages_in(line)
    return found if len(found) > len(said) else said


def ages_in(line: str) -> tuple[int, ...]:
    """Ages said in so many words; figures alone may be anything."""
    found = (next(group for group in match.groups() if group) for match in _AGE.finditer(line.lower()))
    return tuple(int(age) for age in found if _YOUNGEST <= int(age) <= _OLDEST)


_YEARS = r"years?|yrs?|yo|साल|वर्ष|saal|sal|baras|años|anos|ans"
_SAYS_AGE = r"umar|उम्र|aged?|edad|turns?|turning|turned|cumpl(?:e|o|ir|[ií]|id[oa]s?)|fete ses|fête ses|aura"
_IS = r"who's|who is|he's|he is|she's|she is|i'm|i am|i’m|who’s"
_AGE = regex.compile(
    rf"(?<!\p{{L}})(?:{_IS}) (\d{{2}})(?=\s*(?:[?!.,]|$)|\s+(?:in|next|this|now|and|but|so)(?!\p{{L}}))"
    rf"|(\d{{1,2}})\s*-?\s*(?:{_YEARS})(?![\p{{L}}\p{{M}}])|(?<!\p{{L}})(?:{_SAYS_AGE})\D{{0,4}}(\d{{1,2}})(?!\d)"
)
_YOUNGEST, _OLDEST = 4, 95


def _our_month(history: Sequence[Utterance], mentions: Mentions, today: date) -> str:
    """The one month our last reply was about, for a customer who named it in words we did not read."""
    said = next((line.text for line in reversed(history) if line.speaker == "S"), "")
    head = said.partition("\n")[0]
    months = {time for time in _times(extract(head, mentions), today) if len(time) == len("2027-06")}
    return months.pop() if len(months) == 1 else ""


def _learnt(line: str, spans: Sequence[Span], mentions: Mentions) -> tuple[Topic, ...]:
    """What a line without a word of any topic is most like, where it says something beside names, times and figures."""
    rest = _folded(line)
    for start, end in [*((s.start, s.end) for s in spans), *((m.start, m.end) for m in mentions.find(rest))]:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return tuple(topic for topic in learnt_topics(line) if topic not in MANNERS) if content(rest) else ()


def days_in(spans: Sequence[Span]) -> frozenset[date]:
    """The single days that a line names."""
    windows = (window_of(str(span.value)) for span in spans if span.kind == "date")
    return frozenset(window.first for window in windows if window and window.one_day)


def moves_a_booking(named: Collection[Topic], days: Collection[date]) -> bool:
    """Whether somebody who booked names another day beside theirs: "I booked the 12th, make it the 20th"."""
    booked = {"own_booking"} if "dates" in named else {"own_booking", "standing"}  # "quedan plazas" asks for seats
    return len(days) > 1 and bool(booked & set(named)) and not _ENDED & set(named)


_ENDED = frozenset({"cancel", "refund", "date_change", "name_change"})


def _telling(line: str, ages: Sequence[int], days: Collection[date]) -> tuple[Topic, ...]:
    """What the line asks about; an age alone asks whether it fits, a share a discount, a bare "how much?" the price."""
    named = topics_in(line)
    if moves_a_booking(named, days):
        return ("date_change",)
    topics = tuple(topic for topic in named if topic not in MANNERS)
    if "how_much" in named and set(topics) <= {"booking"}:
        return ("age",) if ages and not topics else ("price",)
    return topics or (("age",) if ages else ("discount",) if PERCENT.search(line) else ())


def _moving(line: str, held: Earlier) -> tuple[Topic, ...]:
    """A change of date, of a line that wants something moved after talk of a booking."""
    return ("date_change",) if "booking" in held.topics and "moves" in topics_in(line) else ()


def said_just_before(turn: Turn) -> str:
    """What the customer wrote in the same breath, minutes before: "I come alone" says whom "who shares my tent?" is of.

    Empty where that was longer ago, or nobody knows when.
    """
    line = next((line for line in reversed(turn.history) if line.speaker == "U"), None)
    now = turn.message.sent_at
    return line.text if line and line.at and now - line.at <= _ONE_BREATH else ""


_ONE_BREATH = timedelta(minutes=3)


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
