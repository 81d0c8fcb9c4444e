"""Whether a departure goes for certain, and with how few: the status of those asked about, then the rule."""

from collections.abc import Sequence

from agent.compose.reading.asked import Asked
from agent.compose.section import Section, fact_source, lines
from agent.compose.told.dates import within
from agent.knowledge.catalogue import Departure, Trek

_MOST = 4


def goes_ahead(asked: Asked) -> Section | None:
    """Which departures of the time asked are guaranteed; the rule where none is, or no time was named."""
    told = meant(asked)
    sure = [departure for departure in told if departure.status == "guaranteed"]
    rule = "" if told and len(sure) == len(told) else _rule(asked)
    text = lines(
        _days_told(asked, "departures_guaranteed", sure) or _days_told(asked, "departures_not_yet", told), rule
    )
    sources = (*fact_source("departures", *(departure.id for departure in told)), *(("operator",) if rule else ()))
    return Section(text, sources) if text else None


def meant(asked: Asked) -> tuple[Departure, ...]:
    """Departures of the one trek in question in the time asked, or on the day booked; none without either."""
    trek = _trek(asked)
    coming = asked.catalogue.departures_of(trek.id, after=asked.today) if trek else ()
    if asked.windows:
        return within(coming, asked.windows)[:_MOST]
    booked = {found.start for found in asked.bookings if trek and found.booking.trek == trek.id}
    return tuple(departure for departure in coming if departure.start in booked)


def _trek(asked: Asked) -> Trek | None:
    """The one in question, or the one booked where none is."""
    treks = {trek.id for trek in asked.treks} or {found.booking.trek for found in asked.bookings}
    return asked.catalogue.treks[treks.pop()] if len(treks) == 1 else None


def _days_told(asked: Asked, phrase: str, departures: Sequence[Departure]) -> str:
    """What the phrase says of these days; "" of none."""
    if not departures:
        return ""
    days = asked.wording.listed([asked.wording.day(departure.start) for departure in departures])
    name = asked.name_of(asked.catalogue.treks[departures[0].trek])
    return asked.say(phrase, trek=name, days=days, many=len(departures) > 1)


def _rule(asked: Asked) -> str:
    operator = asked.catalogue.operator
    people, days = operator.get("departure_min_people"), operator.get("low_numbers_notice_days")
    return asked.say("min_people", people=people, days=days) if people and days else ""
