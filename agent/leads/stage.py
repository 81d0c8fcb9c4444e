"""How far this customer is on the way: initial → inquiry → decision → booked → after."""

from datetime import date
from typing import get_args

from agent.knowledge.catalogue import Catalogue
from agent.leads.bookings import end_of, held
from agent.turn import Booking, Customer, Sign, SignName, Stage

_ORDER: tuple[Stage, ...] = get_args(Stage)
_ASKING: frozenset[SignName] = frozenset(
    {"trek_info", "pricing", "availability", "dates", "people", "trek", "booking", "payment"}
)
_DECIDING: frozenset[SignName] = frozenset({"booking", "payment"})
_SETTLED: frozenset[SignName] = frozenset({"trek", "dates"})


def stage_of(customer: Customer | None, signs: tuple[Sign, ...], catalogue: Catalogue, today: date) -> Stage:
    """From bookings and their dates first, then from what was asked.

    Never back without evidence: a lost booking leads back to the question, a trek that was walked to the next one.
    """
    known: Stage = customer.stage if customer else "initial"
    bookings = customer.bookings if customer else ()
    states = {held(booking, catalogue, today) for booking in bookings}
    if "booked" in states:
        return "booked"
    enquiry = "asked" in states
    if "travelled" in states:
        ended = _last_end(bookings, catalogue, today)
        fresh = tuple(sign for sign in signs if ended is None or sign.at.date() > ended)
        return _after_a_trek(known, _asked(fresh, enquiry=enquiry), customer, ended)
    asked = _asked(signs, enquiry=enquiry)
    if "lost" in states and known in ("booked", "after"):
        return max("inquiry", asked, key=_ORDER.index)
    return max(known, asked, key=_ORDER.index)


def _asked(signs: tuple[Sign, ...], *, enquiry: bool) -> Stage:
    """Booking or paying, with a trek and a date, is a decision; so is an enquiry that the office has on file."""
    names = {sign.name for sign in signs}
    if enquiry or (names & _DECIDING and names >= _SETTLED):
        return "decision"
    return "inquiry" if names & _ASKING else "initial"


def _after_a_trek(known: Stage, asked: Stage, customer: Customer | None, ended: date | None) -> Stage:
    """What is asked after the trek is about the next one; what was asked before it is settled."""
    last = max((sign.at.date() for sign in customer.signs), default=None) if customer else None
    goes_on = known in ("inquiry", "decision") and last is not None and (ended is None or last > ended)
    if goes_on:
        return max(known, asked, key=_ORDER.index)
    return asked if asked != "initial" else "after"


def _last_end(bookings: tuple[Booking, ...], catalogue: Catalogue, today: date) -> date | None:
    ends = (end_of(booking, catalogue) for booking in bookings if held(booking, catalogue, today) == "travelled")
    return max((end for end in ends if end), default=None)
