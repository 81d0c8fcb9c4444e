"""What a match of the date grammar means on the day the message was written; None where it names no possible day."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent.language.entities import date_values as on
from agent.language.entities.calendar_lexicon import Value
from agent.language.entities.calendar_words import Tagged


@dataclass(frozen=True, slots=True)
class Reading:
    """A match over the tags of a message, the words behind them, and the day it was written."""

    match: re.Match[str]
    words: Sequence[Tagged]
    today: date

    def value(self, group: str) -> Value:
        """The value of the word of a group; None where the group is absent."""
        at = self.match.start(group) if group in self.match.re.groupindex else -1
        return self.words[at].value if at >= 0 else None

    def tag(self, group: str) -> str:
        """The tags of a group, empty where it is absent."""
        return (self.match[group] or "") if group in self.match.re.groupindex else ""

    def year(self, group: str) -> int | None:
        """A year in four digits or two."""
        year = self.value(group)
        return None if year is None else int(year) if year >= 100 else 2000 + int(year)


Meaning = Callable[[Reading], str | None]


# --- days and ranges -----------------------------------------------------------------------------------------


def _dated(reading: Reading, number: int) -> date | None:
    year, month, day = (reading.year(f"y{number}"), reading.value(f"m{number}"), reading.value(f"d{number}"))
    return on.day_of(year, month, day) if year else on.coming_day(reading.today, month, day)


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
    if not _is_year(reading, "q"):
        return None
    found = on.day_of(reading.today.year + 1, reading.value("m1"), reading.value("d1"))
    return on.iso(found) if found else None


def _is_year(reading: Reading, group: str) -> bool:
    first, last = reading.match.span(group)
    return any(word.tag == "U" and word.value == "year" for word in reading.words[first:last])


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


# --- months --------------------------------------------------------------------------------------------------


def _month(reading: Reading, number: int = 1) -> tuple[int, int]:
    month = reading.value(f"m{number}")
    year = reading.year(f"y{number}") or on.coming_month_year(reading.today, month)
    said_past = bool(reading.tag("last")) and (year, month) >= (reading.today.year, reading.today.month)
    return year - said_past, month


def one_month(reading: Reading) -> str | None:
    """2027-06."""
    year, month = _month(reading)
    return f"{year}-{month:02d}"


def any_month(reading: Reading) -> str | None:
    """The month of whichever alternative matched."""
    month = reading.value("m1") or reading.value("m2")
    return f"{on.coming_month_year(reading.today, month)}-{month:02d}" if month else None


def months(reading: Reading) -> str | None:
    """June to August."""
    end_year, end = _month(reading, 2)
    start = reading.value("m1")
    if start == end:
        return None
    return on.interval(on.month_days(end_year - (start > end), start)[0], on.month_days(end_year, end)[1])


def month_of_year(reading: Reading) -> str | None:
    """June of last, this or next year."""
    if not _is_year(reading, "q"):
        return None
    year = reading.today.year + _ahead_by(reading.tag("q"))
    return f"{year}-{reading.value('m1'):02d}"


def _ahead_by(tags: str) -> int:
    return -1 if "L" in tags else 0 if "H" in tags else 1


def whole_year(reading: Reading) -> str | None:
    """What is left of 2027, unless it is over."""
    year = reading.year("y1")
    if not year or year < reading.today.year:
        return None
    return on.interval(max(date(year, 1, 1), reading.today), date(year, 12, 31))


def weekday_of_month(reading: Reading) -> str | None:
    """The second Saturday of December; the last one."""
    month = reading.value("m1")
    first = date(reading.year("y1") or on.coming_month_year(reading.today, month), month, 1)
    length = on.month_days(first.year, month)[1].day
    days = range(1 + (reading.value("k") - first.weekday()) % 7, length + 1, 7)
    which = -1 if reading.tag("last") else int(reading.value("d1")) - 1
    return on.iso(first.replace(day=days[which])) if which < len(days) else None


def _days_of(part: str, year: int, month: int) -> str:
    """Days `first last` of a month; zero is its last day, -6 the seventh from the end."""
    length = on.month_days(year, month)[1].day
    first, last = (int(day) if int(day) > 0 else length + int(day) for day in part.split())
    return on.interval(date(year, month, first), date(year, month, min(last, length)))


def part_of_month(reading: Reading) -> str | None:
    """Mid-June, the first week of May."""
    return _days_of(reading.value("p"), *_month(reading))


def last_week_of_month(reading: Reading) -> str | None:
    """June last week."""
    return _days_of("-6 0", *_month(reading))


def part_of_running_month(reading: Reading) -> str | None:
    """The end of this month or the next."""
    if reading.value("u") != "month":
        return None
    tags = reading.tag("q") + reading.tag("r")
    first = on.months_later(reading.today.replace(day=1), _ahead_by(tags) if tags else 0)
    return _days_of(reading.value("p"), first.year, first.month)


def season(reading: Reading) -> str | None:
    """The months of a season that is not over."""
    first, last = (int(month) for month in (reading.value("s") or reading.value("t") or reading.value("r")).split("-"))
    year = reading.year("y1") or reading.year("y2") or reading.today.year
    end = on.month_days(year + (last < first), last)[1]
    if end < reading.today:
        year, end = year + 1, on.month_days(year + 1 + (last < first), last)[1]
    return on.interval(date(year, first, 1), end)


# --- relative to today ---------------------------------------------------------------------------------------


def near(reading: Reading) -> str | None:
    """Today, tomorrow; `kal` with a verb in the past after it is yesterday."""
    days = reading.value("n")
    back = reading.match[0] == "r" and "v" in re.split(r"[.,;&]", reading.match.string[reading.match.end() :])[0]
    return on.iso(reading.today + timedelta(days=-days if back else days))


def weekend(reading: Reading) -> str | None:
    """This weekend, or the next week's."""
    return on.weekend(reading.today, 1 if reading.tag("q") in ("X", "z", "Y") else 0)


def feast_weekend(reading: Reading) -> str | None:
    """The Saturday and Sunday nearest to a feast."""
    days = _feast_days(reading)
    return on.weekend(days[0] - timedelta(days=2), 0) if days else None


def weekday(reading: Reading) -> str | None:
    """Saturday, this Saturday: the next one. Next Saturday: the next week's."""
    named = reading.value("k")
    named = reading.value("l") if named is None else named
    return on.iso(_weekday_day(reading, named))


def _weekday_day(reading: Reading, named: int) -> date:
    if reading.tag("q") == "z":
        return on.monday_of(reading.today) + timedelta(weeks=1, days=named)
    return on.coming_weekday(reading.today, named)


def weekday_of_week(reading: Reading) -> str | None:
    """Wednesday of next week."""
    if (reading.value("u") or reading.value("v")) != "week":
        return None
    ahead_by = _ahead_by(reading.tag("q") + reading.tag("r"))
    return on.iso(on.monday_of(reading.today) + timedelta(weeks=ahead_by, days=reading.value("k")))


def weekdays(reading: Reading) -> str | None:
    """Friday to Sunday."""
    first, last = ("k", "l") if reading.tag("k") else ("m", "n")
    start = _weekday_day(reading, reading.value(first))
    return on.interval(start, on.coming_weekday(start, reading.value(last)))


def _number(reading: Reading, group: str) -> int:
    tag = reading.tag(group)
    return 2 if tag == "2" else 1 if tag == "a" else int(reading.value(group) or 0)


def _later(reading: Reading, number: int) -> date | None:
    unit = reading.value("u")
    if unit in ("day", "week"):
        days = number * (7 if unit == "week" else 1)
        return reading.today + timedelta(days=days) if days <= _FARTHEST * 30 else None
    months = number * (12 if unit == "year" else 1)
    return on.months_later(reading.today, months) if months <= _FARTHEST else None


_FARTHEST = 600  # months


def ahead(reading: Reading) -> str | None:
    """In three weeks."""
    number = _number(reading, "n")
    found = _later(reading, number) if number else None
    return on.iso(found) if found else None


def weeks_ahead(reading: Reading) -> str | None:
    """`3 hafte me` is in three weeks; `3 din me` is how long something takes."""
    return None if reading.value("u") == "day" else ahead(reading)


def ahead_range(reading: Reading) -> str | None:
    """In two to three weeks."""
    first, last = _number(reading, "n"), _number(reading, "o")
    days = (_later(reading, first), _later(reading, last)) if 0 < first < last else (None, None)
    return on.interval(days[0], days[1]) if days[0] and days[1] else None


def coming_units(reading: Reading) -> str | None:
    """The next two weeks, from today on."""
    number = _number(reading, "n")
    last = _later(reading, number) if number else None
    return on.interval(reading.today, last) if last else None


def running_unit(reading: Reading) -> str | None:
    """Last, this or next week, month or year."""
    unit, ahead_by = reading.value("u"), _ahead_by(reading.tag("q"))
    if unit == "week":
        monday = on.monday_of(reading.today) + timedelta(weeks=ahead_by)
        return on.interval(monday, monday + timedelta(days=6))
    if unit == "month":
        return on.months_later(reading.today, ahead_by).strftime("%Y-%m")
    year = reading.today.year + ahead_by
    return on.interval(date(year, 1, 1), date(year, 12, 31)) if unit == "year" else None


# --- feasts --------------------------------------------------------------------------------------------------


def _feast_days(reading: Reading) -> tuple[date, date] | None:
    feast, year = reading.value("z") or reading.value("z2"), reading.year("y1")
    if isinstance(feast, str):
        month, day = (int(number) for number in feast.split("-"))
        found = on.day_of(year, month, day) if year else on.coming_day(reading.today, month, day)
        return (found, found) if found else None
    return next((days for days in feast if (days[0].year == year if year else days[1] >= reading.today)), None)


def feast(reading: Reading) -> str | None:
    """The coming one, or that of the year named."""
    days = _feast_days(reading)
    if not days:
        return None
    return on.iso(days[0]) if days[0] == days[1] else on.interval(*days)
