"""Whether a message asks about the customer's own bookings."""

from dataclasses import replace
from datetime import date

import regex

from agent.compose.reading.asked import Asked
from agent.compose.told.dates import leaves_then
from agent.compose.told.own_told import cancelled_booking, is_of_this_trek
from agent.compose.topics.lent import lent_by
from agent.compose.topics.model import likeness
from agent.compose.topics.named import MANNERS, Topic, topics_in
from agent.language.plain import plain

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
    r"|(?:dates|fechas)(?! (?:(?:are|sont|son) )?flexib)|tareekh"
    r"|बुकिंग|ट्रेक|ट्रिप|सीट|पेमेंट|nameoftrek"
)
_MINE = regex.compile(rf"(?<!\S)(?:{_POSSESSIVE})(?: \S+){{0,3}}? (?:{_OF_ONES_OWN})(?!\S)")


def asks_about_own(asked: Asked, *, bare: bool) -> bool:
    """Whether the message asks how one's own booking stands. `bare`: it names nothing else."""
    if (
        _wants_to_move(asked)
        or _is_of_more(asked)
        or _asks_for_room(asked)
        or not (_booked(asked) or asked.about("own_booking"))
    ):
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
        or _names_the_cancelled_booking(asked)
    ):
        return True
    if _is_new(asked) or _takes_a_place(asked):
        return False
    own = asked.about("own_booking") or _is_mine(asked)
    stands = asked.about("standing") and not names_another(asked)
    lent = _lent(asked)
    return stands or (own and ((bare and not lent) or bool(_STATUS & set(asked.topics) - lent)))


def _lent(asked: Asked) -> frozenset[Topic]:
    """Words of a booking that only ask of something beside it: "how much is the wifi a day on our trek?"."""
    return lent_by(set(asked.topics) - MANNERS - _STATUS)


def _asks_for_room(asked: Asked) -> bool:
    """Whether somebody who has only enquired asks how many seats are left: no enquiry holds one."""
    only_enquired = all(found.booking.status == "enquiry" for found in asked.bookings)
    room = asked.about("dates") and bool(_ROOM.search(plain(asked.text)))
    return room and bool(asked.bookings) and only_enquired


_SECURED = r"pak+[aie]|confirm\S*|book\S*|reserv\S*|regist\S*|पक्क\S*|कन्फ\S*|बुक\S*"
_ROOM = regex.compile(
    r"(?<!\S)(?:seats?|spots?|places?|room|plazas?|cupos?|lugares|jagah|सीट\S*|जगह)"
    rf"(?: (?!(?:{_SECURED})(?!\S))\S+){{0,3}}?"
    r" (?:left|free|available|libres?|restent|disponibles?|ba+[ck]h?i|kha+li|hai kya|बची|बाकी|खाली|ख़ाली)(?!\S)"
    r"|(?<!\S)(?:how many|kitni|कितनी) (?:seats?|spots?|places?|सीट\S*|jagah)|quedan|reste(?:nt)?[- ]t?[- ]?il|il reste"
)


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
    over = cancelled_booking(asked) is not None and not is_of_this_trek(asked)
    return over and not asked.about("refund") and likeness(asked.text, "own_booking") >= _SURELY_OWN


def _goes_on(asked: Asked) -> bool:
    """Whether it asks more of the booking that we told of just before: "and by which day?", "and the amount?"."""
    topics = set(asked.topics) if not asked.follows else set(topics_in(asked.text))
    until = {"dates"} if "until" in topics else set()  # "by what date do you need that?"
    of_money = topics - MANNERS - until <= {*_MONEY, "price"} and not asked.turn.values("people")
    return _was_told(asked) and of_money and bool(topics & {*_GOES_ON, "price"}) and not asked.turn.values("trek")


def _was_told(asked: Asked) -> bool:
    """Whether our last line told how a booking stands."""
    return any(found.booking.id in asked.before.asked for found in asked.bookings)


def _settles_up(asked: Asked) -> bool:
    """Whether somebody who paid for the trek asks how much is left: "cuánto nos resta de Buran Ghati?"."""
    ours = asked.booking is not None and is_of_this_trek(asked) and asked.people in (None, asked.booking.booking.people)
    of_money = asked.about("how_much") and (
        asked.about("until") or (asked.about("status") and not asked.about("dates"))
    )
    return ours and of_money and set(asked.topics) - MANNERS <= _STATUS


def _names_the_cancelled_booking(asked: Asked) -> bool:
    """Whether it asks how it stands with a departure of which their booking was cancelled."""
    gone = cancelled_booking(asked)
    asks_of_it = asked.about("status") or asked.about("now") or asked.about("open") or asked.about("own_booking")
    if gone is None or not asked.named or is_of_this_trek(asked) or not asks_of_it:
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


def _takes_a_place(asked: Asked) -> bool:
    """Whether somebody of whom no booking is known asks how to get a place: "to hold my seat, what do I pay?"."""
    rest = _A_PLACE.sub(" ", plain(asked.text))
    only_a_place = rest != plain(asked.text) and "own_booking" not in topics_in(rest)
    return not _booked(asked) and only_a_place and bool({"booking", "deposit", "hold", "payment"} & set(asked.topics))


_A_PLACE = regex.compile(
    r"(?<!\S)(?:(?:my|our) (?:seats?|spots?|places?)|(?:ma|notre|nos) places?"
    r"|(?:mi|mis|nuestr[oa]s?) (?:plazas?|lugar(?:es)?|cupos?)"
    r"|(?:meri|hamari|humari|apni|मेरी|हमारी|अपनी) (?:seats?|jagah|सीट|जगह))(?!\S)"
)

_MONEY = frozenset({"deposit", "hold", "payment"})
_GOES_ON = _MONEY | {"status", "standing", "until", "how_soon", "how_much", "paid", "in_all"}


def _secures(asked: Asked) -> bool:
    """Whether it asks for the deposit or the balance of what one asked for or booked: the sums are known then."""
    treks = {trek.id for trek in asked.treks}
    meant = [found for found in asked.bookings if not treks or found.booking.trek in treks]
    same = [found for found in meant if asked.people in (None, found.booking.people)]
    return asked.about("deposit") and bool(same) and _asks_of_status_only(asked)


def names_another(asked: Asked) -> bool:
    """Whether a trek is named that the customer never booked, or a day or a party for one that is talked about."""
    if asked.named:
        return not is_of_this_trek(asked) and cancelled_booking(asked) is None
    rows = asked.turn.customer.bookings if asked.turn.customer else ()
    theirs = not asked.treks or any(row.trek in {trek.id for trek in asked.treks} for row in rows)
    of_others = bool(asked.windows or asked.turn.values("people"))
    return of_others and not (theirs or _was_told(asked) or _is_mine(asked) or asked.about("own_booking"))


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
    return bool(asked.bookings) or cancelled_booking(asked) is not None


def asks_what_comes_back(asked: Asked) -> bool:
    """Whether somebody who paid for the trek named, or the only one, asks what cancelling brings, and nothing else."""
    if asked.booking is None or (asked.named and not is_of_this_trek(asked)) or _ANOTHERS & set(topics_in(asked.text)):
        return False
    meant = likeness(asked.text, "cancel")
    return meant >= _SURELY_CANCELS and all(meant > likeness(asked.text, other) for other in _LIKE_CANCELLING)


_LIKE_CANCELLING = ("operator_cancels", "cut_short", "refund_time")
_ANOTHERS = frozenset({"operator_cancels", "no_view", "cut_short", "refund_to", "date_change", "name_change"})
_SURELY_CANCELS = 0.3
