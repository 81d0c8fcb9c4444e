"""Calendar arithmetic: what a day, month or feast named in a message means on the day it was written."""

from calendar import monthrange
from datetime import date, timedelta


def iso(day: date) -> str:
    """2027-06-12."""
    return day.isoformat()


def interval(start: date, end: date) -> str:
    """2027-06-12/2027-06-15, both days included."""
    return f"{start.isoformat()}/{end.isoformat()}"


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def coming_day(today: date, month: int, day: int) -> date | None:
    """The next such day from today on; 29 February waits for a leap year."""
    candidates = (day_of(year, month, day) for year in range(today.year, today.year + 9))
    return next((found for found in candidates if found and found >= today), None)


def coming_month_year(today: date, month: int) -> int:
    """The year of the next such month, the running one included."""
    return today.year if month >= today.month else today.year + 1


def month_days(year: int, month: int) -> tuple[date, date]:
    """First and last day."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def weekend(today: date, weeks: int) -> str:
    """Saturday and Sunday of this week (0) or a later one."""
    saturday = monday_of(today) + timedelta(days=5, weeks=weeks)
    return interval(saturday, saturday + timedelta(days=1))


def coming_weekday(today: date, weekday: int) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


OPEN = ".."
"""The end of an interval that has none, as in ISO 8601-2: 2027-10-30/.. is after Diwali."""


def coming_day_number(today: date, day: int) -> date | None:
    """The next such day of a month from today on."""
    firsts = (months_later(today.replace(day=1), later) for later in range(13))
    days = (day_of(first.year, first.month, day) for first in firsts)
    return next((found for found in days if found and found >= today), None)


def bounds(value: str) -> tuple[date, date]:
    """First and last day of a day, month or closed interval."""
    first, _, last = value.partition("/")
    if last:
        return date.fromisoformat(first), date.fromisoformat(last)
    if len(first) == 7:
        return month_days(int(first[:4]), int(first[5:]))
    return date.fromisoformat(first), date.fromisoformat(first)
