"""Until when a passage of the catalogue holds, as its own text says."""

from datetime import date

import regex

from agent.turn import Passage

BOOKED_BY = "Valid when booked by"
_BOOKED_BY_DATE = regex.compile(BOOKED_BY + r" (\d{4}-\d{2}-\d{2})")
_START_DATE = regex.compile(r"(\d{4}-\d{2}-\d{2}) to \d{4}-\d{2}-\d{2}:")


def valid_until(passage: Passage) -> date | None:
    """The last day of booking of a price or offer, the last start of a list of departures; None for anything else."""
    pattern = {"price": _BOOKED_BY_DATE, "departure": _START_DATE}.get(passage.kind)
    found = pattern.findall(passage.text) if pattern else []
    return max((date.fromisoformat(day) for day in found), default=None)
