"""Days that follow from today and from a date of the sources: how long is left, when the next tier begins."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import combinations

from agent.facts.context.agree import figure
from agent.facts.context.extent import Extent, extents, overlap
from agent.facts.context.said import Said

_FULL = len("2027-06-12")
_LONGEST = 366
_WEEK = 7
_OF_ANY_TERM = frozenset({"depart", "start", "date", "day", "pay", "buking"})
_SHARED = 2
"""Words that two clauses of one thing have in common."""
_LEAP = "--02-29"


def reckoned(ours: Said, told: Sequence[Said], today: date, reply: Sequence[Said] = ()) -> bool:
    """Whether `ours` is today, the days from today to a date of theirs, that date less a term, or the end of a walk."""
    claim = ours.claim
    if claim.type == "date" and "today" in ours.axes:
        return today.isoformat().endswith(claim.value.lstrip("-"))
    if claim.type in ("notice", "duration"):
        return _are_days_between(ours, told, today, reply)
    if claim.type == "season" and "from" in ours.axes.get("edge", ()):
        return any(f"{day.month:02d}" == claim.value for day in _after_ends(told) if day.day == 1)
    if claim.type == "date" and len(claim.value.lstrip("-")) >= len("06-12") and not _is_paid_after(ours):
        return _is_a_start(ours, told) or _ends_a_term(ours, told, today, reply)
    return False


def _are_days_between(ours: Said, told: Sequence[Said], today: date, reply: Sequence[Said]) -> bool:
    claim, days = ours.claim, figure(ours.claim)
    if days is None or claim.note == "nights":
        return False
    if claim.note == "weeks" and claim.bound == "about":
        return any(abs(day - days) < _WEEK for day in _between(ours, reply, today))
    if claim.bound:
        return False
    apart = bool({"compared", "side"} & ours.axes.keys())
    own = apart or claim.type == "notice" or _is_due(ours, reply)
    return days in _counts(told, today, apart=apart) | (_between(ours, reply, today) if own else set[int]())


def _ends_a_term(ours: Said, told: Sequence[Said], today: date, reply: Sequence[Said]) -> bool:
    """Whether a term of the sources ends on that day: before a day of theirs, or before one that the reply tells."""
    own = [one for one in reply if one.claim.type == "date" and one.claim is not ours.claim]
    edges = [*_edges(ours, told)]
    edges += _before((*coming_days(own, today), *full_days(own)), _counted(told, _is_ahead))
    edges += _after_ends(told) if "from" in ours.axes.get("edge", ()) else ()
    return any(day.isoformat().endswith(ours.claim.value.lstrip("-")) for day in edges)


def _is_paid_after(ours: Said) -> bool:
    """What is due can be paid until a day, not after it."""
    sides, roles = ours.axes.get("side", frozenset()), ours.axes.get("role", frozenset())
    return sides == {"after"} and bool(roles & {"balance", "deposit"})


def full_days(told: Sequence[Said]) -> Iterator[date]:
    """Those told with their year, but for a 31 June."""
    for one in told:
        if one.claim.type == "date" and len(one.claim.value) == _FULL and one.claim.value[0].isdigit():
            with suppress(ValueError):
                yield date.fromisoformat(one.claim.value)


def coming_days(told: Sequence[Said], today: date) -> Iterator[date]:
    """Days told without a year, as the next ones of that name."""
    for one in told:
        if one.claim.type == "date" and one.claim.value.startswith("--") and one.claim.value != _LEAP:
            month, day = map(int, one.claim.value.strip("-").split("-"))
            with suppress(ValueError):
                this = date(today.year, month, day)
                yield this if this >= today else this.replace(year=today.year + 1)


def _counts(told: Sequence[Said], today: date, *, apart: bool) -> set[int]:
    """Days from today to a date of theirs; with `apart` also those between two dates or walks, or a date and a term."""
    left = {abs((day - today).days) for day in (*full_days(told), *coming_days(told, today))}
    if not apart:
        return left
    days, walks = [*full_days(told)], [*_counted(told, _is_walk)]
    between = {abs((one - other).days) for one, other in combinations(days, 2)}
    longer = {abs(one - other) for one, other in combinations(walks, 2)}
    terms = _counted(told, _is_term)
    return left | between | longer | {abs(one - term) for one in left for term in terms}


def _is_due(ours: Said, reply: Sequence[Said]) -> bool:
    """Whether a day is told right before in the sentence: `by 16 December, so within 20 days`."""
    before = [one for one in reply if one.sentence == ours.sentence and one.claim.end <= ours.claim.start]
    return bool(before) and before[-1].claim.type == "date"


def _between(ours: Said, reply: Sequence[Said], today: date) -> set[int]:
    """Days between the dates that the reply tells in this sentence or before: `eight days later, on the 20th`."""
    own = [one for one in reply if one.claim.type == "date" and one.sentence[0] <= ours.sentence[0]]
    days = [today, *full_days(own), *coming_days(own, today)]
    return {abs((one - other).days) for one, other in combinations(days, 2)}


def _after_ends(told: Sequence[Said]) -> Iterator[date]:
    """The days after those on which something of theirs ends."""
    for one in told:
        if one.claim.first or "until" in one.axes:
            yield from (day + timedelta(days=1) for day in full_days([one]))


def _edges(ours: Said, told: Sequence[Said]) -> Iterator[date]:
    """The days on which a term begins or has just ended, and the last days of walks.

    Where ours stands beside a share, terms of other shares do not count; where a term is told of the same thing as
    ours, such as a change of date, no others do.
    """
    shares = ours.beside.get("percentage", frozenset())
    if own := [one for one in told if _is_term(one) and _is_of_one_thing(ours, one)]:
        told, shares = [*own, *(one for one in told if one.claim.type == "date")], frozenset()
    scaled = {share for one in told if _is_term(one) for share in one.beside.get("percentage", ())} & shares
    terms = _counted([one for one in told if not scaled or _is_of_share(one, scaled)], _is_term)
    walks = _counted(told, _is_walk)
    begun = [one for one in told if not one.claim.first or "from" in one.axes.get("edge", ())]
    for day in full_days(begun):
        yield from (day - timedelta(days=term + step) for term in terms for step in (-1, 0, 1))
        yield from (day + timedelta(days=walk - 1) for walk in walks)


def _before(days: Iterable[date], terms: Iterable[int]) -> Iterator[date]:
    """The last days of terms ahead of a day that the reply itself names."""
    terms = list(terms)
    yield from (day - timedelta(days=term) for day in days for term in terms)


def _is_ahead(one: Said) -> bool:
    return one.claim.type == "notice" and not (one.claim.first or one.claim.last)


def _is_a_start(ours: Said, told: Sequence[Said]) -> bool:
    """A day among those between which walks start, where the sources name no single ones."""
    days = [one for one in told if one.claim.type == "date" and "today" not in one.axes]
    spans = [one for one in days if (one.claim.first or one.claim.last) and "from" in one.axes.get("edge", ())]
    own = extents(ours.claim)
    return bool(spans) and len(spans) == len(days) and any(overlap(own, extents(one.claim)) for one in spans)


def _is_of_one_thing(ours: Said, term: Said) -> bool:
    """Whether both are told of a change of date, or the like."""
    shared = (ours.words | ours.led) & (term.words | term.led)
    alike = len(shared) >= _SHARED and bool(shared - _OF_ANY_TERM)
    return alike or bool(ours.axes.get("thing", frozenset()) & term.axes.get("thing", frozenset()))


def _is_of_share(one: Said, shares: Iterable[Extent]) -> bool:
    theirs = one.beside.get("percentage", frozenset())
    return not theirs or overlap(shares, theirs)


def _is_term(one: Said) -> bool:
    """Days ahead of something, or a step of a scale of days."""
    claim = one.claim
    bounded = bool(claim.bound or claim.first or claim.last or "compared" in one.axes)
    return claim.type == "notice" or (claim.type == "duration" and bounded)


def _is_walk(one: Said) -> bool:
    return one.claim.type == "duration"


def _counted(told: Sequence[Said], kind: Callable[[Said], bool]) -> set[int]:
    days = (figure(one.claim) for one in told if kind(one) and one.claim.note != "nights")
    return {int(count) for count in days if count is not None and 1 < count < _LONGEST}
