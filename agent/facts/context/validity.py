"""Whether a sentence says that its figures hold no more, and which of its days are last ones."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date

from agent.facts.context.part import Part
from agent.facts.context.phrases import Hit, key_of
from agent.facts.context.segments import Sentence
from agent.facts.found import Found

_NEAR = 4
_POSTPOSITIONS = frozenset({key_of("तक"), "tak"})


def last_day(sentence: Sentence, claims: Sequence[Found], hits: Sequence[Hit]) -> date | None:
    """The latest day up to which the sentence's figures hold: beside "until", or the end of a booking window."""
    days = [_day(claim) for claim in claims if claim.type == "date" and _is_limit(sentence, claim, hits)]
    ends = [
        _day(later) for early, later in _pairs(claims) if _is_window(sentence, early) or _is_season(sentence, early)
    ]
    return max((day for day in (*days, *ends) if day), default=None)


def stated_today(sentence: Sentence, claims: Sequence[Found], hits: Sequence[Hit]) -> date | None:
    """The day that a sentence such as `Today is 25 November 2026` gives."""
    if not any(hit.axis == "today" for hit in hits):
        return None
    days = [day for claim in claims if claim.type == "date" and claim.note != "relative" and (day := _day(claim))]
    return days[0] if len(days) == 1 else None


def _is_limit(sentence: Sentence, claim: Found, hits: Sequence[Hit]) -> bool:
    place = next((n for n, token in enumerate(sentence.tokens) if token.start >= claim.start), 0)
    behind = next((n for n, token in enumerate(sentence.tokens) if token.start >= claim.end), len(sentence.tokens))
    limits = [hit for hit in hits if hit.axis in ("until", "ended")]
    return any(
        0 <= place - hit.end < _NEAR or (0 <= hit.start - behind < 2 and _stands_behind(sentence, hit))
        for hit in limits
    )


def _stands_behind(sentence: Sentence, hit: Hit) -> bool:
    """`31 August tak`; in `in April, book by 31 August` the month ahead is no limit."""
    return hit.axis == "ended" or sentence.tokens[hit.start].key in _POSTPOSITIONS


_BOOKING = ("book", "reserv", "réserv", "बुक", "valid", "válid", "valab", "offer", "oferta", "offre")


def _is_window(sentence: Sentence, early: Found) -> bool:
    """`Book 15 Jun – 31 Aug 2026`: a span of days right behind a word for booking or validity."""
    before = [token.text.casefold() for token in sentence.tokens if token.end <= early.start][-_NEAR:]
    return any(word.startswith(_BOOKING) for word in before)


_STARTS = ("start", "depart", "salid", "départ", "prasth", "प्रस्थान", "शुरू", "trips", "runs")


def _is_season(sentence: Sentence, early: Found) -> bool:
    """`Starts 1–31 Dec 2025`: the span of days in which what a row is about begins."""
    before = [token.text.casefold() for token in sentence.tokens if token.end <= early.start][-2:]
    return bool(early.last) and any(word.startswith(_STARTS) for word in before)


def _pairs(claims: Sequence[Found]) -> Iterable[tuple[Found, Found]]:
    dates = [claim for claim in claims if claim.type == "date"]
    return [(one, other) for one, other in itertools.pairwise(dates) if other.start - one.end <= _NEAR]


def _day(claim: Found) -> date | None:
    """The very day, or the last one of a month; None without a year."""
    try:
        if len(claim.value) == len("2027-06"):
            year, month = map(int, claim.value.split("-"))
            following = date(year + month // 12, month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        return date.fromisoformat(claim.value)
    except ValueError:
        return None


def last_days(part: Part) -> frozenset[int]:
    """Where the dates stand that end a walk whose start the sentence tells: places are free from the start on."""
    tokens = part.sentence.tokens
    edges = {tokens[hit.end - 1].end: hit.value for hit in part.hits if hit.axis == "edge"}
    told = {one.start: edges.get(one.start - 1, "") for one in part.claims if one.type == "date"}
    return frozenset(at for at, edge in told.items() if edge == "until" and "from" in told.values())
