"""Times of the clock that follow from one told before and a span of the sources: off at three, up by seven."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from agent.facts.context.agree import figure, minutes
from agent.facts.context.said import Said

_MINUTES, _DAY, _HALF_DAY = 60, 24 * 60, 12 * 60
_WRITTEN = regex.compile(r"\d\s?h", regex.IGNORECASE)
_AROUND = 20
"""Minutes that a loose time may be off."""
_ROUNDED = Decimal("0.5")
"""Minutes that rounding to hours may cost."""
_LONGEST = 16
_STARTS = 2
"""Times told last from which one may be reckoned."""


def arrival(ours: Said, before: Sequence[Said], told: Sequence[Said]) -> Said | None:
    """The span of the sources that leads from a time told `before` to ours."""
    if ours.claim.type != "time":
        return None
    slack = _AROUND if ours.claim.bound else 0
    for start in before[-_STARTS:]:
        rounds = _HALF_DAY if "either" in (ours.claim.note, start.claim.note) else _DAY
        taken = (minutes(ours.claim) - minutes(start.claim)) % rounds
        for span, low, high in _spans(told):
            if low - slack <= taken <= high + slack:
                return span
    return None


def elapsed(ours: Said, before: Sequence[Said]) -> bool:
    """Whether ours is what lies between two times told right before: `off at half past six, there at four`."""
    taken = _taken(ours)
    if taken is None or len(before) < _STARTS:
        return False
    one, other = before[-_STARTS:]
    rounds = _HALF_DAY if "either" in (one.claim.note, other.claim.note) else _DAY
    slack = _AROUND if ours.claim.bound == "about" else _ROUNDED
    apart = minutes(other.claim) - minutes(one.claim)
    return any(abs(way % rounds - taken) <= slack for way in (apart, -apart))


def _taken(ours: Said) -> Decimal | None:
    """How many minutes ours is; `1 h 25` may be that, too."""
    if ours.claim.type == "time":
        return Decimal(minutes(ours.claim)) if _WRITTEN.search(ours.claim.text) else None
    hours = figure(ours.claim) if ours.claim.type == "hours" else None
    return None if hours is None else hours * _MINUTES


def _spans(told: Sequence[Said]) -> Iterator[tuple[Said, Decimal, Decimal]]:
    """Hours, and numbers behind them in their sentence that go without the word: `six hours up and three down`."""
    hours = [one for one in told if one.claim.type == "hours"]
    for one in hours:
        ends = [Decimal(end) for end in (one.claim.first, one.claim.value, one.claim.last) if end]
        yield one, min(ends) * _MINUTES, max(ends) * _MINUTES
    for one in told:
        if one.claim.type == "time" and _WRITTEN.search(one.claim.text):  # `6 h 30` may be how long it takes
            yield one, Decimal(minutes(one.claim)), Decimal(minutes(one.claim))
        value = figure(one.claim) if one.claim.type in ("number", "count") else None
        if value and value <= _LONGEST and any(_leads(other, one) for other in hours):
            yield one, value * _MINUTES, value * _MINUTES


def _leads(hours: Said, bare: Said) -> bool:
    return hours.place == bare.place and hours.sentence == bare.sentence and hours.claim.end <= bare.claim.start
