"""What is told of the customer's own bookings: what, when, paid and due; and what cancelling today would bring."""

from datetime import date
from decimal import Decimal

from agent.compose.reading.asked import Asked
from agent.compose.section import Section, lines
from agent.compose.told.booking import refund_percent
from agent.facts.booked import Booked
from agent.turn import Booking


def own(asked: Asked) -> Section:
    """The booking that is meant; which of several, or that there is none to be seen."""
    gone = cancelled_booking(asked)
    if gone and not is_of_this_trek(asked):
        trek = asked.name_of(asked.catalogue.treks[gone.trek])
        return Section(asked.say("own_cancelled", id=gone.id, trek=trek), (f"bookings:{gone.id}",), needs_person=True)
    if not asked.bookings:
        return Section(asked.say("own_none"), needs_person=True)
    if len(asked.bookings) > 1:
        return which(asked)
    return Section(stand(asked, asked.bookings[0]), _source(asked.bookings[0]))


def which(asked: Asked) -> Section:
    """A line for each, and the question."""
    told = [
        asked.say("own_line", id=b.booking.id, trek=_trek(asked, b), day=asked.wording.day(b.start))
        for b in asked.bookings
    ]
    return Section(lines(asked.say("own_which"), *told), tuple(s for b in asked.bookings for s in _source(b)))


def stand(asked: Asked, found: Booked) -> str:
    """Trek, days, people, and the money."""
    span = asked.wording.span(found.start, found.end)
    people = found.booking.people
    head = asked.say("own_booking", id=found.booking.id, trek=_trek(asked, found), span=span, people=people)
    return lines(head, _money(asked, found))


def _money(asked: Asked, found: Booked) -> str:
    if found.booking.status == "enquiry":
        percent, amount = asked.catalogue.operator["deposit_percent"], _said(asked, found, found.deposit)
        held = asked.say("own_enquiry", percent=percent, amount=amount, total=_said(asked, found, found.total))
        rest = asked.say("deposit_rest", start=asked.wording.day(found.start), day=asked.wording.day(found.due))
        return lines(held, rest if found.due >= asked.today else "")
    if found.rest <= 0:
        return asked.say("own_paid", total=_said(asked, found, found.total))
    phrase = "own_due" if found.due >= asked.today else "own_overdue"
    amounts = {"total": found.total, "paid": found.paid, "rest": found.rest}
    told = {name: _said(asked, found, amount) for name, amount in amounts.items()}
    return asked.say(phrase, **told, day=asked.wording.day(found.due))


def refund(asked: Asked, found: Booked) -> str:
    """The share one gets back when cancelling on the day named, else today, and the amount."""
    cancelled = _cancelling(asked, found)
    days = (found.start - cancelled).days
    percent = refund_percent(asked.catalogue.operator, days)
    told = {"trek": _trek(asked, found), "day": asked.wording.day(found.start), "days": days, "percent": percent}
    share = asked.say("cancel_today" if cancelled == asked.today else "cancel_on", **told)
    if not percent or not found.paid:
        return share
    paid, amount = _said(asked, found, found.paid), _said(asked, found, found.paid * percent / 100)
    return f"{share} {asked.say('own_refund', paid=paid, amount=amount)}"


def _cancelling(asked: Asked, found: Booked) -> date:
    """The day on which they would cancel: one that is named and lies before the start."""
    named = (window.first for window in asked.windows if window.one_day)
    return next((day for day in named if asked.today <= day < found.start), asked.today)


def _said(asked: Asked, found: Booked, amount: Decimal) -> str:
    return asked.wording.money(amount, found.currency)


def _trek(asked: Asked, found: Booked) -> str:
    return asked.name_of(asked.catalogue.treks[found.booking.trek])


def _source(found: Booked) -> tuple[str, ...]:
    return (f"bookings:{found.booking.id}",)


def _named(asked: Asked) -> frozenset[str]:
    return frozenset(trek.id for trek in asked.treks) if asked.named else frozenset()


def cancelled_booking(asked: Asked) -> Booking | None:
    """The newest booking that was cancelled; of the trek named, if one was."""
    rows = asked.turn.customer.bookings if asked.turn.customer else ()
    named = _named(asked)
    return next((row for row in rows if row.status == "cancelled" and (not named or row.trek in named)), None)


def is_of_this_trek(asked: Asked) -> bool:
    """Whether a coming booking is of the trek named, or none was named and there is one."""
    named = _named(asked)
    return any(not named or found.booking.trek in named for found in asked.bookings)
