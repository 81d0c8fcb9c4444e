"""A date entity as the days it covers."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from agent.turn import Turn

_OPEN_END = timedelta(days=14)  # "after Diwali" asks about the days that follow, not about every later year


@dataclass(frozen=True, slots=True)
class Window:
    """A time asked for, both days included."""

    first: date
    last: date

    @property
    def one_day(self) -> bool:
        """Whether a single day was asked for."""
        return self.first == self.last

    @property
    def one_month(self) -> bool:
        """Whether it is a month from its first day to its last."""
        return self.first.day == 1 and self.last == _month_end(self.first)

    def meets(self, first: date, last: date) -> bool:
        """Whether it shares a day with [first, last]."""
        return self.first <= last and first <= self.last


def window_of(value: str) -> Window | None:
    """2027-06-12, 2027-06, 2027-06-12/2027-06-15; open ends (2027-06-12/.., ../2027-06-12) reach a fortnight.

    None for anything else.
    """
    first, _, last = value.partition("/")
    start, end = _edge(first), _edge(last or first)
    if start and end:
        return Window(start[0], max(end[1], start[1]))
    if start and last == "..":
        return Window(start[0], start[1] + _OPEN_END)
    return Window(end[0] - _OPEN_END, end[1]) if end and first == ".." else None


def windows_of(turn: Turn) -> tuple[Window, ...]:
    """The times a message names, in its order."""
    read = (window_of(str(value)) for value in turn.values("date"))
    return tuple(window for window in read if window)


def _edge(value: str) -> tuple[date, date] | None:
    try:
        if len(value) == len("2027-06"):
            first = date.fromisoformat(f"{value}-01")
            return first, _month_end(first)
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return day, day


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
