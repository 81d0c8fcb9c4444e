"""Each way of naming a time: a pattern, and what its match means today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import regex

from agent.language.entities import date_values as on
from agent.language.entities.date_words import (
    any_month,
    any_unit,
    bare,
    dates_table,
    listed,
    numbers_of,
    sure_month,
    unit_of,
)
from agent.language.entities.numbers import count, number_value
from agent.language.entities.patterns import alternation, phrases, whole

Match = regex.Match[str]
Meaning = Callable[[Match, date], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over folded text and its meaning; None where the match names no possible day."""

    pattern: regex.Pattern[str]
    meaning: Meaning


# --- pieces --------------------------------------------------------------------------------------------------


def _day(group: str) -> str:
    return rf"(?:(?:le|el|the|dia)[ ]+)?(?P<{group}>0?[1-9]|[12]\d|3[01])(?:[ ]?{listed('ordinal')})?(?![\d:])"


def _month(group: str) -> str:
    return rf"(?:[ ]*{listed('of')}[ ]+|[ ]*d'|[ ]*[-/,]?[ ]*)(?P<{group}>{any_month()})\.?"


def _year(group: str) -> str:
    return rf"(?:(?:[ ,]+|[ ]+(?:de|del|of)[ ]+|-)(?P<{group}>20\d\d|'\d\d)(?!\d))?"


@cache
def _to() -> str:
    return rf"(?:[ ]*-[ ]*|[ ]+{listed('to')}[ ]+)"


@cache
def _from() -> str:
    return rf"(?:{listed('from')}[ ]+)?"


def _year_value(written: str | None) -> int | None:
    return None if not written else 2000 + int(written[-2:])


def _month_value(written: str) -> int:
    return numbers_of("months")[bare(written)]


def _dated(match: Match, today: date, number: str, month: int) -> date | None:
    year = _year_value(match.groupdict().get(f"y{number}"))
    day = int(match[f"d{number}"])
    return on.day_of(year, month, day) if year else on.coming_day(today, month, day)


# --- days and ranges -----------------------------------------------------------------------------------------


def _one_day(match: Match, today: date) -> str | None:
    found = _dated(match, today, "1", _month_value(match["m1"]))
    return on.iso(found) if found else None


def _days_of_a_month(match: Match, today: date) -> str | None:
    """12–15 June: the end decides the year, so that a running range is not pushed a year ahead."""
    month = _month_value(match["m1"])
    year = _year_value(match["y1"])
    end_day = int(match["d2"])
    end = on.day_of(year, month, end_day) if year else on.coming_day(today, month, end_day)
    start = on.day_of(end.year, month, int(match["d1"])) if end else None
    return on.interval(start, end) if start and end and start < end else None


def _day_to_day(match: Match, today: date) -> str | None:
    end = _dated(match, today, "2", _month_value(match["m2"]))
    if not end:
        return None
    start_month = _month_value(match["m1"])
    start = on.day_of(end.year - (start_month > end.month), start_month, int(match["d1"]))
    return on.interval(start, end) if start and start <= end else None


def _iso_day(match: Match, today: date) -> str | None:
    found = on.day_of(int(match["y"]), int(match["m"]), int(match["d"]))
    return on.iso(found) if found else None


def _numeric_day(match: Match, today: date) -> str | None:
    """Day first, as in India and Europe; month first only where nothing else is possible."""
    day, month = int(match["a"]), int(match["b"])
    if month > 12:
        day, month = month, day
    year = match["y"]
    found = on.day_of(2000 + int(year[-2:]), month, day) if year else on.coming_day(today, month, day)
    return on.iso(found) if found else None


def _numeric_range(match: Match, today: date) -> str | None:
    end = on.coming_day(today, int(match["b2"]), int(match["a2"])) if int(match["b2"]) <= 12 else None
    start = on.day_of(end.year, int(match["b1"]), int(match["a1"])) if end else None
    return on.interval(start, end) if start and end and start < end else None


def _day_number(match: Match, today: date) -> str | None:
    day = int(match["d"])
    candidates = (on.months_later(today.replace(day=1), later) for later in range(13))
    days = (on.day_of(first.year, first.month, day) for first in candidates)
    found = next((candidate for candidate in days if candidate and candidate >= today), None)
    return on.iso(found) if found else None


# --- months --------------------------------------------------------------------------------------------------


def _month_year(match: Match, today: date, number: str = "1") -> tuple[int, int]:
    month = _month_value(match[f"m{number}"])
    groups = match.groupdict()
    year = _year_value(groups.get(f"y{number}")) or on.coming_month_year(today, month)
    return year - (1 if groups.get("last") and (year, month) >= (today.year, today.month) else 0), month


def _one_month(match: Match, today: date) -> str | None:
    year, month = _month_year(match, today)
    return f"{year}-{month:02d}"


def _months(match: Match, today: date) -> str | None:
    end_year, end = _month_year(match, today, "2")
    start = _month_value(match["m1"])
    start_year = end_year - (start > end)
    if start == end:
        return None
    return on.interval(on.month_days(start_year, start)[0], on.month_days(end_year, end)[1])


def _part_of_month(first: int, last: int) -> Meaning:
    def meaning(match: Match, today: date) -> str | None:
        year, month = _month_year(match, today)
        month_end = on.month_days(year, month)[1]
        return on.interval(date(year, month, first), min(month_end, date(year, month, min(last, month_end.day))))

    return meaning


def _season(first: int, last: int) -> Meaning:
    def meaning(match: Match, today: date) -> str | None:
        year = _year_value(match["y1"]) or today.year
        end = on.month_days(year + (last < first), last)[1]
        if end < today:
            year, end = year + 1, on.month_days(year + 1 + (last < first), last)[1]
        return on.interval(date(year, first, 1), end)

    return meaning


# --- relative to today ---------------------------------------------------------------------------------------


def _in_days(days: int) -> Meaning:
    return lambda match, today: on.iso(today + timedelta(days=days))


def _weekend(weeks: int) -> Meaning:
    return lambda match, today: on.weekend(today, weeks)


def _weekday(match: Match, today: date) -> str | None:
    named = numbers_of("weekdays").get(bare(match["w"]))
    weekday = numbers_of("short_weekdays")[match["w"]] if named is None else named
    if match.groupdict().get("next"):
        return on.iso(on.monday_of(today) + timedelta(weeks=1, days=weekday))
    return on.iso(on.coming_weekday(today, weekday))


def _ahead(match: Match, today: date) -> str | None:
    number = 1 if match["n"] in ("a", "an") else int(number_value(match["n"]))
    unit = unit_of()[bare(match["u"])]
    if unit in ("day", "week"):
        return on.iso(today + timedelta(days=number * (7 if unit == "week" else 1)))
    later = number * (12 if unit == "year" else 1)
    return on.iso(on.months_later(today, later)) if later <= 600 else None


def _running_unit(ahead: int) -> Meaning:
    def meaning(match: Match, today: date) -> str | None:
        unit = unit_of()[bare(match["u"])]
        if unit == "week":
            monday = on.monday_of(today) + timedelta(weeks=ahead)
            return on.interval(max(monday, today), monday + timedelta(days=6))
        if unit == "month":
            return on.months_later(today, ahead).strftime("%Y-%m")
        year = today.year + ahead
        return on.interval(max(date(year, 1, 1), today), date(year, 12, 31))

    return meaning


# --- feasts --------------------------------------------------------------------------------------------------


def _fixed_feast(month: int, day: int) -> Meaning:
    def meaning(match: Match, today: date) -> str | None:
        year = _year_value(match["y1"])
        found = on.day_of(year, month, day) if year else on.coming_day(today, month, day)
        return on.iso(found) if found else None

    return meaning


def _moving_feast(days: tuple[date, ...]) -> Meaning:
    def meaning(match: Match, today: date) -> str | None:
        year = _year_value(match["y1"])
        fits = [day for day in days if (day.year == year if year else day >= today)]
        return on.iso(fits[0]) if fits else None

    return meaning


# --- the table -----------------------------------------------------------------------------------------------


@cache
def rules() -> tuple[Rule, ...]:
    """All rules; of overlapping matches the longest is kept, so their order does not matter."""
    return (*_calendar_rules(), *_month_rules(), *_relative_rules(), *_feast_rules())


def _calendar_rules() -> tuple[Rule, ...]:
    to, start = _to(), _from()
    month_first = rf"(?P<m1>{any_month()})\.?[ ]+"
    return (
        Rule(whole(rf"{_day('d1')}{_month('m1')}{_year('y1')}"), _one_day),
        Rule(whole(rf"{month_first}{_day('d1')}(?![ ]*{listed('day_word')}?%){_year('y1')}"), _one_day),
        Rule(whole(rf"{start}{_day('d1')}{to}{_day('d2')}{_month('m1')}{_year('y1')}"), _days_of_a_month),
        Rule(whole(rf"{start}{month_first}{_day('d1')}{to}{_day('d2')}{_year('y1')}"), _days_of_a_month),
        Rule(whole(rf"{start}{_day('d1')}{_month('m1')}{to}{_day('d2')}{_month('m2')}{_year('y2')}"), _day_to_day),
        Rule(
            whole(rf"{start}{month_first}{_day('d1')}{to}(?P<m2>{any_month()})\.?[ ]+{_day('d2')}{_year('y2')}"),
            _day_to_day,
        ),
        Rule(whole(r"(?P<y>20\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"), _iso_day),
        Rule(
            whole(r"(?<![/.-])(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>20\d\d|\d\d)(?![/.-]\d)"),
            _numeric_day,
        ),
        Rule(whole(r"(?<![/.-])(?!24/7)(?P<a>\d\d)/(?P<b>\d{1,2})(?P<y>)(?![/.-])"), _numeric_day),
        Rule(whole(r"(?P<a1>\d{1,2})/(?P<b1>\d{1,2})[ ]*-[ ]*(?P<a2>\d{1,2})/(?P<b2>\d{1,2})"), _numeric_range),
        Rule(whole(rf"(?<=on[ ])the[ ](?P<d>[12]?\d|3[01])[ ]?(?:st|nd|rd|th)(?![ ]+{any_month()})"), _day_number),
        Rule(whole(rf"(?P<d>[12]?\d|3[01])[ ]*{listed('day_word')}"), _day_number),
        Rule(whole(r"(?:el(?:[ ]dia)?|le)[ ](?P<d>[12]?\d|3[01])(?=[ ]*(?:[.,!?;]|$))"), _day_number),
    )


def _month_rules() -> tuple[Rule, ...]:
    month = rf"(?P<m1>{sure_month()})\.?"
    built = [
        Rule(
            whole(
                rf"(?:(?P<last>{listed('last')})[ ]+|(?:{listed('next')}|{listed('this')})[ ]+)?{month}{_year('y1')}"
            ),
            _one_month,
        ),
        Rule(whole(rf"(?P<m1>{any_month()})\.?(?:[ ,]+|[ ]+de[ ]+)(?P<y1>20\d\d)"), _one_month),
        Rule(whole(rf"{month}[ ]+(?P<last>{listed('last')})"), _one_month),
        Rule(whole(rf"{_from()}(?P<m1>{any_month()})\.?{_to()}(?P<m2>{any_month()})\.?{_year('y2')}"), _months),
    ]
    for days, sides in dates_table()["parts"].items():
        first, last = (int(day) for day in days.split("-"))
        before, after = alternation(phrases(sides["before"])), alternation(phrases(sides["after"]))
        meaning = _part_of_month(first, last)
        glued = rf"{before}(?:[ ]*(?:de[ ]|d'|of[ ])|[ ]+|(?<=-))(?P<m1>{any_month()})\.?{_year('y1')}"
        built += [Rule(whole(glued), meaning), Rule(whole(rf"(?P<m1>{any_month()})(?P<y1>)[ ]+{after}"), meaning)]
    for months, names in dates_table()["seasons"].items():
        first, last = (int(number) for number in months.split("-"))
        season = alternation(phrases(names))
        cue, cue_after = listed("season_cue"), listed("season_cue_after")
        pattern = rf"(?<={cue}[ ]?){season}{_year('y1')}|{season}(?P<y1>)(?=[ ]+{cue_after})"
        built.append(Rule(whole(pattern), _season(first, last)))
    return tuple(built)


def _relative_rules() -> tuple[Rule, ...]:
    near = [Rule(whole(alternation(phrases(names))), _in_days(days)) for days, names in dates_table()["near"].items()]
    weekend, unit = listed("weekend"), rf"(?P<u>{any_unit()})"
    after, this, ahead = listed("next_after"), listed("this"), listed("next")
    weekday = alternation(word for names in dates_table()["weekdays"].values() for word in phrases(names))
    short = alternation(word for names in dates_table()["short_weekdays"].values() for word in phrases(names))
    number = rf"(?P<n>{count()}|an?)"
    return (
        *near,
        Rule(whole(rf"(?:{this}[ ]+)?{weekend}"), _weekend(0)),
        Rule(whole(rf"{ahead}[ ]+{weekend}|{weekend}[ ]+{after}"), _weekend(1)),
        Rule(whole(rf"(?P<w>{weekday})"), _weekday),
        Rule(whole(rf"(?<=(?:on|this|coming)[ ])(?P<w>{short})"), _weekday),
        Rule(whole(rf"(?P<next>{ahead})[ ]+(?P<w>{weekday}|{short})|(?P<w>{weekday})[ ]+(?P<next>{after})"), _weekday),
        Rule(
            whole(rf"{listed('ahead_before')}[ ]+{number}[ ]+{unit}|{number}[ ]+{unit}[ ]+{listed('ahead_after')}"),
            _ahead,
        ),
        Rule(whole(rf"{ahead}[ ]+{_long_unit()}|{_long_unit()}[ ]+{after}"), _running_unit(1)),
        Rule(whole(rf"{this}[ ]+{_long_unit()}"), _running_unit(0)),
    )


def _long_unit() -> str:
    return rf"(?P<u>{alternation(word for word, unit in unit_of().items() if unit != 'day')})"


def _feast_rules() -> tuple[Rule, ...]:
    built: list[Rule] = []
    for feast in dates_table()["feasts"]:
        named = rf"{alternation(phrases(feast['names']))}{_year('y1')}"
        built.append(Rule(whole(named), _feast(feast)))
    return tuple(built)


def _feast(feast: dict[str, object]) -> Meaning:
    fixed = feast.get("fixed")
    if fixed:
        month, day = str(fixed).split("-")
        return _fixed_feast(int(month), int(day))
    listed_days = feast.get("dates")
    return _moving_feast(tuple(listed_days) if isinstance(listed_days, list) else ())
