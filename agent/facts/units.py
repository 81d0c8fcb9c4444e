"""Numbers as claims: the type that a currency or unit makes, and the value in the unit of that type."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from agent.facts.age_limits import BREAK, is_bound_of_age, is_told_as_age
from agent.facts.bounds import BOUNDS, bound_of
from agent.facts.clocks import clock_time
from agent.facts.found import Found
from agent.facts.measured import DAYS, KILOMETRE_UP, QUANTITIES, above_the_sea, is_described, measured, note_of
from agent.facts.numbers import Number, is_range, numbers_in, part_more, written
from agent.facts.seats import seats_parted
from agent.facts.unit_lent import lent_to
from agent.facts.unit_of import LENT, Unit, unit_of
from agent.facts.words import speaks_of

_GLUED = regex.compile(r"[\p{L}\d#/]$|[\p{L}]-$")
_TIMES = (regex.compile(r"\d\s?[x×*]\s?$", regex.IGNORECASE), regex.compile(r"\s?[x×*]\s?[₹$€£]?\d", regex.IGNORECASE))
"""What stands before and behind the number in `₹6,500 x 3`, `2 × £95`."""
_AROUND = 80
_UNTIL = 16
_LEAST_NUMBER = 10
_LONGEST_NUMBER = 7
_OLDEST = 100
_LARGEST = {"age": Decimal(110), "group_size": Decimal(2000)}
"""Above this the words around a figure speak of something else."""
_YOUNGEST = 4
_LEAST_AGES = 9
_PLURAL = regex.compile(r"s(?!\p{L})")
_FROM_AGE = regex.compile(r"\s(?:साल|वर्ष|saal|baras)\s(?:से|se)(?=\s?[),.;।]|\s(?:ले|le|आ|aa)[\p{L}\p{M}]*)")
_A_WEEK = regex.compile(
    r"(?<![\p{L}])an?(?=\s(?:week|fortnight|month|year)(?:\s|[.,;]|$)|\s\p{L}+\sand\sa\s(?:half|quarter))",
    regex.IGNORECASE,
)
_COMES_TO = regex.compile(
    r"\s(?:comes?|came|amounts?|adds?|up|down|reduced|cut|rises?|drops?|falls?|goes|went|due|sube|baja|pasa|passe|tombe|revient)\s",
    regex.IGNORECASE,
)
"""In `six at ₹1,200 come to ₹7,200` the second is no end of a range."""
_OUT_OF = regex.compile(r"\s(?:में|mein|me)\s(?:से|se)(?![\p{L}\p{M}])", regex.IGNORECASE)
_MOST_SEATS = 200
_ROUND_WORD = 99
"""Up to here a number in words without a unit may be a manner of speaking."""
_LAKH = 100_000
"""French lakes are `lacs`."""
_OVER = regex.compile(
    r"(?<!\p{L})(?<!(?:takes|take|lasts|last|for|of|is|it's|well|just|a little)\s)over\s$", regex.IGNORECASE
)
"""`33 km over six days` is no bound, `it takes over six days` is one."""
_GUESSED = frozenset({"age", "people", "group_size"})
"""Types of a bound without a unit that are guessed by what is counted before it."""
_HOURS = 24
_MINUTES = 60
_ONE_IS_SAID = frozenset({"year", "week", "fortnight", "month", "hour", "clock"})
_KINDS = {
    "percent": "percentage",
    "metre": "altitude",
    "foot": "altitude",
    "km": "distance",
    KILOMETRE_UP: "altitude",
    "mile": "distance",
    "seat": "seats",
    "degree": "temperature",
    "fahrenheit": "temperature",
    "hour": "hours",
    "minute": "hours",
}


def amounts_in(text: str, masked: str, *, bare_from: int = _LEAST_NUMBER) -> list[Found]:
    """Numbers with what they measure. `masked` is the text with dates, links and the like blanked out.

    Without a unit they count from `bare_from` on, in words only where that is below 10.
    """
    single = [Number(one.start(), one.end(), Decimal(1), spoken=True) for one in _A_WEEK.finditer(masked)]
    found = sorted([*numbers_in(masked), *single], key=lambda number: number.start)
    units = [unit_of(masked, one) for one in found]
    units = lent_to(masked, found, units)
    claims = [_claim(text, masked, one, unit, bare_from) for one, unit in zip(found, units, strict=True)]
    claims = list(seats_parted(masked, claims))
    aged = list(_aged(text, masked, found, units, claims))
    return [claim for claim in _ranged(masked, aged) if claim]


# --- claims -----------------------------------------------------------------------------------------------------


def _claim(text: str, masked: str, found: Number, unit: Unit | None, bare_from: int) -> Found | None:
    if unit is None or (unit.name == "seat" and found.value > _MOST_SEATS):
        return _bare(text, masked, found, bare_from)
    found = _with_part(masked, found, unit)
    if found.spoken and found.value == 1 and not (unit.name in _ONE_IS_SAID or _is_deadline(masked, found, unit)):
        return None
    if is_described(masked, found, unit):
        return None
    return _on_the_clock(text, found, unit) if unit.name == "clock" else _counted(text, masked, found, unit, bare_from)


def _counted(text: str, masked: str, found: Number, unit: Unit, bare_from: int) -> Found | None:
    bound = bound_of(masked, found.start, max(unit.end, found.end)) or bound_of(masked, found.start, found.end)
    bound = bound or "about" * found.about
    if unit.money:
        value = f"{unit.name} {written(found.value)}"
        return Found(
            "price", text[found.start : found.end], found.start, found.end, value, note="word" * unit.word, bound=bound
        )
    unit = above_the_sea(masked, found, unit)
    kind = _kind(masked, found, unit.name, bounded=bound in BOUNDS)
    if not kind or found.value > _LARGEST.get(kind, found.value):
        return _bare(text, masked, found, bare_from)
    bound = _bound_as(kind, bound, masked, found, unit)
    value = measured(masked, found, unit.name if kind != "age" else "")
    note = "h" if masked[found.end : unit.end].strip().casefold() == "h" else note_of(unit.name) * (kind != "age")
    note = LENT if unit.lent and kind in _GUESSED else note
    return Found(kind, text[found.start : found.end], found.start, found.end, value, note=note, bound=bound)


def _bound_as(kind: str, bound: str, text: str, found: Number, unit: Unit) -> str:
    """The bound, as it is meant of what is counted."""
    if kind == "age" and not bound and _FROM_AGE.match(text, found.end):
        return "least"
    if kind == "notice" and bound in ("most", "") and _is_until(text, found, unit):
        return "least"
    spread = kind == "duration" and bound == "least" and _OVER.search(text, max(0, found.start - _UNTIL), found.start)
    return "" if spread else bound


def _aged(
    text: str, masked: str, found: Sequence[Number], units: Sequence[Unit | None], claims: Sequence[Found | None]
) -> Iterator[Found | None]:
    """`दस साल से पैंसठ साल तक के लोग`: years up to an age are an age too."""
    for place, (one, unit, claim) in enumerate(zip(found, units, claims, strict=True)):
        following = claims[place + 1] if place + 1 < len(claims) else None
        open_ended = claim is None and unit is not None and unit.name == "year"
        if open_ended and _is_age_range(masked, found, place, following):
            yield Found("age", text[one.start : one.end], one.start, one.end, written(one.value))
        else:
            yield claim


def _is_age_range(text: str, found: Sequence[Number], place: int, following: Found | None) -> bool:
    """Whether it leads up to an age, or is an end of a range of years: `de dix à soixante ans`."""
    if following and following.type == "age" and _DASH.fullmatch(text, found[place].end, following.start):
        return True
    pairs = [found[low : low + 2] for low in (place - 1, place) if 0 <= low < len(found) - 1]
    return any(is_range(text, one, other) and _LEAST_AGES < other.value < _OLDEST for one, other in pairs)


def _is_deadline(text: str, found: Number, unit: Unit) -> bool:
    """`Until one day before`; `one day` by itself says little."""
    return (
        unit.name == "day" and _is_until(text, found, unit) and _kind(text, found, unit.name, bounded=True) == "notice"
    )


def _is_until(text: str, found: Number, unit: Unit) -> bool:
    """`Up to 30 days before` is 30 days or more."""
    before, behind = text[max(0, found.start - _UNTIL) : found.start], text[unit.end : unit.end + _UNTIL]
    return speaks_of("up_to", before) or speaks_of("ahead_until", behind)


def _with_part(text: str, found: Number, unit: Unit) -> Number:
    """`Tres horas y media`: the half stands behind the unit."""
    more, _ = part_more(text, unit.end)
    return replace(found, value=found.value + more) if more and unit.end > found.end and not unit.money else found


def _on_the_clock(text: str, found: Number, unit: Unit) -> Found | None:
    """साढ़े छह बजे is 6:30; a number that is no hour is no time."""
    if found.value >= _HOURS + 1:
        return None
    hour, part = divmod(found.value, 1)
    return clock_time(text, found.start, unit.end, int(hour), int(part * _MINUTES))


def _kind(text: str, found: Number, unit: str, *, bounded: bool) -> str:
    if unit in QUANTITIES:
        return "quantity"
    near = _near(text, found)
    if unit in DAYS and unit != "year":
        return "notice" if speaks_of("notice", near) else "duration"
    if unit == "year" and not bounded and speaks_of("validity", near) and not speaks_of("age", near):
        return "duration"
    if unit == "year":
        spoken_of = speaks_of("age", near) and found.value >= _YOUNGEST
        return "age" if bounded or spoken_of or _FROM_AGE.match(text, found.end) else ""
    if unit == "person":
        return "group_size" if speaks_of("group", near) else "people"
    return _KINDS[unit]


def _near(text: str, found: Number) -> str:
    """The words around a number, on its line and in its sentence."""
    low, high = max(0, found.start - _AROUND), found.start + _AROUND
    before, behind = text[low : found.start], text[found.start : high]
    return BREAK.split(before)[-1] + BREAK.split(behind)[0]


def _bare(text: str, masked: str, found: Number, least: int) -> Found | None:
    """A number in digits without a unit we know: of use only for whether a source has it too."""
    before, after = masked[max(0, found.start - 2) : found.start], masked[found.end : found.end + 1]
    listed = not masked[masked.rfind("\n", 0, found.start) + 1 : found.start].strip(" •-*") and after in (".", ")")
    glued = (
        _GLUED.search(before) or after in ("/", "x", "×") or (after.isalpha() and not _PLURAL.match(masked, found.end))
    )
    bound = bound_of(masked, found.start, found.end)
    aged = is_bound_of_age(masked, found) if bound in BOUNDS else is_told_as_age(masked, found)
    if aged and 1 < found.value < _OLDEST and not (glued or _is_term(masked, found)):
        note = LENT if bound in BOUNDS else ""
        value = written(found.value)
        return Found("age", text[found.start : found.end], found.start, found.end, value, note=note, bound=bound)
    told = bound in BOUNDS or (
        found.value > _ROUND_WORD and found.value % _LAKH and " " in masked[found.start : found.end]
    )
    unsaid = found.spoken and (found.value == 1 or (least >= _LEAST_NUMBER and not told))
    if (
        unsaid
        or listed
        or glued
        or found.value < least
        or (not found.spoken and sum(mark.isdigit() for mark in masked[found.start : found.end]) > _LONGEST_NUMBER)
    ):
        return None
    return Found("number", text[found.start : found.end], found.start, found.end, written(found.value), bound=bound)


def _is_term(text: str, found: Number) -> bool:
    """A term of a sum or a product that is written out: `32 + 32 + 18`, `2 × £95`."""
    ahead, behind = _TIMES
    if ahead.search(text, max(0, found.start - 4), found.start) or behind.match(text, found.end):
        return True
    return "+" in (text[: found.start].rstrip()[-1:], text[found.end :].lstrip()[:1])


# --- ranges -----------------------------------------------------------------------------------------------------


def _ranged(text: str, claims: Sequence[Found | None]) -> list[Found | None]:
    """Both ends of a range know each other."""
    ranged = list(claims)
    for place in range(len(ranged) - 1):
        first, second = ranged[place], ranged[place + 1]
        if first and second and _of_one_kind(first, second) and _is_range(text, first, second):
            second = replace(second, type=first.type)
            note = "h" if (first.type, second.note) == ("hours", "h") else first.note
            ranged[place] = replace(first, last=second.value, bound="", note=note)
            ranged[place + 1] = replace(second, first=first.value, bound="")
    return ranged


def _of_one_kind(first: Found, second: Found) -> bool:
    """Days before the start are told by words that may be near the first end only: `7 to 14`."""
    return first.type == second.type or {first.type, second.type} == {"notice", "duration"}


def _follows(first: str, second: str) -> bool:
    """`chaar paanch din`."""
    return first.isdigit() and second.isdigit() and int(second) == int(first) + 1


_DASH = regex.compile(
    r"\s*[^\d\s]{0,10}\s*(?<![\p{L}\p{M}])(?:–|—|-|to|a|al|à|au|से लेकर|se lekar|से|se|till)(?![\p{L}\p{M}])"
    r"\s*[^\d\p{L}]{0,4}(?:\p{L}{0,3}\.?\s*)?",
    regex.IGNORECASE,
)


def _is_range(text: str, first: Found, second: Found) -> bool:
    between = text[first.end : second.start]
    if first.value == second.value or _COMES_TO.match(between) or _OUT_OF.match(between):
        return False  # `saat-saat seats`: seven each
    if between == " ":
        return _follows(first.value, second.value)
    return len(between) <= 16 and "\n" not in between and _DASH.fullmatch(between) is not None and "," not in between
