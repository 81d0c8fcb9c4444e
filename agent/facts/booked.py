"""What a booking amounts to: paid, still due and by when, from its status and the operator's terms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from agent.knowledge.catalogue import Catalogue
from agent.turn import Booking

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A dated booking of a known trek. `deposit` holds it; `paid` has arrived; `rest` is due on `due`."""

    booking: Booking
    start: date
    end: date
    due: date
    currency: str
    total: Decimal
    deposit: Decimal
    paid: Decimal

    @property
    def rest(self) -> Decimal:
        """Still to be paid."""
        return self.total - self.paid


def booked(booking: Booking, catalogue: Catalogue) -> Booked | None:
    """None where the date, the trek or the amount is not known."""
    trek = catalogue.treks.get(booking.trek)
    currency, total = _amount(booking.total)
    if not booking.start_date or trek is None or total is None:
        return None
    start = date.fromisoformat(booking.start_date[:10])
    ends = [row.end for row in catalogue.departures if row.trek == trek.id and row.start == start]
    return Booked(
        booking=booking,
        start=start,
        end=next(iter(ends), start + timedelta(days=trek.days - 1)),
        due=start - timedelta(days=int(catalogue.operator.get("balance_days", 0))),
        currency=currency,
        total=total,
        deposit=_deposit(total, catalogue),
        paid=_paid(booking.status, total, catalogue),
    )


def said_of(booking: Booking, catalogue: Catalogue, tiers: Iterable[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Dates and amounts that may be repeated to the one who booked, as (booking, value); refunds at any notice too.

    `tiers`: the least days before the start, and the percentage that comes back then.
    """
    found = booked(booking, catalogue)
    if found is None:
        return
    refunded = tuple(tiers)
    until = (found.start - timedelta(days=least) for least, _ in refunded)
    yield from (("booking", day.isoformat()) for day in (found.start, found.end, found.due, *until))
    refunds = ((found.paid * percent / 100).quantize(_CENT) for _, percent in refunded)
    for amount in (found.total, found.deposit, found.paid, found.rest, *refunds):
        yield "booking", f"{found.currency} {amount.normalize():f}"


def _amount(text: str) -> tuple[str, Decimal | None]:
    currency, _, figure = text.partition(" ")
    try:
        return currency, Decimal(figure)
    except InvalidOperation:
        return currency, None


def _deposit(total: Decimal, catalogue: Catalogue) -> Decimal:
    return (total * Decimal(str(catalogue.operator.get("deposit_percent", 0))) / 100).quantize(_CENT)


def _paid(status: str, total: Decimal, catalogue: Catalogue) -> Decimal:
    if status == "deposit_paid":
        return _deposit(total, catalogue)
    return total if status in ("paid", "confirmed", "completed") else Decimal(0)
