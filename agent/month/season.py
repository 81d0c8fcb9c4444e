"""Which trek somebody has in mind, for when and for how many: what runs in the months ahead is asked about most."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from agent.knowledge.catalogue import Catalogue, Departure, Trek

_AHEAD = (1.0, 4.0, 4.0, 3.0, 2.0, 2.0, 1.5, 1.5, 1.0, 0.5)
"""How often people write so many months before they go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks about. `day`: a departure where one is known, else some day of the month."""

    trek: Trek
    other: Trek
    day: date
    people: int
    departure: Departure | None = None


def wish_of(catalogue: Catalogue, today: date, people: int, rng: Random) -> Wish:
    """A trek that runs when they want to go. Raises ValueError for a catalogue without treks."""
    treks = tuple(catalogue.treks.values())
    if not treks:
        raise ValueError("the catalogue has no treks: nobody could ask about one")
    ahead = rng.choices(range(len(_AHEAD)), _AHEAD)[0]
    month = (today.month - 1 + ahead) % 12 + 1
    running = [trek for trek in treks if month in trek.months] or list(treks)
    trek = rng.choices(running, [_drawn_to(trek, month, treks) for trek in running])[0]
    other = rng.choice([one for one in running if one.id != trek.id] or list(treks))
    departure = _departure(catalogue, trek, today, month, people, rng)
    day = departure.start if departure else _some_day(today, ahead, rng)
    return Wish(trek=trek, other=other, day=day, people=people, departure=departure)


def _drawn_to(trek: Trek, month: int, treks: Sequence[Trek]) -> float:
    """Treks that stand first in the catalogue are better known; the best months draw twice as many."""
    return (2.0 if month in trek.best_months else 1.0) / math.sqrt(treks.index(trek) + 2)


def _departure(catalogue: Catalogue, trek: Trek, today: date, month: int, people: int, rng: Random) -> Departure | None:
    open_ones = catalogue.departures_of(trek.id, after=today + timedelta(days=3))
    fits = [one for one in open_ones if one.seats_left >= people]
    return rng.choice([one for one in fits if one.start.month == month] or fits or [None])


def _some_day(today: date, ahead: int, rng: Random) -> date:
    return today + timedelta(days=30 * ahead + rng.randint(5, 25))


def price_of(wish: Wish, catalogue: Catalogue, currency: str, booked_on: date) -> Decimal:
    """What the group pays, the best offer taken off; 0 where no price is on sale."""
    rows = catalogue.prices_of(wish.trek.id, currency=currency, booked_on=booked_on)
    row = next((one for one in rows if one.starts_from <= wish.day <= one.starts_to), None)
    if row is None:
        return Decimal(0)
    offer = catalogue.best_offer(wish.trek.id, people=wish.people, booked_on=booked_on)
    share = (100 - offer.percent) / 100 if offer else Decimal(1)
    return (row.amount * wish.people * share).quantize(Decimal(1))
