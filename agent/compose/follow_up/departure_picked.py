"""Which departures a message points at: of those just listed "the later one", of several days those that leave."""

from datetime import date

from agent.compose.follow_up.earlier import Earlier
from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.kept_pattern import compiled
from agent.language.letters import fold
from agent.language.plain import plain
from agent.language.pointing import pointing
from agent.language.window import Window, window_of
from agent.turn import Turn

_TWO = 2


def picked(turn: Turn, before: Earlier, treks: tuple[Trek, ...], catalogue: Catalogue) -> tuple[Window, ...]:
    """The day of that departure, after departures of the one trek talked about; none where it is not clear which."""
    if len(treks) != 1 or "dates" not in before.topics or turn.values("date"):
        return ()
    days = _listed(before, treks[0], catalogue)
    text = plain(turn.message.text)
    place = pointing(fold(turn.message.text)).pick
    if not place and len(days) == _TWO:
        place = -1 if _LATER.search(text) else 1 if _SOONER.search(text) else 0
    if not place or len(days) < max(place, _TWO):
        return ()
    day = days[place - 1 if place > 0 else place]
    return (Window(day, day),)


def that_leave(windows: tuple[Window, ...], treks: tuple[Trek, ...], catalogue: Catalogue) -> tuple[Window, ...]:
    """Of several days those on which the one trek leaves, if any: "exams end on the 11th, is the 13th free?"."""
    if len(treks) != 1 or len(windows) < _TWO or not all(window.one_day for window in windows):
        return windows
    starts = {departure.start for departure in catalogue.departures if departure.trek == treks[0].id}
    return tuple(window for window in windows if window.first in starts) or windows


def _listed(before: Earlier, trek: Trek, catalogue: Catalogue) -> list[date]:
    """The departures of the trek among the days that we named; only those in the time talked about, if any are."""
    first, last = min(before.shown, default=date.max), max(before.shown, default=date.min)
    leaving = catalogue.departures_of(trek.id, after=first, before=last) if before.shown else ()
    days = sorted({departure.start for departure in leaving} & set(before.shown))
    talked = window_of(before.when)
    return [day for day in days if talked and talked.meets(day, day)] or days


_ONE = r"(?:one|date|departure|batch|group)"
_LATER = compiled(
    rf"(?<!\S)(?:the (?:later|latter) {_ONE}|the later of (?:the two|them|those)|l[ae] plus tard(?:if|ive)?"
    r"|(?:la|el) (?:mas tardi[oa]|que sale (?:mas tarde|despues))|la fecha posterior"
    r"|(?:baad|late) wal[aie]|बाद वाल[ाीे])(?!\S)"
)
_SOONER = compiled(
    rf"(?<!\S)(?:the (?:earlier|sooner) {_ONE}|the earlier of (?:the two|them|those)|l[ae] plus tot"
    r"|(?:la|el) (?:mas tempran[oa]|que sale (?:antes|primero))|(?:pehle|pahle) wal[aie]|पहले वाल[ाीे])(?!\S)"
)
