"""When they would come, as a message says it."""

import calendar
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import regex

from agent.compose.reading.other_senses import AN_OFFER
from agent.compose.reading.questions import content
from agent.compose.reading.seasons import seasons_in
from agent.compose.reading.spoken import naming_back
from agent.compose.topics.named import MANNERS, Topic, rest_of, topics_in
from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.plain import plain
from agent.language.window import Window, window_of, windows_of
from agent.turn import Entity, Turn


def today_of(turn: Turn, catalogue: Catalogue) -> date:
    """The day the message was sent, in the operator's time zone."""
    return turn.message.sent_at.astimezone(ZoneInfo(str(catalogue.operator.get("timezone", "UTC")))).date()


def windows(turn: Turn, today: date) -> tuple[Window, ...]:
    """Those it names, else its seasons. "Today" asks about now: nobody joins a trek that leaves within hours."""
    named = tuple(window for window in windows_of(turn) if window.last > today)
    return named or seasons_in(turn.message.text, today)


def of_the_start(turn: Turn, today: date, when: str = "") -> tuple[Window, ...]:
    """Those in which one would go: in "for two in April, if we book this week" one only books this week.

    A day that an offer is called after ("the Diwali deal, I don't know when Diwali is") is none, and neither is the
    month in which somebody books to have a discount ("the two of us on booking in December, with the discount?").
    `when`: the time talked about, which what is only supposed of booking leaves as it is.
    """
    text, dates = turn.message.text, [e for e in turn.entities if e.type == "date"]
    offered = of_an_offer(text, [(e.start, e.end, str(e.value)) for e in dates])
    called = [e for e in dates if e.value in offered]
    if "discount" in topics_in(f"{turn.line_before}\n{text}"):
        called += [e for e in dates if _is_on_booking(text[: e.start], text[e.end :])]
    turn = _without(turn, called)
    supposed = [e for e in turn.entities if e.type == "date" and books_if(text[: e.start], text[e.end :])]
    turn = _without(turn, supposed if when else [])
    near = [e for e in turn.entities if e.type == "date" and _is_booked_then(text[: e.start], text[e.end :])]
    named = windows(turn, today)
    booked = {window for entity in near if (window := window_of(str(entity.value)))}
    away = {window for window in booked if window.first <= today}
    return _narrowest([window for window in named if window not in (booked if set(named) - booked else away)])


def _without(turn: Turn, entities: Collection[Entity]) -> Turn:
    if turn.parsed is None or not entities:
        return turn
    kept = tuple(entity for entity in turn.parsed.entities if entity not in entities)
    return replace(turn, parsed=replace(turn.parsed, entities=kept))


def of_an_offer(text: str, dates: Iterable[tuple[int, int, str]]) -> frozenset[str]:
    """Of the dates of a text, as start, end and value, the values after which an offer is called."""
    return frozenset(
        value
        for start, end, value in dates
        if _OFFER_BEFORE.search(plain(text[:start])) or _OFFER_AFTER.match(plain(text[end:]))
    )


_OFFER_AFTER = regex.compile(rf"(?:(?:wal[aei]|ka|ki|वाला|वाली|वाले|का|की) )?{AN_OFFER}(?!\S)")
_OFFER_BEFORE = regex.compile(rf"(?<!\S){AN_OFFER} (?:de|del|du|la)$")


def _narrowest(named: Sequence[Window]) -> tuple[Window, ...]:
    """Without the wider time that one beside it lies in: "this winter, I am free in the first half of February"."""
    return tuple(window for window in named if not any(_lies_in(other, window) for other in named))


def _lies_in(narrow: Window, wide: Window) -> bool:
    return narrow != wide and wide.first <= narrow.first and narrow.last <= wide.last and not wide.one_month


def _is_booked_then(before: str, after: str) -> bool:
    head = plain(before)
    books = bool(_BOOKS_BEFORE.search(head) or _BOOKS_AFTER.match(plain(after)))
    return books and not _WANTS_TO_GO.search(head)


def _is_on_booking(before: str, after: str) -> bool:
    return bool(_ON_BOOKING_BEFORE.search(plain(before)) or _ON_BOOKING_AFTER.match(plain(after)))


_ON_BOOKING_BEFORE = regex.compile(
    r"(?<!\S)(?:(?:if|when) (?:i|we) (?:book|pay)|booking|(?:si|cuando) (?:reserv(?:o|amos)|pag(?:o|amos))"
    r"|reservando|al reservar|(?:si|quand) (?:je|on|nous) (?:reserve|reservons|paie|payons)|en reservant)"
    r"(?: (?:it|now|ya|lo|la|l|in|on|by|before|en|el|antes|de|le|avant|du)){0,3}$"
)
_ON_BOOKING_AFTER = regex.compile(
    r"(?:(?:me|mein|mai|ko|tak|में|मे|को|तक) )?(?:hi |ही )?(?:book|booking|buk|बुक|बुकिंग)"
    r" (?:kar(?:ne|wane) (?:par|pe)"
    r"|(?:kar(?:e|en|ein|u|un|oon|te|o|lu|lun)|kiya|ki|kar (?:le|lein|lu|lun|du|dun)\S*) (?:to|toh)"
    r"|कर(?:ने|वाने) (?:पर|पे)|(?:कर(?:ें|े|ूं|ूँ|ते|ो)|किया|की|कर (?:लें|लूं|लूँ|दूं|दूँ)) तो)(?!\S)"
)
_WANTS_TO_GO = regex.compile(
    r"(?<!\S)(?:want|like|hoping|planning|quier\S+|quer\S+|gustaria|veu[tx]|voulons|voudr\S+|aimer\S+)"
    r" (?:\S+ )?(?:book|reserv\S+)(?: \S+){0,3}$"
)
"""In "we want to book a trek in March" that is when they would go."""
_BOOKS_BEFORE = regex.compile(r"(?<!\S)(?:book|booking|reserv\w*)(?: \S+){0,3}$")
_BOOKS_AFTER = regex.compile(r"(?:\S+ ){0,2}(?:book|buk|बुक|बुकिंग)(?!\S)")


def books_if(before: str, after: str) -> bool:
    """Whether a time between these words is only when one might book: "if we book now, in December"."""
    head, tail = plain(before), plain(after)
    return bool(_IF_BOOKED_BEFORE.search(head) or (_BOOKS_AFTER.match(tail) and _SUPPOSES.search(f"{head} {tail}")))


_IF_BOOKED_BEFORE = regex.compile(
    r"(?<!\S)(?:if|si|s'il|agar|अगर) (?:\S+ ){0,2}?(?:book|booked|reserv\S+|pa[gy]\S+)(?: \S+){0,3}$"
)
_SUPPOSES = regex.compile(r"(?<!\S)(?:agar|अगर|(?:kar\S*|kiya|कर\S*|किया) (?:to|toh|तो))(?!\S)")


def kept(when: str, today: date) -> tuple[Window, ...]:
    """A time said before, while it has not passed."""
    window = window_of(when)
    return (window,) if window and window.last > today else ()


def of_the_talk(named: Sequence[Window], turn: Turn, when: str) -> tuple[Window, ...]:
    """The times a message names, in the month talked about where it names only a day."""
    words = {str(entity.value): entity.text for entity in turn.entities if entity.type == "date"}
    return placed([(window, words.get(window.first.isoformat(), "")) for window in named], when)


def placed(named: Sequence[tuple[Window, str]], when: str) -> tuple[Window, ...]:
    """Times with their words; a bare day lies in the one month named beside it, else in the month talked about.

    "In August, is the 20th free?" asks for one day of August, not for the 20th of this month and all of August.
    """
    months = [window for window, _ in named if window.one_month]
    days = [(window, said) for window, said in named if is_bare_day(window, said)]
    if len(months) == 1 and days and len(days) + 1 == len(named):
        return tuple(in_the_month(window, said, spelt(months[0])) for window, said in days)
    full = next((window for window, said in named if window.one_day and not is_bare_day(window, said)), None)
    talked = spelt(full) if full else when  # "29 May? I mean the 30th"
    return tuple(in_the_month(window, said, talked) for window, said in named)


def corrected(named: Sequence[Window], text: str, places: Sequence[tuple[int, int]]) -> tuple[Window, ...]:
    """The last of several days where words put it in the place of the one before: "the 29th, sorry, the 30th".

    `places` are where they stand in the text, in order.
    """
    if not (len(named) == len(places) > 1 and all(window.one_day for window in named)):
        return tuple(named)
    between = text[places[-2][1] : places[-1][0]]
    return tuple(named[-1:] if "corrects" in topics_in(between) else named)


def is_bare_day(window: Window, said: str) -> bool:
    """Whether it was said as a day of the month alone, as in "the one on the 12th"."""
    return window.one_day and bool(_DAY_OF_MONTH.fullmatch(said.strip().lower()))


def in_the_month(window: Window, said: str, when: str) -> Window:
    """A bare day of the month, as in "the one on the 12th", lies in the month talked about. `said`: its words."""
    talked = window_of(when)
    if not (talked and is_bare_day(window, said)):
        return window
    last = calendar.monthrange(talked.first.year, talked.first.month)[1]
    day = talked.first.replace(day=min(window.first.day, last))
    return Window(day, day)


def with_that_day(named: tuple[Window, ...], text: str, when: str) -> tuple[Window, ...]:
    """The month named, and the day of it talked about where words point back: "is it full? others in March?"."""
    day = window_of(when)
    back = not naming_back().isdisjoint(plain(text).split())
    of_it = day and day.one_day and len(named) == 1 and named[0].one_month and named[0].meets(day.first, day.last)
    return (*named, day) if day and back and of_it else named


def after_the_day(named: tuple[Window, ...], said: Collection[Topic], when: str) -> tuple[Window, ...]:
    """Of a longer time, what lies behind the day talked about: "the one after that? before December, please"."""
    day = window_of(when)
    if "later" not in said or not (day and day.one_day):
        return named
    return tuple(_behind(day, window) for window in named)


def _behind(day: Window, time: Window) -> Window:
    """What of the time lies behind the day; of one that is over by then, up to its end a year or more later.

    A month is that month of the later year.
    """
    years = day.last.year - time.last.year + (time.last.timetuple()[1:3] <= day.last.timetuple()[1:3])
    if time.one_day or day.last < time.first:
        return time
    if day.last < time.last:
        return Window(day.last + _DAY, time.last)
    month_end = calendar.monthrange(time.last.year + years, time.last.month)[1]
    last = time.last.replace(year=time.last.year + years, day=min(time.last.day, month_end))
    return Window(last.replace(day=1) if time.one_month else day.last + _DAY, last)


def bare_day(text: str, when: str, today: date) -> tuple[Window, ...]:
    """The day that "and the 19th?" or "two in the 12 one" means, in the month talked about; none without one."""
    words, talked = plain(text), window_of(when)
    said = _BARE_DAY.fullmatch(words) or _DAY_ONE.search(words) or _day_asked_for(words)
    if not (said and talked):
        return ()
    number = int(said["day"])
    if not 1 <= number <= calendar.monthrange(talked.first.year, talked.first.month)[1]:
        return ()
    day = talked.first.replace(day=number)
    return (Window(day, day),) if day > today else ()


def _day_asked_for(words: str) -> "regex.Match[str] | None":
    """Of "y el 14 hay?", where hardly more is said than whether there is room."""
    day = _DAY_ALONE.search(words)
    rest = f"{words[: day.start()]} {words[day.end() :]}" if day else ""
    return None if content(_SUITS.sub(" ", rest_of(rest, ("dates", "standing", "status", "nod")))) else day


_SUITS = regex.compile(
    r"(?<!\S)(?:suits?|works?|fits?|best|better|ideal\w*|perfectly|prefer\w*|rather|go|take|choose"
    r"|viene|vendria|conviene|convendria|prefer\S+|encaja|cuadra|mejor"
    r"|irait|convient|conviendrait|arrange\S*|mieux"
    r"|theek|thik|sahi|best|suit|rahega|rahegi|ठीक|सही|रहेगा|रहेगी)(?!\S)"
)
"""Words that say of a day that one could come."""


_DAY_ALONE = regex.compile(
    r"(?<!\S)(?:(?:the|el|le) (?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<day>\d{1,2}) (?:ko|को))(?!\S)"
)

_BARE_DAY = regex.compile(
    r"(?:(?:ok|and|or|what about|how about|y|e|o|et|ou|aur|or|और) )?"
    r"(?:(?:on |for )?the|el|le|du|del|para el|pour le) (?P<day>\d{1,2}) ?(?:st|nd|rd|th|er)?"
    r"|(?:(?:aur|or|और) )?(?P<day>\d{1,2}) ?(?:ko|tarikh|tareekh|को|तारीख|तारीख़)"
)

_DAY_ONE = regex.compile(
    r"(?<!\S)(?:(?P<day>\d{1,2}) (?:wala|wali|wale|vala|vali|vale|वाला|वाली|वाले|tarikh|tareekh|तारीख|तारीख़)"
    r"|(?:el|la|los|las|celui|celle|ceux|celles|depart|salida|grupo|groupe) (?:del|de|du) (?P<day>\d{1,2})"
    r"|(?:el|al) dia (?P<day>\d{1,2})|(?P<day>\d{1,2}) (?:batch|group|one|departure))(?!\S)"
)
"""A departure called by its day."""


def spelt(window: Window) -> str:
    """As `window_of` reads it."""
    return window.first.isoformat() if window.one_day else f"{window.first.isoformat()}/{window.last.isoformat()}"


_DAY_OF_MONTH = regex.compile(
    r"(?:the |el |le |on |del |du )?\d{1,2} ?(?:st|nd|rd|th|er|º|ª|को|तारीख़?|tarikh|tareekh|date|ko)?"
)


def beside(said: Collection[Topic], when: str, shown: Sequence[date], today: date) -> Window | None:
    """The time after, or before, what was talked about: the time the customer named, else the days we showed.

    None where neither is asked for, or nothing was talked about.
    """
    talked = window_of(when)
    first, last = (talked.first, talked.last) if talked else (min(shown, default=None), max(shown, default=None))
    if "later" in said and last:
        return Window(last + _DAY, date.max)
    return Window(today + _DAY, first - _DAY) if "sooner" in said and first and first > today + _DAY else None


def asks_around_it(said: Collection[Topic], when: str) -> bool:
    """Whether it asks for what leaves nearest to the one day talked about: "and just before or after?"."""
    talked = window_of(when)
    return "around" in said and bool(talked and talked.one_day) and set(said) - MANNERS <= {"dates"}


_DAY = timedelta(days=1)


def with_a_departure(window: Window, treks: tuple[Trek, ...], catalogue: Catalogue, today: date) -> Window:
    """Who says "in November" in late November means the next one, where nothing leaves in what is left of this one."""
    if not (window.one_month and window.first <= today and treks):
        return window
    leaving = (catalogue.departures_of(trek.id, after=today, before=window.last) for trek in treks)
    if any(leaving):
        return window
    return window_of(f"{window.first.year + 1}-{window.first.month:02d}") or window
