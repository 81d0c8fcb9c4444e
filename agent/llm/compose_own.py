"""The customer's own bookings: what, when, paid and due; and what cancelling today would bring."""

from decimal import Decimal

from agent.facts.booked import Booked
from agent.llm.asked import Asked, Section, lines
from agent.llm.compose_booking import refund_percent

_STATUS = frozenset({"status", "dates", "deposit", "duration", "price", "booking", "group_size", "payment", "how_much"})
_ELSEWHERE = frozenset({"cancel", "date_change", "refund_time", "name_change", "operator_cancels"})


def asks_about_own(asked: Asked, *, bare: bool) -> bool:
    """Whether the message asks how one's own booking stands. `bare`: it names nothing else."""
    if _ELSEWHERE & set(asked.topics) or not (asked.about("own_booking") or _owes(asked)):
        return False
    return bare or (asked.about("status") and bool(_STATUS & set(asked.topics)))


def _owes(asked: Asked) -> bool:
    """Who has booked and asks what is left to pay means their own booking."""
    return bool(asked.bookings) and asked.about("status") and bool({"deposit", "payment"} & set(asked.topics))


def own(asked: Asked) -> Section:
    """The booking that is meant; which of several, or that there is none to be seen."""
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
        return asked.say("own_enquiry")
    if found.rest <= 0:
        return asked.say("own_paid", total=_said(asked, found, found.total))
    phrase = "own_due" if found.due >= asked.today else "own_overdue"
    amounts = {"total": found.total, "paid": found.paid, "rest": found.rest}
    told = {name: _said(asked, found, amount) for name, amount in amounts.items()}
    return asked.say(phrase, **told, day=asked.wording.day(found.due))


def refund(asked: Asked, found: Booked) -> str:
    """The share one gets back when cancelling today, and the amount."""
    days = (found.start - asked.today).days
    percent = refund_percent(asked.catalogue.operator, days)
    day = asked.wording.day(found.start)
    share = asked.say("cancel_today", trek=_trek(asked, found), day=day, days=days, percent=percent)
    if not percent or not found.paid:
        return share
    paid, amount = _said(asked, found, found.paid), _said(asked, found, found.paid * percent / 100)
    return f"{share} {asked.say('own_refund', paid=paid, amount=amount)}"


def _said(asked: Asked, found: Booked, amount: Decimal) -> str:
    return asked.wording.money(amount, found.currency)


def _trek(asked: Asked, found: Booked) -> str:
    return asked.name_of(asked.catalogue.treks[found.booking.trek])


def _source(found: Booked) -> tuple[str, ...]:
    return (f"bookings:{found.booking.id}",)
