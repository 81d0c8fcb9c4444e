"""Departures with free seats."""

from agent.knowledge.catalogue import Departure, Trek
from agent.language.window import Window
from agent.llm.asked import Asked, Section, fact_source, lines

_MOST = 4
_NEXT = 3


def dates(asked: Asked) -> Section:
    """Departures in the time asked, else the nearest ones; several treks in a line or two each."""
    if len(asked.treks) > 1:
        return _several(asked)
    return _one(asked, asked.treks[0])


def free(asked: Asked, trek: Trek) -> tuple[Departure, ...]:
    """Coming departures with a seat for everybody."""
    coming = asked.catalogue.departures_of(trek.id, after=asked.today)
    return tuple(departure for departure in coming if departure.seats_left >= (asked.people or 1))


def within(departures: tuple[Departure, ...], windows: tuple[Window, ...]) -> tuple[Departure, ...]:
    """Departures starting in one of the windows."""
    return tuple(d for d in departures if any(w.first <= d.start <= w.last for w in windows))


def _one(asked: Asked, trek: Trek) -> Section:
    name, coming = asked.name_of(trek), free(asked, trek)
    if not coming:
        return Section(asked.say("departures_unknown", trek=name), settled=False, needs_person=True)
    fitting = within(coming, asked.windows)
    head = _head(asked, name, bool(fitting))
    shown = fitting[:_MOST] or _nearest(coming, asked.windows)
    room = asked.say("departures_for", people=asked.people) if (asked.people or 1) > 1 else ""
    return Section(lines(*head, *(_line(asked, d) for d in shown), room), fact_source("departures", trek.id))


def _head(asked: Asked, name: str, fits: bool) -> list[str]:
    if not asked.windows:
        return [asked.say("departures_next", trek=name)]
    window = asked.windows[0]
    when = asked.when(window)
    if not fits:
        none = asked.say("departures_not_on", trek=name, day=when) if window.one_day else ""
        none = none or asked.say("departures_none", trek=name, when=when)
        return [none, _season(asked, name, window), asked.say("departures_instead")]
    if window.one_day:
        return [asked.say("departures_on", trek=name, day=when)]
    return [asked.say("departures_in", trek=name, when=asked.wording.listed([asked.when(w) for w in asked.windows]))]


def _season(asked: Asked, name: str, window: Window) -> str:
    """Why there is none: the trek does not run in that month."""
    trek = asked.treks[0]
    if window.first.month in trek.months:
        return ""
    months, best = asked.wording.months(trek.months), asked.wording.months(trek.best_months)
    return asked.say("season", trek=name, months=months, best=best)


def _nearest(coming: tuple[Departure, ...], windows: tuple[Window, ...]) -> tuple[Departure, ...]:
    """The next three, or the three nearest to the time asked, in the order of the calendar."""
    if not windows:
        return coming[:_NEXT]
    wanted = windows[0].first
    near = sorted(coming, key=lambda d: abs((d.start - wanted).days))[:_NEXT]
    return tuple(sorted(near, key=lambda d: d.start))


def _line(asked: Asked, departure: Departure) -> str:
    span = asked.wording.span(departure.start, departure.end)
    return asked.say("departure_line", span=span, seats=departure.seats_left)


def _several(asked: Asked) -> Section:
    told = [line for trek in asked.treks[:_NEXT] for line in _short(asked, trek)]
    return Section(lines(*told), fact_source("departures", *(t.id for t in asked.treks[:_NEXT])))


def _short(asked: Asked, trek: Trek) -> list[str]:
    coming = free(asked, trek)
    shown = within(coming, asked.windows)[:2] or coming[:1]
    name = asked.name_of(trek)
    if not shown:
        return [asked.say("departures_unknown", trek=name)]
    spans = [(asked.wording.span(d.start, d.end), d.seats_left) for d in shown]
    return [asked.say("departure_short", trek=name, span=span, seats=seats) for span, seats in spans]
