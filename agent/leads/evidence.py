"""What a turn shows of how near this person is to booking."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import regex

from agent.knowledge.catalogue import Catalogue, Price
from agent.leads.signs import named
from agent.safety.fold import fold
from agent.safety.lexicon import compiled
from agent.turn import Customer, Parsed, Sign, SignName, Turn
from agent.yaml_file import read_yaml

_INTENTS: dict[str, SignName] = {
    "booking": "booking",
    "availability": "availability",
    "pricing": "pricing",
    "trek_info": "trek_info",
    "complaint": "complaint",
    "cancellation": "cancellation",
}
_MOODS: dict[str, SignName] = {"positive": "positive", "negative": "negative"}
_MANY_MESSAGES = 8


def shown(turn: Turn, customer: Customer | None, *, sure_from: float) -> tuple[Sign, ...]:
    """The signs of this message. Intents less sure than `sure_from` do not count."""
    parsed, at = turn.parsed or Parsed(), turn.message.sent_at
    found = (*_intent(parsed, sure_from), *_named(turn, parsed), *_payment(turn.message.text), *_engaged(customer))
    return tuple(Sign(name=name, share=share, at=at, detail=detail) for name, share, detail in found)


Found = tuple[SignName, float, str]


def _intent(parsed: Parsed, sure_from: float) -> Iterator[Found]:
    if parsed.intent in _INTENTS and parsed.intent_confidence >= sure_from:
        yield _INTENTS[parsed.intent], 1.0, ""
    if parsed.sentiment in _MOODS:
        yield _MOODS[parsed.sentiment], 1.0, ""


def _named(turn: Turn, parsed: Parsed) -> Iterator[Found]:
    if turn.treks:
        yield "trek", 1.0, ",".join(turn.treks[:3])
    if dates := parsed.values("date"):
        yield "dates", 1.0, str(dates[0])
    if people := party_size(parsed):
        yield "people", 1.0, str(people)
    if parsed.values("phone") or parsed.values("email"):
        yield "contact", 1.0, ""


def party_size(parsed: Parsed) -> int:
    """The largest number of people named; 0 when none was."""
    return max((value for value in parsed.values("people") if isinstance(value, int)), default=0)


def _payment(text: str) -> Iterator[Found]:
    if _ready_to_pay().search(fold(text)):
        yield "payment", 1.0, ""


def _engaged(customer: Customer | None) -> Iterator[Found]:
    if customer and customer.messages:
        yield "engagement", min(1.0, (customer.messages + 1) / _MANY_MESSAGES), str(customer.messages + 1)


def value_sign(signs: tuple[Sign, ...], catalogue: Catalogue, now: datetime, *, full_value: float) -> tuple[Sign, ...]:
    """What the group is worth: price × people, in the operator's first currency, for the date named.

    A group worth `full_value` counts full. Nothing without a trek, a party and a price in that currency.
    """
    people, trek = named(signs, "people"), named(signs, "trek")
    if people is None or trek is None:
        return ()
    currency = str(next(iter(catalogue.operator.get("currencies") or ["INR"])))
    price = _price(trek.detail.split(",")[0], _first_day(named(signs, "dates")), catalogue, currency, now.date())
    if price is None:
        return ()
    worth = price * int(people.detail)
    share = min(1.0, float(worth) / full_value)
    return (Sign(name="value", share=share, at=people.at, detail=f"{currency} {worth:.0f}"),)


def _price(trek: str, day: date | None, catalogue: Catalogue, currency: str, today: date) -> Decimal | None:
    rows = catalogue.prices_of(trek, currency=currency, booked_on=today)
    fitting = [row for row in rows if day and row.starts_from <= day <= row.starts_to]
    chosen: Price | None = next(iter(fitting or rows), None)
    return chosen.amount if chosen else None


def _first_day(dates: Sign | None) -> date | None:
    """The first day of a date, a month or an interval."""
    start = (dates.detail if dates else "").split("/")[0]
    try:
        return date.fromisoformat(start if len(start) > 7 else f"{start}-01")
    except ValueError:
        return None


@cache
def _ready_to_pay() -> "regex.Pattern[str]":
    content = read_yaml(Path(__file__).parent / "words.yaml")
    return compiled(content["ready_to_pay"], {})
