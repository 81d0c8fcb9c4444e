"""What a named month, a part of it or a season means on the day the message was written."""

from datetime import date

from agent.language.entities import date_values as on
from agent.language.entities.date_reading import Reading, ahead_by


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
    if not reading.names_year("q"):
        return None
    year = reading.today.year + ahead_by(reading.tag("q"))
    return f"{year}-{reading.value('m1'):02d}"


def whole_year(reading: Reading) -> str | None:
    """What is left of 2027, unless it is over."""
    year = reading.year("y1")
    if not year or year < reading.today.year:
        return None
    return on.interval(max(date(year, 1, 1), reading.today), date(year, 12, 31))


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
    first = on.months_later(reading.today.replace(day=1), ahead_by(tags) if tags else 0)
    return _days_of(reading.value("p"), first.year, first.month)


def season(reading: Reading) -> str | None:
    """The months of a season that is not over."""
    first, last = (int(month) for month in (reading.value("s") or reading.value("t") or reading.value("r")).split("-"))
    year = reading.year("y1") or reading.year("y2") or reading.today.year
    end = on.month_days(year + (last < first), last)[1]
    if end < reading.today:
        year, end = year + 1, on.month_days(year + 1 + (last < first), last)[1]
    return on.interval(date(year, first, 1), end)


def weekday_of_month(reading: Reading) -> str | None:
    """The second Saturday of December; the last one."""
    month = reading.value("m1")
    first = date(reading.year("y1") or on.coming_month_year(reading.today, month), month, 1)
    length = on.month_days(first.year, month)[1].day
    days = range(1 + (reading.value("k") - first.weekday()) % 7, length + 1, 7)
    which = -1 if reading.tag("last") else int(reading.value("d1")) - 1
    return on.iso(first.replace(day=days[which])) if which < len(days) else None


def _month(reading: Reading, number: int = 1) -> tuple[int, int]:
    month = reading.value(f"m{number}")
    year = reading.year(f"y{number}") or on.coming_month_year(reading.today, month)
    said_past = bool(reading.tag("last")) and (year, month) >= (reading.today.year, reading.today.month)
    return year - said_past, month


def _days_of(part: str, year: int, month: int) -> str:
    """Days `first last` of a month; zero is its last day, -6 the seventh from the end."""
    length = on.month_days(year, month)[1].day
    first, last = (int(day) if int(day) > 0 else length + int(day) for day in part.split())
    return on.interval(date(year, month, first), date(year, month, min(last, length)))
