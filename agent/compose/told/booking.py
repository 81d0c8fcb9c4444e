"""How to book and pay, how to cancel, and how to reach a person: from the operator's own settings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import phonenumbers

from agent.compose.reading.asked import Asked
from agent.compose.reading.times import kept
from agent.compose.section import Section, fact_source, lines
from agent.compose.told.dates import free, on_the_day, within
from agent.compose.told.price import discounted, in_windows, price, rows_for
from agent.knowledge.catalogue import Trek
from agent.language.window import Window
from agent.people.office_hours import OfficeHours, place_of


def book(asked: Asked) -> Section:
    """Where and how to book, and what holds a seat."""
    operator = asked.catalogue.operator
    trek = asked.name_of(asked.treks[0]) if asked.treks else ""
    how = asked.say("how_to_book", trek=trek, url=operator["booking_url"])
    return Section(lines(how, _due(asked)), ("operator",))


def deposit(asked: Asked) -> Section:
    """Deposit and balance; in money where trek and season are known; all of it at once where the day is near."""
    asked = replace(asked, windows=_days_meant(asked))
    amount = _all_of_it(asked) if _is_all_due(asked) else _deposit_amount(asked)
    sources = ("operator", *fact_source("prices", asked.treks[0].id)) if amount else ("operator",)
    return Section(lines(_due(asked), amount), sources)


def _all_of_it(asked: Asked) -> str:
    """What all of those who come pay at once."""
    rows = in_windows(rows_for(asked, asked.treks[0]), asked.windows) if len(asked.treks) == 1 else ()
    return price(asked).text if len(rows) == 1 else ""


def _deposit_amount(asked: Asked) -> str:
    """The share of what all of them pay; what is left, and its day, where they named a departure."""
    trek = asked.treks[0] if len(asked.treks) == 1 else None
    rows = in_windows(rows_for(asked, trek), asked.windows) if trek else ()
    if trek is None or len(rows) != 1:
        return ""
    people = asked.people or 1
    offer = asked.catalogue.best_offer(trek.id, people=people, booked_on=asked.today)
    total = (discounted(rows[0].amount, offer.percent) if offer else rows[0].amount) * people
    share = total * Decimal(str(asked.catalogue.operator["deposit_percent"])) / 100
    amount, rest = (asked.wording.money(sum_of, rows[0].currency) for sum_of in (share, total - share))
    told = asked.say("deposit_amount", trek=asked.name_of(trek), amount=amount, people=people, rest=rest)
    return lines(told, _balance_day(asked, trek))


def _balance_day(asked: Asked, trek: Trek) -> str:
    """Until when the balance of the departure on the very day named is paid."""
    days = tuple(window for window in asked.windows if window.one_day)
    starts = {departure.start for departure in within(free(asked, trek), days)}
    if len(starts) != 1:
        return ""
    (start,) = starts
    due = start - timedelta(days=int(asked.catalogue.operator["balance_days"]))
    return asked.say("deposit_rest", start=asked.wording.day(start), day=asked.wording.day(due))


def _due(asked: Asked) -> str:
    """What is due at booking, and when the rest is."""
    operator = asked.catalogue.operator
    if _is_all_due(asked):
        return asked.say("late_booking", days=operator["balance_days"])
    return asked.say("deposit", percent=operator["deposit_percent"], days=operator["balance_days"])


def _is_all_due(asked: Asked) -> bool:
    """Whether all that leaves on the days named leaves too soon for a deposit alone."""
    meant = [departure for trek in asked.treks for departure in within(free(asked, trek), _days_meant(asked))]
    notice = int(asked.catalogue.operator["balance_days"])
    return bool(meant) and all((departure.start - asked.today).days <= notice for departure in meant)


def _days_meant(asked: Asked) -> tuple[Window, ...]:
    """The times named, else the one day talked about: "20 % now and the rest later?" is asked of that departure."""
    before = kept(asked.before.when, asked.today)
    return asked.windows or tuple(window for window in before if window.one_day)


def cancel(asked: Asked, own: str = "", start: date | None = None) -> Section:
    """What one gets back: at the notice named, else `own` for one's own booking as of today; then the table.

    `start` of one's own booking: the table tells until which day each share holds.
    """
    told = [_share(asked, *tier, start) for tier in tiers(asked.catalogue.operator)]
    last = cancel_how(asked) if own or asked.about("to_cancel") else _date_change(asked)
    first = own if own and not asked.turn.values("duration") else cancel_at(asked) or own
    return Section(lines(first, asked.say("cancel_heading"), *told, last), ("operator",))


def _share(asked: Asked, least: int, most: int | None, percent: int, start: date | None) -> str:
    last = start - timedelta(days=least) if start and least else None
    until = asked.wording.day(last) if last and last >= asked.today else ""
    return asked.say("cancel_line", least=least, most=most, percent=percent, until=until)


def cancel_at(asked: Asked) -> str:
    """The share one gets back at the notice the customer named; "" where they named none."""
    notice = asked.notice
    if notice is None or notice < 0:
        return ""
    fits = (tier for tier in tiers(asked.catalogue.operator) if notice >= tier[0])
    least, most, percent = next(fits, (0, None, 0))
    return asked.say("cancel_at", least=least, most=most, percent=percent)


def cancel_how(asked: Asked) -> str:
    """How to ask for it."""
    return asked.say("cancel_how", email=asked.catalogue.operator["email"])


def date_change(asked: Asked) -> Section:
    """The free change of date, and what another one counts as."""
    once = asked.catalogue.operator.get("date_changes_free") == 1
    second = asked.say("second_change") if once else ""
    told, day = " ".join(filter(None, [_date_change(asked), second])), _day_wanted(asked)
    return Section(lines(told, day.text), ("operator", *day.sources)) if day else Section(told, ("operator",))


def _day_wanted(asked: Asked) -> Section | None:
    """What leaves on the day to which somebody who booked wants to move, with room for all of theirs."""
    booked = next((found for found in asked.bookings if found.booking.trek in {trek.id for trek in asked.treks}), None)
    if booked is None or any(window.first <= booked.start <= window.last for window in asked.windows):
        return None
    return on_the_day(replace(asked, people=booked.booking.people))


def _date_change(asked: Asked) -> str:
    """The free change, and until which day that holds for one's own booking of the trek in question."""
    operator, days = asked.catalogue.operator, int(asked.catalogue.operator["date_change_days"])
    last = asked.booking.start - timedelta(days=days) if asked.booking and _is_of_its_trek(asked) else None
    until = asked.wording.day(last) if last and last >= asked.today else ""
    return asked.say("date_change", times=operator.get("date_changes_free", 1), days=days, until=until)


def _is_of_its_trek(asked: Asked) -> bool:
    booked = [found for found in asked.bookings if found.booking.status != "enquiry"]
    return len(booked) == 1 and (not asked.treks or booked[0].booking.trek in {trek.id for trek in asked.treks})


def tiers(operator: Mapping[str, object]) -> Iterator[tuple[int, int | None, int]]:
    """Refund tiers as (least days, most days or None, percent), the earliest first."""
    most: int | None = None
    for tier in _table(operator):
        yield tier["min_days"], most, tier["refund_percent"]
        most = tier["min_days"] - 1


def refund_percent(operator: Mapping[str, object], days: int) -> int:
    """The share one gets back `days` before departure."""
    return next((percent for least, _, percent in tiers(operator) if days >= least), 0)


def _table(operator: Mapping[str, object]) -> Sequence[Mapping[str, int]]:
    table = operator.get("cancellation") or []
    return sorted(table, key=lambda tier: -tier["min_days"])  # type: ignore[call-overload, no-any-return]


def contact(asked: Asked) -> Section:
    """Office phone, e-mail and hours."""
    operator = asked.catalogue.operator
    hours = operator["hours"]
    told = asked.say(
        "support",
        phone=spoken_phone(operator["phone"]),
        email=operator["email"],
        opens=hours["from"],
        closes=hours["to"],
        days=_open_days(asked),
        zone=place_of(str(operator.get("timezone") or "")),
    )
    return Section(told, ("operator",))


def _open_days(asked: Asked) -> str:
    """The weekdays on which somebody is there; "" where that is every day, or where they cannot be read."""
    try:
        hours = OfficeHours.of(asked.catalogue.operator)
    except ValueError:  # `cairn check` reports it
        return ""
    return asked.wording.weekdays(sorted(hours.days)) if hours and len(hours.days) < _WEEK else ""


_WEEK = 7


def emergency(asked: Asked) -> Section:
    """The number for people on a trek."""
    phone = spoken_phone(asked.catalogue.operator["emergency_phone"])
    return Section(asked.say("emergency", phone=phone), ("operator",))


def website(asked: Asked) -> Section:
    """The operator's address on the web."""
    return Section(asked.say("website", url=asked.catalogue.operator["website"]), ("operator",))


def support(asked: Asked, own: str = "") -> Section:
    """Help for someone with a problem: `own` tells of their booking, how to reach us, and an offer to listen."""
    return Section(lines(own, asked.say("support_ask"), contact(asked).text), ("operator",))


def spoken_phone(number: str) -> str:
    """+919816000142 as +91 98160 00142."""
    parsed = phonenumbers.parse(number, None)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
