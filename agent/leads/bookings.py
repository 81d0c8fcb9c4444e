"""What a booking says about its customer on a given day."""

from datetime import date, timedelta
from typing import Literal

from agent.knowledge.catalogue import Catalogue
from agent.turn import Booking

Held = Literal["asked", "booked", "travelled", "lost"]
_LOST = ("cancel", "refund", "no_show", "no-show", "expired", "declined", "rejected")
_ASKED = ("enquir", "inquir", "quote", "quotation", "pending", "wait", "lead", "interest", "tentative")
_DONE = ("completed", "done", "finished", "travelled")


def held(booking: Booking, catalogue: Catalogue, today: date) -> Held:
    """By its status, then by its dates: the day after the trek ends, somebody has travelled."""
    status = booking.status.lower()
    if status.startswith(_LOST):
        return "lost"
    if status.startswith(_ASKED):
        return "asked"
    ended = end_of(booking, catalogue)
    return "travelled" if status.startswith(_DONE) or (ended is not None and ended < today) else "booked"


def end_of(booking: Booking, catalogue: Catalogue) -> date | None:
    """The last day of the trek booked; the first where the catalogue does not know the trek."""
    try:
        start = date.fromisoformat(booking.start_date or "")
    except ValueError:
        return None
    trek = catalogue.treks.get(booking.trek)
    return start + timedelta(days=trek.days - 1 if trek else 0)
