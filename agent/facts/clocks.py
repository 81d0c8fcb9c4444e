"""Times of the clock as they are spoken: half past six, a las dos menos cuarto, vers six heures et demie, midnight."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from agent.facts.bounds import bound_of
from agent.facts.found import Found
from agent.facts.numbers import Number, is_range, plain_numbers
from agent.facts.words import any_of, just_before, just_behind, listed, told_in, united
from agent.language.entities.patterns import phrases
from agent.language.kept_pattern import compiled
from agent.language.lexicon import table

_NOON, _DAY, _HOUR = 12, 24, 60
_SMALL_HOURS = 5
_AROUND = 24
_LEAD = 20
_TO = r"to|till|until|a|à|au|hasta|jusqu'à|jusqu’à|से|se"
_APART = regex.compile(rf"[,;.]\s|\n|–|-(?!\p{{L}})|\d|\s(?:{_TO})\s", regex.IGNORECASE)
_APART_BEFORE = regex.compile(rf"[,;.\d]|\n|\s(?:{_TO})\s(?=.*\p{{L}})", regex.IGNORECASE)
_BETWEEN = regex.compile(rf"(?:\s?h(?:eures?)?)?(?:\s*[–-]\s*|\s(?:{_TO})\s)(?:las?\s)?", regex.IGNORECASE)
_UNTIL = regex.compile(r"\s(?:à|jusqu['’]à)\s", regex.IGNORECASE)


def clock_time(text: str, start: int, end: int, hour: int, minute: int = 0) -> Found:
    """`note` is "either" where nothing tells morning from evening."""
    later, morning = _stands_beside("later", text, start, end), _stands_beside("morning", text, start, end)
    if later and morning and _cue("morning").search(text[max(0, start - _LEAD) : start]):
        later = False  # `subah saat baje … shaam tak`
    night = later and _stands_beside("night", text, start, end)
    if night and (hour == _NOON or hour < _SMALL_HOURS):
        hour, later, morning = hour % _NOON, False, True
    elif later and hour < _NOON:
        hour += _NOON
    elif morning and hour == _NOON:
        hour = 0
    told = later or morning or hour > _NOON or text[start] == "0"
    value, note = f"{hour % _DAY:02d}:{minute:02d}", "" if told else "either"
    return Found("time", text[start:end], start, end, value, note=note, bound=_loosely(text, start, end))


def _loosely(text: str, start: int, end: int) -> str:
    """`about` or nothing: the other bounds are words such as "from" and "until" here."""
    loosely = _cue("loosely").search(text[max(0, start - _LEAD) : start])
    return "about" if loosely or bound_of(text, start, end) == "about" else ""


def spoken_times(text: str) -> Iterator[Found]:
    """Those told by words around an hour, the hours of a range that ends in one, noon and midnight."""
    hours = [one for one in plain_numbers(text) if one.value <= _DAY and one.value == one.value.to_integral_value()]
    found: dict[int, Found] = {}
    for place in reversed(range(len(hours))):
        following = found.get(hours[place + 1].start) if place + 1 < len(hours) else None
        of_a_range = place > 0 and is_range(text, hours[place - 1], hours[place])
        one = _told(text, hours[place], of_a_range=of_a_range) or _lent(text, hours[place], following)
        if one:
            found[hours[place].start] = one
    for place in range(1, len(hours)):
        if hours[place].start not in found and (before := found.get(hours[place - 1].start)):
            found |= {one.start: one for one in _closing(text, before, hours[place])}
    opened = [one for one in _open(text) if not any(one.start <= known.start < one.end for known in found.values())]
    yield from (*found.values(), *opened)
    yield from _named(text, [*found.values(), *opened])


def _open(text: str) -> Iterator[Found]:
    """`Mon–Sat 8–18`: two numbers behind the days of the week."""
    for match in _hours_of_days().finditer(text):
        for place in ("from", "to"):
            yield clock_time(text, *match.span(place), int(match[place]))


@cache
def _hours_of_days() -> "regex.Pattern[str]":
    calendar = table("calendar")
    groups = (calendar["weekdays"], calendar["short_weekdays"], listed("clock_days"))
    days = any_of([word for group in groups for said in group.values() for word in phrases(said)])
    return compiled(
        rf"(?i)(?<![\p{{L}}\p{{M}}])(?:{days})s?[.]?[,:]?\s(?P<from>1?\d|2[0-4])\s?[–-]\s?(?P<to>1?\d|2[0-4])(?![\d:%]|[.,]\d|\s?\p{{L}})"
    )


def _told(text: str, hour: Number, *, of_a_range: bool) -> Found | None:
    """In `2 à 3 heures` the first word of the range says nothing of the clock."""
    readers = (_past, _las, _in_the_morning) if of_a_range else (_past, _heures, _las, _in_the_morning)
    return next((one for read in readers if (one := read(text, hour))), None)


def _past(text: str, hour: Number) -> Found | None:
    """Half past six, quarter to five."""
    before = text[max(0, hour.start - _LEAD) : hour.start]
    for minutes, pattern in _leads().items():
        if lead := pattern.search(before):
            return _at(text, hour, hour.start - len(before) + lead.start(), hour.end, minutes)
    return None


def _las(text: str, hour: Number) -> Found | None:
    """A las tres y media; behind `de las` only with more than the hour, as in `de las siete de la tarde`."""
    minutes, end = _part(text, hour.end)
    before = text[max(0, hour.start - _LEAD) : hour.start]
    sure = end > hour.end or _of_the_day().match(text, hour.end)
    if end > hour.end and not _heure().match(text, hour.end):
        return _at(text, hour, hour.start, end, minutes)
    if not _cue("at_surely" if not sure else "at").search(before) or _counts(text, hour.end):
        return None
    return _at(text, hour, hour.start, hour.end, 0)


def _heures(text: str, hour: Number) -> Found | None:
    """Vers six heures et demie; `six heures de marche` is a span of time, and so is it without such a word before."""
    unit = _heure().match(text, hour.end)
    if not unit:
        return None
    minutes, end = _part(text, unit.end())
    before = text[max(0, hour.start - _LEAD) : hour.start]
    opened = _cue("before").search(before) or (_cue("from").search(before) and _UNTIL.match(text, end))
    if minutes >= 0 and not opened and not _of_the_day().match(text, end):
        return None
    return None if _of_what().match(text, end) else _at(text, hour, hour.start, end, minutes)


def _in_the_morning(text: str, hour: Number) -> Found | None:
    return _at(text, hour, hour.start, hour.end, 0) if _of_the_day().match(text, hour.end) else None


def _lent(text: str, hour: Number, following: Found | None) -> Found | None:
    """`De nueve a una y media`: what a range ends in, it begins in."""
    if following is None or not _BETWEEN.fullmatch(text, hour.end, max(hour.end, following.start)):
        return None
    return _at(text, hour, hour.start, hour.end, 0)


def _closing(text: str, opening: Found, hour: Number) -> Iterator[Found]:
    """`De nueve y media a siete`: what a range begins in with minutes or a part of the day, it ends in."""
    open_ended = opening.end < hour.start and _BETWEEN.fullmatch(text, opening.end, hour.start)
    if open_ended and not _counts(text, hour.end):
        yield _at(text, hour, hour.start, hour.end, 0)


def _at(text: str, hour: Number, start: int, end: int, minutes: int) -> Found:
    """`minutes` are those behind the full hour, or less than 0 before it."""
    told = (int(hour.value) * _HOUR + minutes) % (_DAY * _HOUR)
    return clock_time(text, start, end, told // _HOUR, told % _HOUR)


def _named(text: str, taken: Sequence[Found]) -> Iterator[Found]:
    for hour, name in told_in("clock_names", text):
        if not _is_part(text, name.start(), taken):
            minutes, end = _part(text, name.end())
            told = int(hour) * _HOUR + minutes
            value, bound = f"{told // _HOUR:02d}:{told % _HOUR:02d}", _loosely(text, name.start(), end)
            yield Found("time", text[name.start() : end], name.start(), end, value, bound=bound)


def _is_part(text: str, start: int, taken: Sequence[Found]) -> bool:
    """Of `après-midi`, or of a time told already."""
    return text[start - 1 : start] == "-" or any(one.start <= start < one.end for one in taken)


def _part(text: str, end: int) -> tuple[int, int]:
    """Minutes told behind the hour, and where they end."""
    for minutes, pattern in _parts_after().items():
        if part := pattern.match(text, end):
            return minutes, part.end()
    return 0, end


def _counts(text: str, end: int) -> bool:
    """Whether a unit follows: `las tres personas`."""
    return united("units").match(text[end : end + _AROUND].lstrip()) is not None


# --- words ------------------------------------------------------------------------------------------------------


def _stands_beside(name: str, text: str, start: int, end: int) -> bool:
    """In the match, right behind it, or right before it, on the same side of a comma, a range or another number."""
    after = _APART.split(text[end : end + _AROUND])[0]
    before = _APART_BEFORE.split(text[max(0, start - _AROUND // 2) : start])[-1]
    return any(_beside(name).search(part) for part in (text[start:end] + after, before))


@cache
def _beside(name: str) -> "regex.Pattern[str]":
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(listed('clock')[name])})", regex.IGNORECASE)


@cache
def _cue(name: str) -> "regex.Pattern[str]":
    """What stands right before an hour."""
    words = any_of(listed("clock")[name])
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{words})\s?$", regex.IGNORECASE)


@cache
def _leads() -> dict[int, "regex.Pattern[str]"]:
    return {int(minutes): just_before(words) for minutes, words in listed("clock_leads").items()}


@cache
def _parts_after() -> dict[int, "regex.Pattern[str]"]:
    return {int(minutes): just_behind(words) for minutes, words in listed("clock_parts").items()}


@cache
def _of_the_day() -> "regex.Pattern[str]":
    return just_behind(listed("clock")["of_the_day"])


@cache
def _heure() -> "regex.Pattern[str]":
    return regex.compile(rf"\s?(?:{any_of(listed('clock')['hour'])})", regex.IGNORECASE)


@cache
def _of_what() -> "regex.Pattern[str]":
    """Of what the hours are, where a part of the day is none of it: `de marche`, `par jour`."""
    return regex.compile(r"\s(?:de|par)\s(?!l['’]\s?apr|la\s(?:mañ|tar|noc))", regex.IGNORECASE)
