"""Departures with free seats."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from agent.compose.reading.asked import Asked
from agent.compose.reading.times import kept
from agent.compose.section import Section, fact_source, lines
from agent.knowledge.catalogue import Departure, Trek
from agent.language.window import Window

_MOST = 4
_NEXT = 3
_LAST = 2


def dates(asked: Asked) -> Section:
    """Departures in the time asked, else the nearest ones; several treks in a line or two each."""
    if len(asked.treks) > 1:
        return _several(asked)
    return _one(asked, asked.treks[0])


def on_the_day(asked: Asked) -> Section | None:
    """What leaves on the one day that is talked about, in a line; around one that is named now; None without a day."""
    if not (len(asked.treks) == 1 and len(asked.windows) == 1 and asked.windows[0].one_day):
        return None
    coming = free(asked, asked.treks[0])
    if leaving := within(coming, asked.windows):
        return Section(lines(*(_line(asked, d) for d in leaving)), fact_source("departures", *(d.id for d in leaving)))
    day = asked.windows[0].first
    named = asked.turn.values("date") or asked.windows != kept(asked.before.when, asked.today)
    near = any(abs((departure.start - day).days) <= _NEAR for departure in coming) and named
    return dates(asked) if near or lacks_room(asked) else None


_NEAR = 15


def lacks_room(asked: Asked) -> bool:
    """Whether what leaves on the very day named has too few seats: who asks for the total must hear so too."""
    days = replace(asked, windows=tuple(window for window in asked.windows if window.one_day))
    return len(asked.treks) == 1 and bool(_taken(days, asked.treks[0], ""))


def leaves_then(asked: Asked) -> bool:
    """Whether the one day that is talked about is that of a departure, with room or without."""
    trek = asked.treks[0].id if len(asked.treks) == 1 else ""
    days = {window.first for window in asked.windows if window.one_day}
    return any(departure.trek == trek and departure.start in days for departure in asked.catalogue.departures)


def free(asked: Asked, trek: Trek) -> tuple[Departure, ...]:
    """Coming departures with a seat for everybody, of the time asked for if only that is."""
    coming = asked.catalogue.departures_of(trek.id, after=asked.today)
    fitting = tuple(departure for departure in coming if departure.seats_left >= (asked.people or 1))
    return within(fitting, (asked.leaving,)) if asked.leaving else fitting


def within(departures: tuple[Departure, ...], windows: tuple[Window, ...]) -> tuple[Departure, ...]:
    """Departures starting in one of the windows."""
    return tuple(d for d in departures if any(w.first <= d.start <= w.last for w in windows))


def _one(asked: Asked, trek: Trek) -> Section:
    name, coming = asked.name_of(trek), free(asked, trek)
    if not coming and asked.leaving:
        return _nothing_else(asked, trek)
    if not coming:
        return _none_for_all(asked, trek)
    fitting = within(coming, asked.windows)
    head = _head(asked, trek, bool(fitting))
    shown = () if _is_about(asked) else _chosen(asked, fitting)
    shown = shown or _nearest(coming, asked.windows, last=asked.about("last_departure"))
    room = asked.say("departures_for", people=asked.people) if (asked.people or 1) > 1 else ""
    taken = _taken(asked, trek, name)
    sources = fact_source("departures", *(d.id for d in (*(d for d, _ in taken), *shown)))
    return Section(lines(*(said for _, said in taken), *head, *(_line(asked, d) for d in shown), room), sources)


def _none_for_all(asked: Asked, trek: Trek) -> Section:
    """That no departure has room for all of them, with the seats of those that run; else that we see none."""
    name = asked.name_of(trek)
    too_many = asked.say("group_size", trek=name, most=trek.group_size_max) if _exceeds(asked, trek) else ""
    running = free(replace(asked, people=1), trek)
    if not running:
        told = lines(too_many, asked.say("departures_unknown", trek=name))
        return Section(told, settled=False, needs_person=True)
    taken = _taken(asked, trek, name)
    shown = () if taken else _nearest(running, asked.windows)
    head = asked.say("departures_next", trek=name) if shown else ""
    told = lines(*(said for _, said in taken), head, *(_line(asked, d) for d in shown), too_many, _by_themselves(asked))
    sources = fact_source("departures", *(d.id for d in (*(d for d, _ in taken), *shown)))
    return Section(told, sources, settled=False, needs_person=True)


def _by_themselves(asked: Asked) -> str:
    """That so many may have a departure of their own."""
    least = asked.catalogue.operator.get("private_from_people")
    return asked.say("private", people=least) if least and (asked.people or 1) >= least else ""


def _exceeds(asked: Asked, trek: Trek) -> bool:
    return (asked.people or 1) > trek.group_size_max


def _chosen(asked: Asked, fitting: tuple[Departure, ...]) -> tuple[Departure, ...]:
    """The first of those in the time asked; the last of them where the last one is asked for."""
    return fitting[-_LAST:] if asked.about("last_departure") else fitting[:_MOST]


def _nothing_else(asked: Asked, trek: Trek) -> Section:
    """That nothing leaves before, or after, what was talked about, and what there is."""
    told = _one(replace(asked, leaving=None), trek)
    return replace(told, text=lines(asked.say("departures_no_other", trek=asked.name_of(trek)), told.text))


def _taken(asked: Asked, trek: Trek, name: str) -> list[tuple[Departure, str]]:
    """What leaves on the very day asked for, or in a time without a better one, and has no room: they must hear so."""
    days = [window for window in asked.windows if window.one_day or not within(free(asked, trek), asked.windows)]
    coming = (d for d in asked.catalogue.departures if d.trek == trek.id and d.start >= asked.today)
    meant = [d for d in coming if any(window.first <= d.start <= window.last for window in days)]
    return [(d, _no_room(asked, d, name)) for d in meant if d not in free(asked, trek)][:_MOST_TAKEN]


_MOST_TAKEN = 2


def _no_room(asked: Asked, departure: Departure, name: str) -> str:
    day = asked.wording.day(departure.start)
    if departure.seats_left and departure.status in ("open", "guaranteed"):
        seats = departure.seats_left
        return asked.say("departures_few", trek=name, day=day, people=asked.people, seats=seats)
    if departure.status == "cancelled":
        return asked.say("departures_cancelled", trek=name, day=day)
    return asked.say("departures_full", trek=name, day=day)


def _is_about(asked: Asked) -> bool:
    """Whether it asks for the days around the one that is named."""
    return asked.about("around") and bool(asked.windows) and asked.windows[0].one_day


def _head(asked: Asked, trek: Trek, fits: bool) -> list[str]:
    name = asked.name_of(trek)
    if asked.leaving:
        sooner = asked.leaving.last < date.max
        return [asked.say("departures_before" if sooner else "departures_after", trek=name)]
    if not asked.windows:
        return [asked.say("departures_next", trek=name)]
    window = asked.windows[0]
    when = asked.when(window)
    if not fits:
        return [*_none(asked, trek, window), asked.say("departures_instead")]
    if _is_about(asked):
        return [asked.say("departures_around", trek=name, day=when)]
    if window.one_day:
        return [asked.say("departures_on", trek=name, day=when)]
    return [asked.say("departures_in", trek=name, when=asked.wording.listed(_months(asked)))]


def _months(asked: Asked) -> list[str]:
    """The months asked for: of "the end of June" too, since the days named need not be days on which one leaves.

    A time of many months is named by its year, or by its first and last month.
    """
    named = (month for window in asked.windows for month in _months_of(asked, window))
    return list(dict.fromkeys(named))


def _months_of(asked: Asked, window: Window) -> list[str]:
    if (window.last - window.first).days <= _TWO_MONTHS:
        return [asked.wording.month(day) for day in (window.first, window.last)]
    if window.first.year == window.last.year and window.last.month == _DECEMBER:
        return [str(window.first.year)]
    return [f"{asked.wording.month(window.first)} – {asked.wording.month(window.last)}"]


_TWO_MONTHS, _DECEMBER = 62, 12


def _none(asked: Asked, trek: Trek, window: Window) -> list[str]:
    """That nothing leaves then, and why; nothing where a full group of that day was named already."""
    name, when = asked.name_of(trek), asked.when(window)
    if _taken(asked, trek, name):
        return []
    if window.one_day:
        none = asked.say("departures_not_on", trek=name, day=when)
    elif _is_part_of_a_month(window):
        none = asked.say("departures_none_between", trek=name, span=when)
    else:
        none = asked.say("departures_none", trek=name, when=asked.wording.listed(_months(asked)[:2]))
    return [none, _season(asked, name, window)]


def _is_part_of_a_month(window: Window) -> bool:
    """Then the rest of that month may have a departure, and the month must not be said to have none."""
    return not window.one_month and (window.last - window.first).days < _MONTH


_MONTH = 31


def _season(asked: Asked, name: str, window: Window) -> str:
    """Why there is none: the trek does not run in that month."""
    trek = asked.treks[0]
    if window.first.month in trek.months:
        return ""
    months, best = asked.wording.months(trek.months), asked.wording.months(trek.best_months)
    return asked.say("season", trek=name, months=months, best=best)


def _nearest(
    coming: tuple[Departure, ...], windows: tuple[Window, ...], *, last: bool = False
) -> tuple[Departure, ...]:
    """The next three, or the three nearest to the time asked, in the order of the calendar; `last`: of this season."""
    if not windows:
        return _of_the_season(coming)[-_LAST:] if last else coming[:_NEXT]
    wanted = windows[0].first
    near = sorted(coming, key=lambda d: abs((d.start - wanted).days))[:_NEXT]
    return tuple(sorted(near, key=lambda d: d.start))


def _of_the_season(coming: tuple[Departure, ...]) -> tuple[Departure, ...]:
    """Those before the first long pause."""
    for n, (one, following) in enumerate(pairwise(coming), start=1):
        if (following.start - one.start).days > _PAUSE:
            return coming[:n]
    return coming


_PAUSE = 60


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
