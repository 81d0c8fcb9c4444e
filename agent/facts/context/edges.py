"""First and last days: what ends alike in two texts, and days that lie between two others."""

from collections.abc import Sequence
from datetime import date, timedelta

from agent.facts.context.extent import extents, overlap
from agent.facts.context.said import Said
from agent.facts.context.subjects import about_same

_DEPARTING = frozenset({"depart", "start"})
_MONTH = len("2027-06")


def ends_alike(ours: Said, theirs: Said) -> bool:
    """`Until 15 March` of ours, where the source says `before 16 March`."""
    if {ours.claim.type, theirs.claim.type} != {"date"} or "exclusive" in ours.axes or "exclusive" not in theirs.axes:
        return False
    last = _day_before(theirs.claim.value)
    return "until" in ours.axes and bool(last) and last.endswith(ours.claim.value.lstrip("-"))


def _day_before(value: str) -> str:
    try:
        return (date.fromisoformat(value) - timedelta(days=1)).isoformat()
    except ValueError:
        return ""


def is_among_the_days(ours: Said, times: Sequence[Said]) -> bool:
    """A day between the first and last start, where no start is told by itself; the last day of an offer is none."""
    if ours.claim.type != "date" or ours.claim.first or ours.claim.last or _is_month(ours.claim.value):
        return False
    told = [one for one in times if about_same(ours, one) and not {"today", "until"} & one.axes.keys()]
    if any(one.claim.type == "date" and not (one.claim.first or one.claim.last) for one in told):
        return False
    spans = [one for one in told if one.claim.type == "date" and _DEPARTING & (one.words | one.led)]
    return any(overlap(extents(ours.claim), extents(one.claim)) and _in_its_years(ours, one) for one in spans)


def _is_month(value: str) -> bool:
    return value[:1].isdigit() and len(value) <= _MONTH


def _in_its_years(ours: Said, theirs: Said) -> bool:
    """Whether a day told with its year lies between two that are told with theirs."""
    first, last = theirs.claim.first or theirs.claim.value, theirs.claim.last or theirs.claim.value
    dated = all(value[:1].isdigit() for value in (ours.claim.value, first, last))
    return not dated or first <= ours.claim.value <= last
