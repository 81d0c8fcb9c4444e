"""Dates, seasons, durations, seats and days of notice."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import regex

from agent.facts.context.extent import months_of
from agent.facts.found import Found
from agent.facts.ground import Ground, Ruling
from agent.facts.words import searched, speaks_of
from agent.knowledge.catalogue import Departure

NOTICES = ("balance_days", "date_change_days", "name_change_days", "low_numbers_notice_days", "insurance_proof_days")
"""Settings that count the days before a departure."""

_CLOSE = 40
"""Characters between a departure and its seats, at most."""

SPANS = ("refund_working_days", "certificate_days", "payment_trace_days")
"""Settings that count days of a refund, of a payment or of a doctor's certificate."""


def check_date(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """A day must be one of a departure, price or offer that is still ahead; a month one with any of these."""
    if _is_no_departure(claim, beside, ground):
        return Ruling("contradicted", f"departures:{claim.subject}")
    if _is_due_day(claim, line, beside, ground):
        return Ruling("supported", "operator")
    rulings = (rule(claim, line, ground) for rule in (_is_ahead, _was_said, _in_open_season, _is_gone))
    if ruling := next(filter(None, rulings), None) or ground.documented(claim):
        return ruling
    known = bool(claim.subject) and bool(ground.departures(claim.subject))
    return ground.denied(claim, f"departures:{claim.subject}", known=known)


def _is_due_day(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> bool:
    """The last day for the balance of a departure dated beside it."""
    due, day = ground.setting("balance_days"), _days([claim.value])
    if due is None or not day or not searched("topics")["balance"].search(line):
        return False
    return any((start - day[0]).days == due for start in _days(_dates(beside)))


def _dates(claims: Sequence[Found]) -> list[str]:
    return [claim.value for claim in claims if claim.type == "date"]


def _days(values: Iterable[str]) -> list[date]:
    """Those that are whole days of the calendar: no month alone, no year left open, no 30 February."""
    return [date.fromisoformat(value) for value in values if _WHOLE.fullmatch(value) and _is_real(value)]


_WHOLE = regex.compile(r"[1-9]\d{3}-(?:0[1-9]|1[0-2])-\d\d")


def _is_real(value: str) -> bool:
    year, month, day = map(int, value.split("-"))
    return 1 <= day <= monthrange(year, month)[1]


def _is_no_departure(claim: Found, beside: Sequence[Found], ground: Ground) -> bool:
    """Two days with seats behind them that no departure begins and ends on."""
    if not (claim.first or claim.last) or not any(_closely(claim, other) for other in beside if other.type == "seats"):
        return False
    pair = claim.first or claim.value, claim.last or claim.value
    rows = ground.departures(claim.subject)
    return bool(rows) and not any(_same(pair[0], row.start) and _same(pair[1], row.end) for row in rows)


def _closely(claim: Found, seats: Found) -> bool:
    """Whether the seats are told right behind the day: of the season that a sentence begins with there are none."""
    return 0 <= seats.start - claim.end <= _CLOSE


def _is_ahead(claim: Found, line: str, ground: Ground) -> Ruling | None:
    ahead = any(_same(claim.value, day) for day in _ahead(claim, ground))
    return Ruling("supported", f"departures:{claim.subject}") if ahead else None


def _was_said(claim: Found, line: str, ground: Ground) -> Ruling | None:
    """A booked date may be repeated; an asked one only as a month, or to say that there is nothing on it."""
    if ("booking", claim.value) in ground.said:
        return Ruling("supported", "booking")
    echo = ("date", claim.value) in ground.said and (_month_only(claim.value) or speaks_of("negation", line))
    return Ruling("supported", "customer") if echo else None


def _in_open_season(claim: Found, line: str, ground: Ground) -> Ruling | None:
    """A month of the trek's season that is not over yet."""
    trek = ground.trek(claim)
    if not trek or not _month_only(claim.value) or claim.value < ground.today.isoformat()[:7]:
        return None
    return Ruling("supported", f"treks:{trek.id}") if int(claim.value[5:7]) in trek.months else None


def _is_gone(claim: Found, line: str, ground: Ground) -> Ruling | None:
    """Past dates, and departures that take nobody any more.

    Documents keep both: what the catalogue says of them goes before what a passage repeats.
    """
    if any(_same(claim.value, day) for day in _gone(claim, ground)):
        return Ruling("stale", f"departures:{claim.subject}")
    if any(_same(claim.value, row.start) for row in ground.departures(claim.subject)):
        return Ruling("supported" if speaks_of("negation", line) else "contradicted", f"departures:{claim.subject}")
    return None


def _month_only(value: str) -> bool:
    return len(value) == len("2027-06")


def _same(value: str, day: date) -> bool:
    return day.isoformat().startswith(value) if value[:1] != "-" else day.isoformat()[5:] == value[2:]


def _ahead(claim: Found, ground: Ground) -> list[date]:
    departures = [d for d in ground.departures(claim.subject) if d.start >= ground.today and d.seats_left > 0]
    open_ones = [d for d in departures if d.status in ("open", "guaranteed")]
    days = [day for d in open_ones for day in (d.start, d.end)]
    rows = [row for row in ground.prices(claim.subject) if ground.current(row)]
    days += [day for row in rows for day in (row.starts_from, row.starts_to, row.booked_until)]
    return days + [offer.book_to for offer in ground.offers(claim.subject) if ground.open(offer)]


def _gone(claim: Found, ground: Ground) -> list[date]:
    past = [d for d in ground.departures(claim.subject) if d.start < ground.today]
    rows = [row for row in ground.prices(claim.subject) if not ground.current(row)]
    days = [day for d in past for day in (d.start, d.end)]
    days += [day for row in rows for day in (row.starts_from, row.starts_to, row.booked_until)]
    return days + [offer.book_to for offer in ground.offers(claim.subject) if offer.book_to < ground.today]


def check_season(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """A bare month must be in the trek's season, unless the line says that it is not; so must a season by name."""
    trek = ground.trek(claim)
    months = months_of(claim)
    if trek and _run_of(claim) > set(trek.months) & _run_of(claim) and not speaks_of("negation", line):
        return Ruling("contradicted", f"treks:{trek.id}")
    if trek and months & set(trek.months):
        return Ruling("supported", f"treks:{trek.id}")
    if trek and speaks_of("negation", line):
        return Ruling("supported", f"treks:{trek.id}")
    return ground.documented(claim) or ground.denied(claim, f"treks:{claim.subject}", known=trek is not None)


def _run_of(claim: Found) -> set[int]:
    """Every month of a run such as October to May."""
    first, last = claim.first or claim.value, claim.last or claim.value
    if first == last or not (first.isdigit() and last.isdigit()):
        return set()
    return {(int(first) - 1 + step) % 12 + 1 for step in range((int(last) - int(first)) % 12 + 1)}


def check_duration(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """Days of the trek (nights are one fewer), or a duration the documents name."""
    trek = ground.trek(claim)
    allowed = {trek.days, trek.days - 1} if trek and claim.note else {trek.days} if trek else set()
    if trek and Decimal(claim.value) in allowed:
        return Ruling("supported", f"treks:{trek.id}")
    if _is_formal(claim, line, ground):
        return Ruling("supported", "operator")
    return ground.documented(claim) or ground.denied(claim, f"treks:{claim.subject}", known=trek is not None)


def check_notice(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """Days before departure: deposit, refund and change-of-date rules, or days to a date named beside it."""
    if _is_other_tier(claim, line, ground):
        return Ruling("contradicted", "operator")
    if _is_formal(claim, line, ground):
        return Ruling("supported", "operator")
    if int(Decimal(claim.value)) in _notices(ground) or _counted(claim, beside, ground):
        return Ruling("supported", "operator")
    return ground.documented(claim) or ground.denied(claim, "operator", known=bool(_notices(ground)))


def _is_other_tier(claim: Found, line: str, ground: Ground) -> bool:
    """A span of days that is no tier of refunds, or a day for the balance that is not the operator's."""
    if claim.first or claim.last:
        span = int(Decimal(claim.first or claim.value)), int(Decimal(claim.last or claim.value))
        least = sorted(int(tier["min_days"]) for tier in ground.catalogue.operator.get("cancellation") or ())
        return bool(least) and span not in {(low, high - 1) for low, high in pairwise(least)}
    due = ground.setting("balance_days")
    told = searched("topics")
    about = told["balance"].search(line) and not told["refund"].search(line)
    return bool(about and due and claim.note != "months" and Decimal(claim.value) != due and _is_due(line))


def _is_formal(claim: Found, line: str, ground: Ground) -> bool:
    return speaks_of("formalities", line) and Decimal(claim.value) in ground.terms(*SPANS)


def _is_due(line: str) -> bool:
    return len(searched("topics")["balance"].findall(line)) == 1


def _notices(ground: Ground) -> set[int]:
    operator = ground.catalogue.operator
    least = [int(tier["min_days"]) for tier in operator.get("cancellation") or ()]
    other = [int(operator[key]) for key in NOTICES if key in operator]
    return {*least, *(days - 1 for days in least if days), *other} - {0}


def _counted(claim: Found, beside: Sequence[Found], ground: Ground) -> bool:
    """Whether it is the time from today, or from a day that the customer named, to a date beside it."""
    since = [ground.today, *_days(value for kind, value in ground.said if kind == "date")]
    days = _days(_dates(beside))
    return any((day - start).days == int(Decimal(claim.value)) for day in days for start in since)


def check_seats(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """Seats left of the departure dated on the same line."""
    days = [other.value for other in beside if other.type == "date"]
    rows = [row for row in ground.departures(claim.subject) if _meant(row, days)]
    if any(row.seats_left == Decimal(claim.value) for row in rows):
        return Ruling("supported", f"departures:{claim.subject}")
    return ground.documented(claim) or ground.denied(claim, f"departures:{claim.subject}", known=bool(rows))


def _meant(row: Departure, days: Sequence[str]) -> bool:
    return not days or any(_same(value, row.start) for value in days)
