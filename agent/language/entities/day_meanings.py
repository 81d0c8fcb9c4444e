"""What a named day, or a range of days, means on the day the message was written."""

from datetime import date

from agent.language.entities import date_values as on
from agent.language.entities.date_reading import Reading


def one_day(reading: Reading) -> str | None:
    """12 June, this year or next."""
    found = _dated(reading, 1)
    return on.iso(found) if found else None


def written_day(reading: Reading) -> str | None:
    """Sep-23-2027 or 2027/Sep/23."""
    found = _dated(reading, 1 if reading.tag("d1") else 2)
    return on.iso(found) if found else None


def next_year(reading: Reading) -> str | None:
    """12 June next year."""
    if not reading.names_year("q"):
        return None
    found = on.day_of(reading.today.year + 1, reading.value("m1"), reading.value("d1"))
    return on.iso(found) if found else None


def days_of_a_month(reading: Reading) -> str | None:
    """12–15 June: the end decides the year, so that a running range is not pushed a year ahead."""
    month, year, end_day = reading.value("m1"), reading.year("y1"), reading.value("d2")
    end = on.day_of(year, month, end_day) if year else on.coming_day(reading.today, month, end_day)
    start = on.day_of(end.year, month, reading.value("d1")) if end else None
    return on.interval(start, end) if start and end and start < end else None


def day_to_day(reading: Reading) -> str | None:
    """28 December to 3 January."""
    end = _dated(reading, 2)
    if not end:
        return None
    start_month = reading.value("m1")
    year = reading.year("y1") or end.year - (start_month > end.month)
    start = on.day_of(year, start_month, reading.value("d1"))
    return on.interval(start, end) if start and start <= end else None


def day_number(reading: Reading) -> str | None:
    """The 5th: of this month or the first that has such a day."""
    found = on.coming_day_number(reading.today, reading.value("d1"))
    return on.iso(found) if found else None


def weekday_day_number(reading: Reading) -> str | None:
    """Tuesday the 14th: the first such day on which the calendar agrees, else the first 14th."""
    day, weekday = reading.value("d1"), reading.value("k")
    firsts = (on.months_later(reading.today.replace(day=1), later) for later in range(13))
    days = (on.day_of(first.year, first.month, day) for first in firsts)
    fits = (found for found in days if found and found >= reading.today and found.weekday() == weekday)
    found = next(fits, None) or on.coming_day_number(reading.today, day)
    return on.iso(found) if found else None


def day_numbers(reading: Reading) -> str | None:
    """The 12th to the 15th: the end decides the month."""
    end = on.coming_day_number(reading.today, reading.value("d2"))
    start = on.day_of(end.year, end.month, reading.value("d1")) if end else None
    return on.interval(start, end) if start and end and start < end else None


def day_of_running_month(reading: Reading) -> str | None:
    """The 12th of this or next month."""
    if (reading.value("u") or reading.value("v")) != "month":
        return None
    first = on.months_later(reading.today.replace(day=1), 0 if "H" in reading.match[0] else 1)
    found = on.day_of(first.year, first.month, reading.value("d1"))
    return on.iso(found) if found else None


def _dated(reading: Reading, number: int) -> date | None:
    year, month, day = (reading.year(f"y{number}"), reading.value(f"m{number}"), reading.value(f"d{number}"))
    return on.day_of(year, month, day) if year else on.coming_day(reading.today, month, day)
