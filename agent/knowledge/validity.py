"""Which days a passage of the catalogue is about, and until when it holds, as its own text says."""

from datetime import date

import regex

from agent.turn import Passage

BOOKED_BY = "Valid when booked by"
_BOOKED_BY_DATE = regex.compile(BOOKED_BY + r" (\d{4}-\d{2}-\d{2})")
_PERIOD = regex.compile(r"(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})")
_START_DATE = regex.compile(r"(\d{4}-\d{2}-\d{2}) to \d{4}-\d{2}-\d{2}:")


def valid_until(passage: Passage) -> date | None:
    """The last day of booking of a price or offer, the last start of a list of departures; None for anything else."""
    pattern = {"price": _BOOKED_BY_DATE, "departure": _START_DATE}.get(passage.kind)
    found = pattern.findall(passage.text) if pattern else []
    return max((date.fromisoformat(day) for day in found), default=None)


def periods(passage: Passage) -> list[tuple[date, date]]:
    """First and last days of what a price or a list of departures is for; empty for anything else."""
    found = _PERIOD.findall(passage.text) if passage.kind in ("price", "departure") else []
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in found]
