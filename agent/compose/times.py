"""When they would come, as a message says it."""

import calendar
from datetime import date
from zoneinfo import ZoneInfo

import regex

from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.window import Window, window_of, windows_of
from agent.turn import Entity, Turn


def today_of(turn: Turn, catalogue: Catalogue) -> date:
    """The day the message was sent, in the operator's time zone."""
    return turn.message.sent_at.astimezone(ZoneInfo(str(catalogue.operator.get("timezone", "UTC")))).date()


def windows(turn: Turn, today: date) -> tuple[Window, ...]:
    """Those the message names. "Today" asks about now: nobody joins a trek that leaves within hours."""
    return tuple(window for window in windows_of(turn) if window.last > today)


def kept(when: str, today: date) -> tuple[Window, ...]:
    """A time said before, while it has not passed."""
    window = window_of(when)
    return (window,) if window and window.last > today else ()


def of_the_talk(window: Window, turn: Turn, when: str) -> Window:
    """A bare day of the month, as in "the one on the 12th", lies in the month talked about."""
    talked = window_of(when)
    bare = any(e.type == "date" and str(e.value) == window.first.isoformat() and _only_a_day(e) for e in turn.entities)
    if not (bare and talked and window.one_day):
        return window
    last = calendar.monthrange(talked.first.year, talked.first.month)[1]
    day = talked.first.replace(day=min(window.first.day, last))
    return Window(day, day)


def _only_a_day(entity: Entity) -> bool:
    """Whether the words of a date name no month: a figure and at most an ordinal ending or a word for "date"."""
    return bool(_DAY_OF_MONTH.fullmatch(entity.text.strip().lower()))


_DAY_OF_MONTH = regex.compile(
    r"(?:the |el |le |on |del |du )?\d{1,2} ?(?:st|nd|rd|th|er|º|ª|को|तारीख़?|tarikh|tareekh|date|ko)?"
)


def with_a_departure(window: Window, treks: tuple[Trek, ...], catalogue: Catalogue, today: date) -> Window:
    """Who says "in November" in late November means the next one, where nothing leaves in what is left of this one."""
    if not (window.one_month and window.first <= today and treks):
        return window
    leaving = (catalogue.departures_of(trek.id, after=today, before=window.last) for trek in treks)
    if any(leaving):
        return window
    return window_of(f"{window.first.year + 1}-{window.first.month:02d}") or window
