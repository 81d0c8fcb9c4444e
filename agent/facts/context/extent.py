"""What a claim spans, as numbers that can be compared: 15–29 days, 30 or more, June to August."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from agent.facts.found import Found

Extent = tuple[Decimal, Decimal]
"""The least and the largest value, both included."""

_ENDLESS = Decimal(10**9)
_LESS = Decimal("0.001")
_MONTHS, _FULL = 12, 31
_DAY = 100
_BY_NAME = {
    "winter": ("12", "02"),
    "spring": ("03", "05"),
    "summer": ("04", "08"),
    "monsoon": ("06", "09"),
    "autumn": ("09", "11"),
}
SEASONS = frozenset(_BY_NAME)


def exactly(spans: Iterable[Extent]) -> set[Decimal]:
    """The values of those that span a single one."""
    return {low for low, high in spans if low == high}


def extents(claim: Found) -> tuple[Extent, ...]:
    """A run of months over the new year is two; a claim without a figure spans nothing."""
    return _extents(
        claim.type in ("date", "season"), claim.first or claim.value, claim.last or claim.value, claim.bound
    )


@lru_cache(maxsize=8192)
def _extents(in_time: bool, first: str, last: str, bound: str) -> tuple[Extent, ...]:
    if in_time:
        return tuple(_of_time(first, last))
    low, high = number_in(first), number_in(last)
    if low is None or high is None:
        return ()
    return (_bounded(bound, min(low, high), max(low, high)),)


def months_of(claim: Found) -> set[int]:
    """The months of a season, by number or by name."""
    first, last = _BY_NAME.get(claim.value, (claim.value, claim.value))
    count = (int(last) - int(first)) % _MONTHS + 1
    return {(int(first) - 1 + step) % _MONTHS + 1 for step in range(count)}


def years(claim: Found) -> tuple[Extent, ...]:
    """The year of a date."""
    year = claim.value[:4]
    return ((Decimal(year), Decimal(year)),) if claim.type == "date" and year.isdigit() else ()


def overlap(ours: Iterable[Extent], theirs: Iterable[Extent]) -> bool:
    """Whether any two have a value in common."""
    others = tuple(theirs)
    return any(one[0] <= other[1] and other[0] <= one[1] for one in ours for other in others)


def _bounded(bound: str, low: Decimal, high: Decimal) -> Extent:
    if bound == "least":
        return low, _ENDLESS
    if bound == "below":
        return Decimal(0), high - _LESS
    return (Decimal(0), high) if bound == "most" else (low, high)


@lru_cache(maxsize=8192)
def number_in(value: str) -> Decimal | None:
    """The number of a claim's value, without currency or unit."""
    for part in value.split(" "):
        try:
            return Decimal(part)
        except InvalidOperation:
            continue
    return None


def _of_time(first: str, last: str) -> Iterator[Extent]:
    low, _ = _days(first)
    _, high = _days(last)
    if low <= high:
        yield Decimal(low), Decimal(high)
    else:
        yield Decimal(low), Decimal(_MONTHS * _DAY + _FULL)
        yield Decimal(_DAY + 1), Decimal(high)


def _days(value: str) -> tuple[int, int]:
    """First and last day of a day, a month or a season by name, as month and day: 0612."""
    if value in _BY_NAME:
        first, last = _BY_NAME[value]
        return int(first) * _DAY + 1, int(last) * _DAY + _FULL
    parts = [int(part) for part in value.split("-") if part]
    month = parts[1] if value[:1].isdigit() and len(parts) > 1 else parts[0]
    day = parts[-1] if len(parts) > (2 if value[:1].isdigit() else 1) else 0
    return (month * _DAY + day,) * 2 if day else (month * _DAY + 1, month * _DAY + _FULL)
