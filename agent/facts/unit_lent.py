"""Units that a number has from the numbers around it: ranges, scales, what is said again without its unit."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from agent.facts.age_limits import is_of_older_people
from agent.facts.bounds import BOUNDS, bound_of
from agent.facts.numbers import Number, is_range
from agent.facts.unit_of import COUNTED, LABEL_BEFORE, STOP, Unit
from agent.facts.words import speaks_of, united

_SENTENCE_END = regex.compile(r"[.!?।]\s|\n")
_DATE_BEHIND = regex.compile(r"(?:\s(?:on|on the|el|le|para el|pour le|at))?\s{5,}")
_DATE_BEFORE = regex.compile(
    r"\s{5,}(?:(?:,|:|it is|there are|hay|quedan|il y en a|को|ko|mein|में|wale mein|वाले में|bas|बस|only|just|solo|sólo"
    r"|seulement|juste|sirf|सिर्फ़|सिर्फ)\s?)*$"
)
"""Where a date was."""
_MOST_SEATS = 60
_DAY_LONG = 24
_IN_ALL = regex.compile(r"\s(?:of|of the|out of|out of the|de|de las|sur|sur les)\s")
_OF_AGE = regex.compile(r"\s(?:(?:or|and)\s)?(?:older|younger|elder)(?!\p{L})", regex.IGNORECASE)
"""Behind these a bare bound is an age, whatever was counted before it: `60 or older`."""
_LEAD = regex.compile(
    r"(?<![\p{L}\p{M}])(for|in|takes|at|with|por|para|en|con|pour|à|avec|dure|durante|de)\s$", regex.IGNORECASE
)
_ENDED = regex.compile(r"\s*(?:[.,;:!?)।]|$|\n|\s(?:and|y|et|but|pero|mais)\s)", regex.IGNORECASE)
_IN_SCALES = frozenset({"day", "person"})
_CLOSED = regex.compile(r"\s*(?:[.,;:|)\]=]|[–—-]\s|$|\n|\d+(?:[.,]\d+)?\s?%)")
_SIGNED = regex.compile(r"\s?(?:[₹$€£]|\p{Lu}{3}(?!\p{L}))")
_MUCH_LESS = 20
"""How many times less the second of two is no amount, too: `₹2,400 and two children`."""
_COMMA = regex.compile(r"[\p{L}\p{M}],\s$")
_GROUPED = frozenset({"year", "day"})
"""What a bare bound does not count where its clause speaks of a group: `6 days, group of at most 12`."""
_LENGTHS = frozenset({"metre", "foot", "km", "mile"})
_ALIKE = 3
"""How many times another length of its kind one may be."""
_LARGEST_COUNT = 366
_AGES = 120
_OLDEST = 110
_ADDED = regex.compile(r"\s?\+\s?[₹$€£]?\d|\s?=\s?[₹$€£]?\d")
"""Behind an amount that is added up."""


def lent_to(text: str, found: Sequence[Number], units: Sequence[Unit | None]) -> list[Unit | None]:
    """In "10,000–12,000 INR" the first number has the unit of the second, in "₹10,000–12,000" the other way round."""
    lent = _each_currency_once(text, found, units)
    for place in range(len(found) - 1):
        first, second = found[place], found[place + 1]
        if not is_range(text, first, second):
            continue
        one, other = lent[place], lent[place + 1]
        labelled = one and not one.money and one.end == first.end  # `dure huit à neuf heures`
        if other and (not one or (labelled and other.end > second.end)):
            lent[place] = replace(other, end=first.end)
        elif one and not other and not (one.money and second.value * _MUCH_LESS < first.value):
            lent[place + 1] = replace(one, end=second.end)
    return list(_carried(text, found, lent))


_CLOSE = 20
"""Characters ahead of a bound that may tell it is one of ages."""


def _each_currency_once(text: str, found: Sequence[Number], units: Sequence[Unit | None]) -> list[Unit | None]:
    """`Children up to 12 INR 1,900`: a currency between two numbers is that of the second, unless this has another."""
    own = list(units)
    for place in range(len(found) - 1):
        one, other = units[place : place + 2]
        if not (one and other and one.money and other.money) or one.end <= found[place].end:
            continue
        ahead = other.end == found[place + 1].end
        between = text[one.end : found[place + 1].start]
        if (
            ahead
            and one.end < found[place + 1].start <= one.end + 1
            and not (between.strip() or _SIGNED.match(text, other.end))
        ):
            own[place] = None
    return own


def _carried(text: str, found: Sequence[Number], units: Sequence[Unit | None]) -> Iterator[Unit | None]:
    """In "4 to 6 people 5%, 10 or more 12%" ten are people too: a bare bound counts what was counted before it.

    So does a bare range before a comma or the like, and what a label names or the end of the scale does:
    "days before the start: 30 or more, 15 to 29", "for 2–3, for 4–7, for 8+ people".
    """
    told = list(units)
    for place, (one, unit) in enumerate(zip(found, units, strict=True)):
        bound, ranged = _is_bound(text, one) and one.value <= _LARGEST_COUNT, _is_bare_range(text, found, place)
        scale = _scale_unit(text, found, units, place, counted=bound) if unit is None and (bound or ranged) else None
        scale = scale or (_going_on(text, found, told, place) if unit is None and (bound or ranged) else None)
        told[place] = unit or scale
        if scale and bound and _is_of_ages(text, one, scale):
            scale = Unit("year", one.end)
        if scale and _OF_AGE.match(text, one.end):
            scale = Unit("year", one.end)
        scale = scale or (_elliptic(text, found, units, place) if unit is None else None)
        scale = scale or (_seats_in_all(text, found, units, place) if unit is None else None)
        scale = scale or (_hours_again(text, found, units, place) if unit is None else None)
        scale = scale or (_seats_of_a_day(text, found, units, place) if unit is None else None)
        if scale and scale.name == "year" and one.value > _OLDEST:
            scale = None
        if scale and scale.name in _GROUPED and speaks_of("group_word", STOP.split(text[: one.start])[-1]):
            scale = Unit("person", one.end)
        behind = _length_again(text, found, units, place) if unit is None and scale is None else None
        scale = scale or behind
        guessed = bound and behind is None
        yield replace(scale, end=one.end, lent=guessed) if scale and not _ADDED.match(text, one.end) else unit


def _is_of_ages(text: str, one: Number, scale: Unit) -> bool:
    """Behind days only what speaks of an age at once: `a five-day walk, and children can come from the age of 8`."""
    if is_of_older_people(text, one):
        return True
    if scale.name == "day":
        return speaks_of("age", STOP.split(text[: one.start])[-1][-_CLOSE:])
    return scale.name == "person" and _speaks_of_ages(text, one)


def _speaks_of_ages(text: str, one: Number) -> bool:
    """`57 ki umar mein nahi, wahan 55 tak hai`: the sentence speaks of ages before it, and of no group."""
    before = _SENTENCE_END.split(text[max(0, one.start - _AGES) : one.start])[-1]
    return speaks_of("age", before) and not speaks_of("group_word", before)


def _elliptic(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """Said like one before it in the sentence, without the unit: `for three days … and the other for four`."""
    one = found[place]
    if one.value > _LARGEST_COUNT or not _ENDED.match(text, one.end):
        return None
    for earlier in range(place - 1, -1, -1):
        other, unit = found[earlier], units[earlier]
        if _SENTENCE_END.search(text, other.end, one.start):
            return None
        if unit and unit.name in COUNTED and unit.end > other.end and _leads_alike(text, other, one):
            return unit
    return None


def _length_again(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """`Rupin goes to 4,650 m, Buran a little lower, 4,572`: a figure alone behind a comma, much like one before it."""
    one = found[place]
    if one.spoken or not _ENDED.match(text, one.end) or not _COMMA.search(text, 0, one.start):
        return None
    earlier = [n for n in range(place) if (unit := units[n]) and unit.name in _LENGTHS]
    if not earlier or _SENTENCE_END.search(text, found[earlier[-1]].end, one.start):
        return None
    other = found[earlier[-1]]
    return units[earlier[-1]] if other.value / _ALIKE <= one.value <= other.value * _ALIKE else None


def _seats_in_all(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """`Twelve places of sixteen`, `twelve of sixteen places`."""
    behind = units[place + 1] if place + 1 < len(units) else None
    if behind and behind.name == "seat" and _IN_ALL.fullmatch(text, found[place].end, found[place + 1].start):
        return behind
    before = units[place - 1] if place else None
    if (
        before is None
        or before.name != "seat"
        or not _IN_ALL.fullmatch(text, max(before.end, found[place - 1].end), found[place].start)
    ):
        return None
    return before


def _hours_again(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """`Four to six hours on most days, nine to ten on the day of the pass`: a bare range behind a range of hours."""
    if found[place].value > _DAY_LONG or not _is_of_range(text, found, place):
        return None
    earlier = [n for n in range(place) if (unit := units[n]) and unit.name == "hour" and _is_of_range(text, found, n)]
    if not earlier or _SENTENCE_END.search(text, found[earlier[-1]].end, found[place].start):
        return None
    return units[earlier[-1]]


def _seats_of_a_day(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """`Eight places on 9 July and five on the 24th`: a small number right beside a date, which is blanked out here."""
    one = found[place]
    if not 0 < one.value <= _MOST_SEATS or not (
        _DATE_BEHIND.match(text, one.end) or _DATE_BEFORE.search(text, max(0, one.start - LABEL_BEFORE), one.start)
    ):
        return None
    earlier = [(number, unit) for number, unit in zip(found[:place], units[:place], strict=True) if unit]
    if not earlier or earlier[-1][1].name != "seat" or _SENTENCE_END.search(text, earlier[-1][0].end, one.start):
        return None
    return earlier[-1][1]


def _leads_alike(text: str, one: Number, other: Number) -> bool:
    """Whether the same word leads to both, which counts nothing by itself."""
    leads = [_LEAD.search(text, max(0, number.start - LABEL_BEFORE), number.start) for number in (one, other)]
    return all(leads) and len({lead[1].casefold() for lead in leads if lead}) == 1


def _scale_unit(
    text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int, *, counted: bool
) -> Unit | None:
    """That of the bound or range next in the sentence, before it or behind; else of its label, else counted before."""
    low = _first_in_sentence(text, found, place)
    ends = (n for n in range(place, len(found) - 1) if _SENTENCE_END.search(text, found[n].end, found[n + 1].start))
    high = next(ends, len(found) - 1)
    told = [n for n in (*range(place - 1, low - 1, -1), *range(place + 1, high + 1)) if _counts(units[n])]
    scaled = [n for n in told if _is_bound(text, found[n]) or _is_of_range(text, found, n)]
    label = _of_label(text, found[low - 1].end if low else 0, found[place].start)
    before = [n for n in told if n < place] if counted else []
    return units[scaled[0]] if scaled else label or (units[before[0]] if before else None)


def _first_in_sentence(text: str, found: Sequence[Number], place: int) -> int:
    starts = (n for n in range(place, 0, -1) if _SENTENCE_END.search(text, found[n - 1].end, found[n].start))
    return next(starts, 0)


def _going_on(text: str, found: Sequence[Number], units: Sequence[Unit | None], place: int) -> Unit | None:
    """The scale of the sentence before, where this one begins with its number: `25 or more days 80%. 10 to 24: 40%`."""
    low = _first_in_sentence(text, found, place)
    if not low or _SENTENCE_END.split(text[found[low - 1].end : found[low].start])[-1].strip():
        return None
    earlier = [n for n in range(low - 1, -1, -1) if _counts(units[n])]
    scaled = (n for n in earlier if _is_bound(text, found[n]) or _is_of_range(text, found, n))
    return next((units[n] for n in scaled), None)


def _counts(unit: Unit | None) -> bool:
    return unit is not None and unit.name in COUNTED


def _is_of_range(text: str, found: Sequence[Number], place: int) -> bool:
    pairs = [found[low : low + 2] for low in (place - 1, place) if 0 <= low < len(found) - 1]
    return any(is_range(text, one, other) for one, other in pairs)


def _is_bound(text: str, one: Number) -> bool:
    return bound_of(text, one.start, one.end) in BOUNDS


def _is_bare_range(text: str, found: Sequence[Number], place: int) -> bool:
    """Whether it is an end of a range that counts nothing named."""
    pairs = [found[low : low + 2] for low in (place - 1, place) if 0 <= low < len(found) - 1]
    return any(is_range(text, one, other) and _CLOSED.match(text, other.end) for one, other in pairs)


def _of_label(text: str, start: int, end: int) -> Unit | None:
    """What a label of the sentence says is counted, ahead of a colon."""
    label = _SENTENCE_END.split(text[start:end])[-1]
    if ":" not in label:
        return None
    words = label[: label.index(":")].split()
    named = [match for word in words if (match := united("units").fullmatch(word.strip("(),")))]
    return next((Unit(str(one.lastgroup), end) for one in named if one.lastgroup in _IN_SCALES), None)
