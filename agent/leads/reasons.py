"""Why a lead is what it is, in words a salesperson can act on."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from agent.knowledge.catalogue import Catalogue
from agent.leads.bookings import Held, held
from agent.leads.signs import named
from agent.turn import Customer, Sign, SignName

_ACTS: Mapping[SignName, tuple[str, str]] = {
    "payment": ("asked how to pay", "for"),
    "booking": ("wants to book", "a place on"),
    "availability": ("asked for free dates", "for"),
    "pricing": ("asked for the price", "of"),
    "trek_info": ("asked", "about"),
    "trek": ("is talking", "about"),
}
"""What they did, the weightiest first, and the word before the trek."""
_MORE: Mapping[SignName, str] = {
    "contact": "gave contact details",
    "positive": "sounds happy",
    "negative": "sounds unhappy",
    "complaint": "is complaining",
    "cancellation": "asked about cancelling",
}
_SYMBOLS = {"INR": "₹", "USD": "$", "EUR": "€", "GBP": "£"}
_HELD: Mapping[Held, str] = {
    "asked": "has an enquiry on file",
    "booked": "has booked",
    "travelled": "has travelled with us",
    "lost": "has cancelled",
}


def reasons_of(
    signs: tuple[Sign, ...], customer: Customer | None, catalogue: Catalogue, now: datetime
) -> tuple[str, ...]:
    """The wish in one sentence first, then what else is known; nothing for somebody who only said hello."""
    found = [*_wish(signs, catalogue, now), *_others(signs), *_liveliness(signs)]
    return (*found, *_history(customer, catalogue, now.date()))


def _wish(signs: tuple[Sign, ...], catalogue: Catalogue, now: datetime) -> Iterator[str]:
    act = next((sign for name in _ACTS if (sign := named(signs, name))), None)
    parts = list(_parts(signs))
    if act is None:
        yield from ([f"named {', '.join(parts)}"] if parts else ())
        return
    did, word = _ACTS[act.name]
    trek = named(signs, "trek")
    about = f" {word} {_treks(trek, catalogue)}" if trek else _no_trek(act)
    when = _when(named(signs, "dates"))
    yield ", ".join((f"{did}{about}{when}{_ago(act, now)}", *parts))


def _no_trek(act: Sign) -> str:
    return " about a trek" if act.name == "trek_info" else ""


def _treks(trek: Sign, catalogue: Catalogue) -> str:
    return " and ".join(_name(one, catalogue) for one in trek.detail.split(",")[:2])


def _name(trek: str, catalogue: Catalogue) -> str:
    return catalogue.treks[trek].name if trek in catalogue.treks else trek


def _parts(signs: tuple[Sign, ...]) -> Iterator[str]:
    if people := named(signs, "people"):
        yield f"{people.detail} people" if people.detail != "1" else "one person"
    if value := named(signs, "value"):
        currency, amount = value.detail.split(" ")
        yield f"about {_SYMBOLS.get(currency, f'{currency} ')}{float(amount):,.0f}"


def _when(dates: Sign | None) -> str:
    """` in June 2027` for a month, ` on 12 June 2027` for a day, ` from …` for an interval."""
    if dates is None:
        return ""
    start, _, rest = dates.detail.partition("/")
    try:
        day = date.fromisoformat(start if len(start) > 7 else f"{start}-01")
    except ValueError:
        return ""
    if len(start) == 7:
        return f" in {day:%B %Y}"
    return f" {'from' if rest else 'on'} {day.day} {day:%B %Y}"


def _ago(act: Sign, now: datetime) -> str:
    days = (now - act.at) // timedelta(days=1)
    if days < 1:
        return ""
    return f" ({days} day{'s' if days > 1 else ''} ago)"


def _others(signs: Iterable[Sign]) -> Iterator[str]:
    return (_MORE[sign.name] for sign in signs if sign.name in _MORE)


def _liveliness(signs: tuple[Sign, ...]) -> Iterator[str]:
    if (engagement := named(signs, "engagement")) and engagement.detail:
        yield f"{engagement.detail} messages so far"


def _history(customer: Customer | None, catalogue: Catalogue, today: date) -> Iterator[str]:
    for booking in customer.bookings[:3] if customer else ():
        day = _day(booking.start_date)
        yield f"{_HELD[held(booking, catalogue, today)]}: {_name(booking.trek, catalogue)}{day}"


def _day(start: str | None) -> str:
    try:
        day = date.fromisoformat(start or "")
    except ValueError:
        return ""
    return f", {day.day} {day:%B %Y}"
