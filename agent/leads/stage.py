"""How far this customer is on the way: initial → inquiry → decision → booked → after."""

from datetime import date
from typing import get_args

from agent.leads.evidence import Evidence
from agent.turn import Booking, Customer, Stage

_ORDER: tuple[Stage, ...] = get_args(Stage)
_ASKING = frozenset({"trek_info", "pricing", "availability", "dates", "people", "trek"})
_DECIDING = frozenset({"booking", "payment"})
_VOID = ("cancel", "refund", "no_show", "expired")
_DONE = ("completed", "done", "finished")


def stage_of(customer: Customer | None, evidence: tuple[Evidence, ...], today: date) -> Stage:
    """From bookings first, then from what is asked; never back, save after a lost booking or for the next trek."""
    bookings = customer.bookings if customer else ()
    if any(_is_ahead(booking, today) for booking in bookings):
        return "booked"
    asked = _asked(evidence)
    travelled = any(_is_over(booking, today) for booking in bookings)
    if travelled:
        return asked if asked != "initial" else "after"
    return _not_back(customer.stage if customer else "initial", asked, lost=bool(bookings))


def _asked(evidence: tuple[Evidence, ...]) -> Stage:
    signs = {item.sign for item in evidence}
    if signs & _DECIDING or {"availability", "dates", "people"} <= signs:
        return "decision"
    return "inquiry" if signs & _ASKING else "initial"


def _not_back(known: Stage, asked: Stage, *, lost: bool) -> Stage:
    if lost and known in ("booked", "after"):
        return asked if asked != "initial" else "inquiry"
    return max(known, asked, key=_ORDER.index)


def _is_void(booking: Booking) -> bool:
    return booking.status.lower().startswith(_VOID)


def _is_ahead(booking: Booking, today: date) -> bool:
    return not _is_void(booking) and not _is_over(booking, today)


def _is_over(booking: Booking, today: date) -> bool:
    if _is_void(booking):
        return False
    started = _day(booking.start_date)
    return booking.status.lower().startswith(_DONE) or (started is not None and started < today)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
