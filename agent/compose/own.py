"""The customer's own bookings: what, when, paid and due; and what cancelling today would bring."""

from decimal import Decimal

import regex

from agent.compose.asked import Asked
from agent.compose.booking import refund_percent
from agent.compose.section import Section, lines
from agent.compose.topics import MANNERS
from agent.facts.booked import Booked
from agent.language.plain import plain
from agent.turn import Booking

_STATUS = frozenset({"status", "standing", "dates", "deposit", "price", "booking", "group_size", "payment", "how_much"})
_ELSEWHERE = frozenset({"cancel", "date_change", "refund_time", "name_change", "operator_cancels", "cut_short"})
_POSSESSIVE = (
    r"my|our|mi|mis|nuestr[oa]s?|mon|ma|mes|notre|nos|mera|meri|mere|hamara|hamari|humara|humari"
    r"|मेरा|मेरी|मेरे|हमारा|हमारी|हमारे"
)
_OF_ONES_OWN = (
    r"booking|bookings|trip|trek|seat|seats|reservation|deposit|payment|balance|reserva|reservas|viaje|ruta|plaza|plazas"
    r"|pago|saldo|salida|resa|voyage|depart|place|places|acompte|paiement|solde|demande|consulta"
    r"|बुकिंग|ट्रेक|ट्रिप|सीट|पेमेंट|nameoftrek"
)
_MINE = regex.compile(rf"(?<!\S)(?:{_POSSESSIVE})(?: \S+){{0,2}}? (?:{_OF_ONES_OWN})(?!\S)")


def asks_about_own(asked: Asked, *, bare: bool) -> bool:
    """Whether the message asks how one's own booking stands. `bare`: it names nothing else."""
    if _ELSEWHERE & set(asked.topics) or _wants_to_move(asked):
        return False
    own = asked.about("own_booking") or (bool(asked.bookings) and _is_mine(asked))
    stands = asked.about("standing") and bool(asked.bookings or _cancelled(asked))
    return stands or (own and (bare or bool(_STATUS & set(asked.topics))))


def is_of_something_else(question: Asked) -> bool:
    """Whether a question beside one about one's own booking asks for what the booking does not hold."""
    return bool(set(question.topics) - MANNERS - _STATUS) and not question.about("standing")


def _wants_to_move(asked: Asked) -> bool:
    return asked.about("moves") and (asked.about("own_booking") or _is_mine(asked))


def wants_to_move(asked: Asked) -> bool:
    """Whether somebody who booked wants another day."""
    return bool(asked.bookings) and _wants_to_move(asked)


def _is_mine(asked: Asked) -> bool:
    """Whether a word for "my" stands before one for a booking, or before the name of a trek one has booked."""
    text = plain(asked.text)
    if asked.bookings and asked.named:
        text = plain(_with_names_masked(asked))
    return bool(_MINE.search(text))


def _with_names_masked(asked: Asked) -> str:
    text = asked.text
    for entity in sorted((e for e in asked.turn.entities if e.type == "trek"), key=lambda e: -e.start):
        text = f"{text[: entity.start]} nameoftrek {text[entity.end :]}"
    return text


def _cancelled(asked: Asked) -> Booking | None:
    """The newest booking that was cancelled; of the trek named, if one was."""
    rows = asked.turn.customer.bookings if asked.turn.customer else ()
    named = {trek.id for trek in asked.treks} if asked.named else set()
    return next((row for row in rows if row.status == "cancelled" and (not named or row.trek in named)), None)


def own(asked: Asked) -> Section:
    """The booking that is meant; which of several, or that there is none to be seen."""
    gone = _cancelled(asked)
    if gone and not _of_this_trek(asked):
        trek = asked.name_of(asked.catalogue.treks[gone.trek])
        return Section(asked.say("own_cancelled", id=gone.id, trek=trek), (f"bookings:{gone.id}",), needs_person=True)
    if not asked.bookings:
        return Section(asked.say("own_none"), needs_person=True)
    if len(asked.bookings) > 1:
        return which(asked)
    return Section(stand(asked, asked.bookings[0]), _source(asked.bookings[0]))


def _of_this_trek(asked: Asked) -> bool:
    """Whether a coming booking is of the trek named, or none was named and there is one."""
    named = {trek.id for trek in asked.treks} if asked.named else set()
    return any(not named or found.booking.trek in named for found in asked.bookings)


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
        return asked.say("own_enquiry", percent=percent, amount=amount)
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
