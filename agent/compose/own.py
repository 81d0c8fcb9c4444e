"""The customer's own bookings: what, when, paid and due; and what cancelling today would bring."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import regex

from agent.compose.asked import Asked
from agent.compose.booking import refund_percent
from agent.compose.dates import leaves_then
from agent.compose.section import Section, lines
from agent.compose.topic_model import likeness
from agent.compose.topics import MANNERS, topics_in
from agent.facts.booked import Booked
from agent.language.plain import plain
from agent.turn import Booking

_STATUS = frozenset(
    {"status", "standing", "dates", "deposit", "price", "booking", "group_size", "payment", "how_much", "hold"}
)
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
_MINE = regex.compile(rf"(?<!\S)(?:{_POSSESSIVE})(?: \S+){{0,3}}? (?:{_OF_ONES_OWN})(?!\S)")


def asks_about_own(asked: Asked, *, bare: bool) -> bool:
    """Whether the message asks how one's own booking stands. `bare`: it names nothing else."""
    if _wants_to_move(asked) or _is_of_more(asked) or not (_booked(asked) or asked.about("own_booking")):
        return False
    if asked.follows and asked.topics[0] in _ELSEWHERE:
        return False
    if any(topic in _ELSEWHERE and _is_surely(asked, topic) for topic in asked.topics):
        return _asks_what_became_of_it(asked)
    if (
        _is_of_ones_own(asked)
        or _goes_on(asked)
        or _secures(asked)
        or _settles_up(asked)
        or _names_the_cancelled(asked)
    ):
        return True
    if _is_new(asked):
        return False
    own = asked.about("own_booking") or _is_mine(asked)
    stands = asked.about("standing") and not names_another(asked)
    return stands or (own and (bare or bool(_STATUS & set(asked.topics))))


def _is_of_more(asked: Asked) -> bool:
    """Whether what must be told first is not in any booking: somebody wants a code, or one's health where none is."""
    return asked.about("code_asked") or (not _booked(asked) and bool(_OF_ONESELF & set(topics_in(asked.text))))


_OF_ONESELF = frozenset({"pregnancy", "health", "illness"})
"""What somebody without a booking says beside taking a place, and must hear about first: "we book it. I'm pregnant"."""


def _is_surely(asked: Asked, topic: str) -> bool:
    """Whether words name the topic, or the examples leave no doubt of it and no words ask how one's booking stands."""
    meant, said = likeness(asked.text, topic), set(topics_in(asked.text))
    beyond_own = meant >= max(_SURELY_OWN, likeness(asked.text, "own_booking") + _LIKE_OWN)
    return topic in said or (beyond_own and not {"own_booking", "standing"} <= said)


def _is_of_ones_own(asked: Asked) -> bool:
    """Whether it is like the examples of questions about one's own booking, and of nothing that a booking lacks."""
    score = likeness(asked.text, "own_booking")
    if names_another(asked) or not _booked(asked):
        return False
    return score >= (_LIKE_OWN if _asks_of_status_only(asked) else _SURELY_OWN)


_LIKE_OWN, _SURELY_OWN = 0.2, 0.4
"""Of somebody who booked, the first is enough: their own money and day are meant."""


def _asks_of_status_only(asked: Asked) -> bool:
    return not any(_is_surely(asked, topic) for topic in set(asked.topics) - MANNERS - _STATUS)


def _asks_what_became_of_it(asked: Asked) -> bool:
    """Whether somebody all of whose bookings, or that of the trek named, are cancelled asks what became of it."""
    over = _cancelled(asked) is not None and not _of_this_trek(asked)
    return over and not asked.about("refund") and likeness(asked.text, "own_booking") >= _SURELY_OWN


def _goes_on(asked: Asked) -> bool:
    """Whether it asks more of the booking that we told of just before: "and by which day?", "and the amount?"."""
    topics = set(asked.topics) if not asked.follows else set(topics_in(asked.text))
    of_money = topics - MANNERS <= {*_MONEY, "price"} and not asked.turn.values("people")
    return _was_told(asked) and of_money and bool(topics & {*_GOES_ON, "price"}) and not asked.turn.values("trek")


def _was_told(asked: Asked) -> bool:
    """Whether our last line told how a booking stands."""
    return any(found.booking.id in asked.before.asked for found in asked.bookings)


def _settles_up(asked: Asked) -> bool:
    """Whether somebody who paid for the trek asks how much is left: "cuánto nos resta de Buran Ghati?"."""
    ours = asked.booking is not None and _of_this_trek(asked) and asked.people in (None, asked.booking.booking.people)
    of_money = asked.about("how_much") and asked.about("status") and (asked.about("until") or not asked.about("dates"))
    return ours and of_money and set(asked.topics) - MANNERS <= _STATUS


def _names_the_cancelled(asked: Asked) -> bool:
    """Whether it asks how it stands with a departure of which their booking was cancelled."""
    gone = _cancelled(asked)
    if gone is None or not asked.named or _of_this_trek(asked) or not asked.about("status"):
        return False
    start = date.fromisoformat(gone.start_date[:10]) if gone.start_date else None
    return start is not None and any(window.first <= start <= window.last for window in asked.windows)


def _is_new(asked: Asked) -> bool:
    """Whether somebody of whom no booking is known asks what a trek would cost: "if we book this week, how much?".

    So does who asks for the deposit on a departure by its day, or in no word of a booking whether it leaves.
    """
    sums = bool({"price", "how_much"} & set(asked.topics)) and not asked.about("status")
    of_a_day = bool(asked.treks) and leaves_then(asked)
    of_a_day = of_a_day and (asked.about("deposit") or "own_booking" not in topics_in(asked.text))
    return not _booked(asked) and bool(asked.treks) and (sums or of_a_day) and not _is_mine(asked)


_MONEY = frozenset({"deposit", "hold", "payment"})
_GOES_ON = _MONEY | {"status", "standing", "until", "how_soon", "how_much", "paid", "in_all"}


def _secures(asked: Asked) -> bool:
    """Whether it asks for the deposit or the balance of what one asked for or booked: the sums are known then."""
    treks = {trek.id for trek in asked.treks}
    meant = [found for found in asked.bookings if not treks or found.booking.trek in treks]
    same = [found for found in meant if asked.people in (None, found.booking.people)]
    return asked.about("deposit") and bool(same) and _asks_of_status_only(asked)


def names_another(asked: Asked) -> bool:
    """Whether a trek is named that the customer never booked."""
    return asked.named and not _of_this_trek(asked) and _cancelled(asked) is None


def is_of_something_else(question: Asked) -> bool:
    """Whether a question beside one about one's own booking asks for what the booking does not hold."""
    return bool(set(question.topics) - MANNERS - _STATUS) and not question.about("standing")


def of_the_booking(question: Asked) -> Asked:
    """The question of the trek that is booked, where it names none: "and where do I show up?"."""
    if question.treks or len(question.bookings) != 1:
        return question
    return replace(question, treks=(question.catalogue.treks[question.bookings[0].booking.trek],))


def _wants_to_move(asked: Asked) -> bool:
    """Whether one's own booking is to be moved: named as one's own, or told of just before."""
    moves = asked.about("moves") or (asked.about("date_change") and _only_moves(asked))
    return moves and (asked.about("own_booking") or _is_mine(asked) or (_was_told(asked) and _only_moves(asked)))


def _only_moves(asked: Asked) -> bool:
    return set(asked.topics) - MANNERS <= _OF_A_MOVE


_OF_A_MOVE = frozenset({"date_change", "dates", "booking", "price"})


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


def _booked(asked: Asked) -> bool:
    """Whether a booking is coming, or one that may be meant was cancelled."""
    return bool(asked.bookings) or _cancelled(asked) is not None


def _named(asked: Asked) -> frozenset[str]:
    return frozenset(trek.id for trek in asked.treks) if asked.named else frozenset()


def _cancelled(asked: Asked) -> Booking | None:
    """The newest booking that was cancelled; of the trek named, if one was."""
    rows = asked.turn.customer.bookings if asked.turn.customer else ()
    named = _named(asked)
    return next((row for row in rows if row.status == "cancelled" and (not named or row.trek in named)), None)


def asks_what_comes_back(asked: Asked) -> bool:
    """Whether somebody who paid for the trek named, or the only one, asks what cancelling brings, and nothing else."""
    if asked.booking is None or (asked.named and not _of_this_trek(asked)) or _ANOTHERS & set(topics_in(asked.text)):
        return False
    meant = likeness(asked.text, "cancel")
    return meant >= _SURELY_CANCELS and all(meant > likeness(asked.text, other) for other in _LIKE_CANCELLING)


_LIKE_CANCELLING = ("operator_cancels", "cut_short", "refund_time")
_ANOTHERS = frozenset({"operator_cancels", "no_view", "cut_short", "refund_to", "date_change", "name_change"})
_SURELY_CANCELS = 0.3


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
    named = _named(asked)
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
        return asked.say("own_enquiry", percent=percent, amount=amount, total=_said(asked, found, found.total))
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
