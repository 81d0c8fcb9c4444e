"""The days of a trek in words: road and walking hours, nights, one day, all of them. "" where a trek has no days."""

from collections.abc import Callable, Iterator, Mapping

from agent.compose.reading.asked import Asked
from agent.compose.reading.day_asked import day_asked
from agent.compose.section import lines
from agent.compose.told.spans import hours_of
from agent.knowledge.catalogue import Trek
from agent.knowledge.stages import Leg, Stage, Stay


def _of_the_day(tell: Callable[[Asked, Trek], str]) -> Callable[[Asked, Trek], str]:
    """Who names a day of the trek hears of that day, whatever of it was asked."""

    def told(asked: Asked, trek: Trek) -> str:
        day = day_asked(asked.turn, len(trek.stages))
        return _day(asked, trek, day) if day else tell(asked, trek)

    return told


def _day(asked: Asked, trek: Trek, day: int) -> str:
    heading = asked.say("days_heading", trek=asked.name_of(trek))
    return lines(heading, day_line(asked, day, trek.stages[day - 1]))


def _itinerary(asked: Asked, trek: Trek) -> str:
    if not trek.stages:
        return ""
    told = (day_line(asked, day, stage) for day, stage in enumerate(trek.stages, start=1))
    return lines(asked.say("days_heading", trek=asked.name_of(trek)), *told)


def day_line(asked: Asked, day: int, stage: Stage) -> str:
    """One day: what is driven and walked, and the night."""
    purpose = [asked.say("day_purpose", code=stage.purpose)] if stage.purpose else []
    told = "; ".join([*purpose, *(_leg(asked, way, leg) for way, leg in stage.legs), *_night(asked, stage)])
    return asked.say("day_line", day=day, told=told)


def rests(trek: Trek) -> tuple[int, ...]:
    """The days on which one gets used to the altitude."""
    return tuple(day for day, stage in enumerate(trek.stages, start=1) if stage.purpose in _RESTS)


_RESTS = frozenset({"acclimatisation", "rest"})


def _acclimatisation(asked: Asked, trek: Trek) -> str:
    told = [day_line(asked, day, trek.stages[day - 1]) for day in rests(trek)]
    return lines(asked.say("days_heading", trek=asked.name_of(trek)), *told) if told else ""


def _night(asked: Asked, stage: Stage) -> list[str]:
    """What one sleeps in and how high; the place too, where the day does not end there."""
    if not stage.stay:
        return []
    ends = stage.legs[-1][1].end if stage.legs else ""
    place = "" if stage.night == ends else asked.place(stage.night)
    return [asked.say("night", stay=asked.say("stay_in", code=stage.stay), place=place, metres=_metres(asked, stage))]


def _metres(asked: Asked, stage: Stage) -> str:
    return asked.wording.number(stage.sleep_m) if stage.sleep_m else ""


def _leg(asked: Asked, way: str, leg: Leg) -> str:
    return asked.say(
        "leg",
        way=way,
        path=_path(asked, leg),
        km=asked.wording.number(leg.km) if leg.km else "",
        climb=asked.wording.number(leg.climb_m) if leg.climb_m else "",
        drop=asked.wording.number(leg.drop_m) if leg.drop_m else "",
        hours=hours_of(asked, leg.hours),
        leaves=leg.leaves or "",
        arrives=leg.arrives or "",
    )


def _path(asked: Asked, leg: Leg) -> str:
    """From, over the high point, to; a walk that comes back to its start without one goes around it."""
    high = asked.place(leg.over)
    if high and leg.over_m:
        high = asked.say("high_point", place=high, metres=asked.wording.number(leg.over_m))
    stops = [asked.place(leg.start), high, asked.place(leg.end), asked.place(leg.start) if leg.back else ""]
    if leg.start == leg.end and not high:
        return asked.say("around", place=stops[0])
    return " → ".join(filter(None, stops))


def _drive(asked: Asked, trek: Trek) -> str:
    """Every way by road or air with its day: there and back."""
    ridden = [(day, way, leg) for day, way, leg in _legs(trek) if way != "walk"]
    if not ridden:
        return ""
    told = (asked.say("day_line", day=day, told=_leg(asked, way, leg)) for day, way, leg in ridden)
    return lines(asked.say("drive_heading", trek=asked.name_of(trek)), *told)


def _back(asked: Asked, trek: Trek) -> str:
    """The last day on the way, when one arrives, and from when on trains are safe; not a spare day that may follow."""
    if not trek.stages:
        return ""
    last = max((day for day, _, _ in _legs(trek)), default=len(trek.stages))
    day = day_asked(asked.turn, len(trek.stages)) or last
    at, place = trek.practical.onward_from if day == last else None, asked.place(trek.end)
    return lines(_day(asked, trek, day), asked.say("onward_from", at=at, place=place) if at else "")


def _flight(asked: Asked, trek: Trek) -> str:
    """Whether one flies on the trek, and the ways by road or air."""
    if not trek.stages:
        return ""
    flies = any(way == "flight" for _, way, _ in _legs(trek))
    return lines("" if flies else asked.say("no_flight", trek=asked.name_of(trek)), _drive(asked, trek))


def _legs(trek: Trek) -> Iterator[tuple[int, str, Leg]]:
    for day, stage in enumerate(trek.stages, start=1):
        yield from ((day, way, leg) for way, leg in stage.legs)


def _walking_hours(asked: Asked, trek: Trek) -> str:
    """The shortest and the longest day on foot, and which one that is."""
    walks = [(leg.hours, day, leg) for day, way, leg in _legs(trek) if way == "walk" and leg.hours]
    if not walks:
        return ""
    longest = max(walks, key=lambda walk: (walk[0][1], walk[0][0], -walk[1]))
    spread = min(hours[0] for hours, _, _ in walks), longest[0][1]
    told = asked.say("walking_hours", trek=asked.name_of(trek), hours=hours_of(asked, spread))
    return lines(told, asked.say("day_line", day=longest[1], told=_leg(asked, "walk", longest[2])))


def _stay(asked: Asked, trek: Trek) -> str:
    """The nights by what one sleeps in, with place and altitude, in the order in which they come."""
    nights: dict[Stay, list[str]] = {}
    for stage in trek.stages:
        if stage.stay:
            nights.setdefault(stage.stay, []).append(_where(asked, stage))
    told = (
        asked.say(
            "stay_line", stay=asked.say("stay_in", code=code), count=len(spent), places=", ".join(dict.fromkeys(spent))
        )
        for code, spent in nights.items()
    )
    return lines(asked.say("stay_heading", trek=asked.name_of(trek)), *told) if nights else ""


def _where(asked: Asked, stage: Stage) -> str:
    place = asked.place(stage.night)
    return asked.say("high_point", place=place, metres=_metres(asked, stage)) if stage.sleep_m else place


def _highest_night(asked: Asked, trek: Trek) -> str:
    """The night spent highest, which tells more of thin air than the pass."""
    nights = [stage for stage in trek.stages if stage.sleep_m and stage.night]
    if not nights:
        return ""
    top = max(nights, key=lambda stage: stage.sleep_m or 0)
    place = asked.place(top.night)
    return asked.say("highest_night", trek=asked.name_of(trek), place=place, metres=_metres(asked, top))


walking_hours, stay = _of_the_day(_walking_hours), _of_the_day(_stay)

FACTS: Mapping[str, Callable[[Asked, Trek], str]] = {
    "drive": _of_the_day(_drive),
    "flight": _flight,
    "back": _back,
    "itinerary": _of_the_day(_itinerary),
    "acclimatisation": _acclimatisation,
    "highest_night": _highest_night,
}
"""Facts that make no sense without a trek."""
