"""What a turn says about how near this person is to booking: named signs with a share of 0–1 and a plain reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import regex
import yaml

from agent.knowledge.catalogue import Catalogue
from agent.safety.fold import fold
from agent.safety.lexicon import compiled
from agent.turn import Parsed, Turn

Sign = Literal[
    "booking",
    "availability",
    "pricing",
    "trek_info",
    "trek",
    "dates",
    "people",
    "contact",
    "payment",
    "engagement",
    "value",
    "positive",
    "negative",
    "complaint",
    "cancellation",
]

_INTENTS: dict[str, tuple[Sign, str]] = {
    "booking": ("booking", "wants to book"),
    "availability": ("availability", "asked for free dates or seats"),
    "pricing": ("pricing", "asked for the price"),
    "trek_info": ("trek_info", "asked about a trek"),
    "complaint": ("complaint", "is complaining"),
    "cancellation": ("cancellation", "asked about cancelling"),
}
_MOODS: dict[str, tuple[Sign, str]] = {
    "positive": ("positive", "sounds happy"),
    "negative": ("negative", "sounds unhappy"),
}
_MANY_MESSAGES = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign, how strongly it holds (0–1), and why in words for a salesperson."""

    sign: Sign
    share: float
    reason: str


def gather(turn: Turn, catalogue: Catalogue, *, full_value: float, sure_from: float) -> tuple[Evidence, ...]:
    """All signs of this turn. A group worth `full_value` in the operator's first currency counts full."""
    parsed = turn.parsed or Parsed()
    return (
        *_intent(parsed, sure_from),
        *_named(turn, parsed, catalogue),
        *_payment(turn.message.text),
        *_worth(turn, parsed, catalogue, full_value),
        *_engagement(turn),
    )


def _intent(parsed: Parsed, sure_from: float) -> Iterator[Evidence]:
    if parsed.intent in _INTENTS and parsed.intent_confidence >= sure_from:
        sign, reason = _INTENTS[parsed.intent]
        yield Evidence(sign, 1.0, reason)
    if parsed.sentiment in _MOODS:
        sign, reason = _MOODS[parsed.sentiment]
        yield Evidence(sign, 1.0, reason)


def _named(turn: Turn, parsed: Parsed, catalogue: Catalogue) -> Iterator[Evidence]:
    if turn.treks:
        names = [catalogue.treks[trek].name if trek in catalogue.treks else trek for trek in turn.treks]
        yield Evidence("trek", 1.0, f"is talking about {', '.join(names[:3])}")
    if dates := parsed.values("date"):
        yield Evidence("dates", 1.0, f"named a date ({', '.join(_readable(str(value)) for value in dates[:2])})")
    if people := party_size(parsed):
        yield Evidence("people", 1.0, f"travels with {people} people" if people > 1 else "travels alone")
    if parsed.values("phone") or parsed.values("email"):
        yield Evidence("contact", 1.0, "gave contact details")


def party_size(parsed: Parsed) -> int:
    """The largest number of people named; 0 when none was."""
    return max((value for value in parsed.values("people") if isinstance(value, int)), default=0)


def _payment(text: str) -> Iterator[Evidence]:
    if found := _ready_to_pay().search(fold(text)):
        yield Evidence("payment", 1.0, f"asked about paying (“{found.group()}”)")


def _worth(turn: Turn, parsed: Parsed, catalogue: Catalogue, full_value: float) -> Iterator[Evidence]:
    price, currency = _price(turn, catalogue)
    people = party_size(parsed)
    if price and people:
        worth = float(price) * people
        yield Evidence("value", min(1.0, worth / full_value), f"the group is worth about {currency} {worth:,.0f}")


def _price(turn: Turn, catalogue: Catalogue) -> tuple[Decimal, str]:
    currency = str(next(iter(catalogue.operator.get("currencies") or ["INR"])))
    today = turn.message.sent_at.date()
    rows = (catalogue.prices_of(trek, currency=currency, booked_on=today) for trek in turn.treks)
    return next((prices[0].amount for prices in rows if prices), Decimal(0)), currency


def _engagement(turn: Turn) -> Iterator[Evidence]:
    if turn.customer is None or not turn.customer.messages:
        return
    count = turn.customer.messages
    fresh = _wrote_lately(turn)
    share = min(1.0, count / _MANY_MESSAGES) * (1.0 if fresh else 0.5)
    reason = f"{count} earlier message{'s' if count > 1 else ''}"
    yield Evidence("engagement", share, f"{reason}, in touch these days" if fresh else f"{reason}, some time ago")


def _wrote_lately(turn: Turn) -> bool:
    times = [line.at for line in (turn.customer.history if turn.customer else ()) if line.speaker == "U" and line.at]
    return bool(times) and turn.message.sent_at - max(times) <= timedelta(days=7)


def _readable(value: str) -> str:
    """2027-06-12 → 12 June 2027, 2027-06 → June 2027; an interval by its start."""
    start = value.split("/")[0]
    try:
        day = date.fromisoformat(start if len(start) > 7 else f"{start}-01")
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}" if len(start) > 7 else f"{day:%B %Y}"


@cache
def _ready_to_pay() -> "regex.Pattern[str]":
    content = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return compiled(content["ready_to_pay"], {})
