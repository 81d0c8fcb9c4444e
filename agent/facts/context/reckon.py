"""Days that follow from today and from a date of the sources: how long is left, when the next tier begins."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from agent.facts.context.agree import figure
from agent.facts.context.said import Said

_FULL = len("2027-06-12")
_LONGEST = 366
_LEAP = "--02-29"


def reckoned(ours: Said, told: Sequence[Said], today: date) -> bool:
    """Whether `ours` is today, the days from today to a date of theirs, that date less a term, or the end of a walk."""
    claim = ours.claim
    if claim.type == "date" and "today" in ours.axes:
        return today.isoformat().endswith(claim.value.lstrip("-"))
    if claim.type in ("notice", "duration") and claim.note != "nights" and not claim.bound:
        return any(abs((day - today).days) == figure(claim) for day in (*_days(told), *_coming(told, today)))
    if claim.type == "date" and len(claim.value.lstrip("-")) >= len("06-12") and not _is_paid_after(ours):
        ends = claim.value.lstrip("-")
        return any(day.isoformat().endswith(ends) for day in _edges(told))
    return False


def _is_paid_after(ours: Said) -> bool:
    """What is due can be paid until a day, not after it."""
    sides, roles = ours.axes.get("side", frozenset()), ours.axes.get("role", frozenset())
    return sides == {"after"} and bool(roles & {"balance", "deposit"})


def _days(told: Sequence[Said]) -> Iterator[date]:
    for one in told:
        if one.claim.type == "date" and len(one.claim.value) == _FULL and one.claim.value[0].isdigit():
            yield date.fromisoformat(one.claim.value)


def _coming(told: Sequence[Said], today: date) -> Iterator[date]:
    """Days told without a year, as the next ones of that name."""
    for one in told:
        if one.claim.type == "date" and one.claim.value.startswith("--") and one.claim.value != _LEAP:
            month, day = map(int, one.claim.value.strip("-").split("-"))
            this = date(today.year, month, day)
            yield this if this >= today else this.replace(year=today.year + 1)


def _edges(told: Sequence[Said]) -> Iterator[date]:
    """The days on which a term begins or has just ended, and the last days of walks."""
    terms, walks = _counted("notice", told), _counted("duration", told)
    for day in _days(told):
        yield from (day - timedelta(days=term + step) for term in terms for step in (-1, 0, 1))
        yield from (day + timedelta(days=walk - 1) for walk in walks)


def _counted(kind: str, told: Sequence[Said]) -> set[int]:
    days = (figure(one.claim) for one in told if one.claim.type == kind and one.claim.note != "nights")
    return {int(count) for count in days if count is not None and 1 < count < _LONGEST}
