"""What guests plan with, in words: pick-up, signal, cash, snow, ways out and the like. "" where the entry is silent."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from agent.compose.reading.asked import Asked
from agent.compose.section import lines
from agent.compose.told.spans import days_of, hours_of, weeks_of
from agent.knowledge.catalogue import Trek
from agent.knowledge.practical import Exit, Hub, Signal
from agent.language.romanise import romanised


def highlights(asked: Asked, trek: Trek) -> str:
    """The summary in the customer's language and letters; "" where nobody wrote it."""
    told = trek.summary.get("hi" if asked.language == "hi-Latn" else asked.language, "")
    return romanised(told) if asked.language == "hi-Latn" else told


def _highlights(asked: Asked, trek: Trek) -> str:
    told = highlights(asked, trek)
    return f"{asked.name_of(trek)}: {told}" if told else ""


def _start(asked: Asked, trek: Trek) -> str:
    ends = {"start": asked.place(trek.start), "end": asked.place(trek.end)}
    return f"{asked.say('start', trek=asked.name_of(trek), **ends)} {asked.say('start_reach')}"


def _pickup(asked: Asked, trek: Trek) -> str:
    pickup = trek.practical.pickup
    if pickup is None:
        return ""
    place = asked.place(pickup.place)
    spot = asked.say("station", place=place) if pickup.spot else place
    when = asked.say("clock", at=pickup.at) if pickup.at else asked.say("part_of_day", code=pickup.part)
    return " ".join(
        filter(
            None,
            [
                asked.say("pickup", trek=asked.name_of(trek), place=spot, when=when),
                asked.say("arrive", code=pickup.arrive),
                asked.say("join", places=_listed(asked, pickup.join)) if pickup.join else "",
            ],
        )
    )


def _reach(asked: Asked, trek: Trek) -> str:
    """Airports, stations, coaches and borders; the way on from an end that is not the start."""
    reach = trek.practical.reach
    kinds = _hubs(asked, trek)
    told = [_reach_line(asked, kind, [_hub(asked, hub) for hub in hubs]) for kind, hubs in kinds.items()]
    borders = [asked.place(place) for place in reach.borders] if reach else []
    onward = [_hub(asked, hub) for hub in trek.practical.onward]
    told += [_reach_line(asked, "borders", borders), _onward(asked, trek, onward)]
    if not any(told):
        return _start(asked, trek)
    heading = asked.say("reach_heading", trek=asked.name_of(trek), place=asked.place(trek.start))
    pickup = trek.practical.pickup
    arrive = asked.say("arrive", code=pickup.arrive) if pickup else ""
    return lines(heading, *told, asked.say("start_reach"), arrive)


def _hubs(asked: Asked, trek: Trek) -> Mapping[str, Sequence[Hub]]:
    """Where one comes from to the start: one way leads to all treks that begin in the same town, each tells a part.

    Not what holds for treks of other months alone: in winter no road leads to Leh.
    """
    others = (other for other in asked.catalogue.treks.values() if other.start == trek.start)
    beginning = [trek, *(other for other in others if set(other.months) & set(trek.months))]
    ways = [reach for one in beginning if (reach := one.practical.reach)]
    return {
        "airports": _each_place(hub for reach in ways for hub in reach.airports),
        "stations": _each_place(hub for reach in ways for hub in reach.stations),
        "buses": _each_place(hub for reach in ways for hub in reach.buses),
    }


def _each_place(hubs: Iterable[Hub]) -> tuple[Hub, ...]:
    """Every place once, as it is told with most figures."""
    kept: dict[str, Hub] = {}
    for hub in hubs:
        before = kept.get(hub.place)
        if before is None or _figures(hub) > _figures(before):
            kept[hub.place] = hub
    return tuple(kept.values())


def _figures(hub: Hub) -> int:
    return sum(figure is not None for figure in (hub.km, hub.hours, hub.days))


def _reach_line(asked: Asked, kind: str, told: Sequence[str]) -> str:
    return asked.say("reach_line", kind=kind, told=asked.wording.listed(told)) if told else ""


def _onward(asked: Asked, trek: Trek, told: Sequence[str]) -> str:
    return asked.say("onward", place=asked.place(trek.end), told=asked.wording.listed(told)) if told else ""


def _hub(asked: Asked, hub: Hub) -> str:
    """Bhuntar (50 km), Delhi (13 hours)."""
    time = hours_of(asked, hub.hours) or (days_of(asked, hub.days) if hub.days else "")
    km = asked.wording.number(hub.km) if hub.km else ""
    return asked.say("hub", place=asked.place(hub.place), km=km, time=time)


def _cash(asked: Asked, trek: Trek) -> str:
    cash = trek.practical.cash
    if cash is None:
        return ""
    last = {"places": _listed(asked, cash.last), "reliable": cash.reliable}
    told = asked.say("cash", trek=asked.name_of(trek), **last) if cash.last else ""
    bring = asked.say("cash_bring", place=asked.place(cash.bring_from)) if cash.bring_from else ""
    return " ".join(filter(None, [told, bring]))


def _network(asked: Asked, trek: Trek) -> str:
    """From the places with and without signal; else the operator's English sentence."""
    signal = trek.practical.signal
    if signal is None:
        return asked.say("network", trek=asked.name_of(trek), text=trek.network.rstrip(".")) if trek.network else ""
    parts = "; ".join(_signal_parts(asked, signal))
    rest = [asked.say("signal_note", code=code) for code in ("wifi", "postpaid") if getattr(signal, code)]
    if signal.operators:
        rest.append(asked.say("signal_operators", names=asked.wording.listed(signal.operators)))
    heading = asked.say("signal", trek=asked.name_of(trek), told=parts) if parts else ""
    return " ".join(filter(None, [heading, *rest])) if heading else lines(asked.name_of(trek) + ":", " ".join(rest))


def _signal_parts(asked: Asked, signal: Signal) -> Iterator[str]:
    places = {"good": signal.good, "weak": signal.weak, "until": (signal.until,), "none": signal.none}
    for code, names in {**places, "again": (signal.again,)}.items():
        if any(names):
            yield asked.say("signal_part", code=code, places=_listed(asked, names))


def _listed(asked: Asked, places: Sequence[str]) -> str:
    return asked.wording.listed([asked.place(place) for place in places])


def _exit(asked: Asked, trek: Trek) -> str:
    told = [_exit_line(asked, way) for way in trek.practical.exits]
    if trek.practical.helicopter:
        told.append(asked.say("helicopter", places=_listed(asked, trek.practical.helicopter)))
    return lines(asked.say("exit_heading", trek=asked.name_of(trek)), *told) if told else ""


def _exit_line(asked: Asked, way: Exit) -> str:
    code = "from" if way.start else "until" if way.until else "after" if way.after else "any"
    time = hours_of(asked, way.hours) or (days_of(asked, way.days) if way.days else "")
    ends = " / ".join(asked.place(place) for place in way.ends)
    place = asked.place(way.start or way.until or way.after)
    return asked.say("exit_line", code=code, place=place, ends=ends, time=time)


def _snow(asked: Asked, trek: Trek) -> str:
    """Months with snow, with rain and without; the temperature is told by its own topic."""
    weather = trek.practical.weather
    if weather is None:
        return ""
    name = asked.name_of(trek)
    verdict = _snow_in(asked, trek, weather.snow)
    snow = asked.say("snow", trek=name, months=asked.wording.months(weather.snow)) if weather.snow else ""
    rain = asked.say("rain", trek=name, months=asked.wording.months(weather.rain)) if weather.rain else ""
    dry = asked.say("dry", trek=name, months=asked.wording.months(weather.dry)) if weather.dry else ""
    return " ".join(filter(None, [verdict, snow, rain, dry]))


def _snow_in(asked: Asked, trek: Trek, months: Sequence[int]) -> str:
    """Whether snow lies in the month named; "" where none was, or rain is asked about."""
    month = month_of(asked)
    if not month or not months or asked.about("rain"):
        return ""
    if month not in trek.months:
        return asked.say("off_season", trek=asked.name_of(trek), month=asked.wording.months([month]))
    phrase = "snow_yes" if month in months else "snow_no"
    return asked.say(phrase, trek=asked.name_of(trek), month=asked.wording.months([month]))


def month_of(asked: Asked) -> int:
    """The month named; 0 where none was, or a time of many months such as "next year"."""
    window = asked.windows[0] if asked.windows else None
    return window.first.month if window and (window.last - window.first).days <= _MONTH_DAYS else 0


_MONTH_DAYS = 31


def experience(asked: Asked, trek: Trek) -> str:
    """Which earlier treks are asked for; "" where the entry does not say."""
    fitness = trek.practical.fitness
    if fitness is None or fitness.experience is None:
        return ""
    metres = asked.wording.number(fitness.above_m) if fitness.above_m else ""
    wanted = asked.say("experience", code=fitness.experience, metres=metres)
    return " ".join(filter(None, [wanted, _too_low(asked, trek)]))


def _too_low(asked: Asked, trek: Trek) -> str:
    """That the highest trek somebody has walked is not the high one asked for; "" where it may be."""
    fitness = trek.practical.fitness
    done = [asked.catalogue.treks[one] for one in asked.done]
    if fitness is None or fitness.experience not in _OF_HEIGHT or not done:
        return ""
    highest = max(done, key=lambda one: one.max_altitude_m)
    if highest.max_altitude_m >= (fitness.above_m or _CERTAINLY_LOW):
        return ""
    metres = asked.wording.number(highest.max_altitude_m)
    return asked.say("experience_short", trek=asked.name_of(highest), metres=metres)


_OF_HEIGHT = frozenset({"high_pass", "high_trek"})
_CERTAINLY_LOW = 3_500
"""No pass below this many metres is a high one, where the entry names no height."""


def training(asked: Asked, trek: Trek) -> str:
    """How long to train, and the run one should manage."""
    fitness = trek.practical.fitness
    if fitness is None:
        return ""
    weeks = asked.say("train", weeks=weeks_of(asked, fitness.weeks)) if fitness.weeks else ""
    run = ""
    if fitness.run_km and fitness.run_minutes:
        run = asked.say("run", km=asked.wording.number(fitness.run_km), minutes=fitness.run_minutes)
    return " ".join(filter(None, [weeks, run]))


def papers_ahead(asked: Asked, trek: Trek) -> str:
    """How long before departure the papers of its permit must be with us; "" where the entry does not say."""
    papers = trek.practical.papers
    if papers is None:
        return ""
    weeks = weeks_of(asked, (papers.weeks, papers.weeks))
    return asked.say("papers_ahead", trek=asked.name_of(trek), weeks=weeks, foreigners=papers.foreigners_only)


def _flight_luggage(asked: Asked, trek: Trek) -> str:
    kilos = trek.practical.flight_kg
    return asked.say("flight_luggage", trek=asked.name_of(trek), kilos=kilos) if kilos else ""


def codes(asked: Asked, phrase: str, given: Sequence[str]) -> str:
    """Codes in words, as a list."""
    return asked.wording.listed([asked.say(phrase, code=code) for code in given])


FACTS: Mapping[str, Callable[[Asked, Trek], str]] = {
    "start": _start,
    "pickup": _pickup,
    "reach": _reach,
    "cash": _cash,
    "network": _network,
    "exit": _exit,
    "snow": _snow,
    "highlights": _highlights,
    "flight_luggage": _flight_luggage,
}
"""Facts that make no sense without a trek."""
