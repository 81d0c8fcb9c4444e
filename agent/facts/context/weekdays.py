"""Days of the week as conditions: a price from Monday to Thursday is none for a Sunday."""

from collections.abc import Iterator, Sequence

import regex

from agent.facts.context.lexicon import DAYS
from agent.facts.context.phrases import Hit

AXIS = "weekday"
_SETS = {"weekend": ("sat", "sun"), "working": DAYS[:5]}
_OTHER = "other"
_RANGE = regex.compile(r"\s*(?:–|—|-|to|through|till|a|al|au|à|se|से)\s*(?:el\s|le\s)?(?:next\s)?", regex.IGNORECASE)
_LIST = regex.compile(r"(?:\s?(?:nights?|,|&|and|or|y|e|o|et|ou|aur|ya|और|या|los|les|el|le)\s?){1,3}", regex.IGNORECASE)


def spread(text: str, hits: Sequence[Hit], places: Sequence[tuple[int, int]]) -> Iterator[Hit]:
    """The hits, where each day of a range or a list stands for all of it; `places` are where the words stand."""
    yield from (hit for hit in hits if hit.axis != AXIS)
    groups = list(_groups(text, [hit for hit in hits if hit.axis == AXIS], places))
    named = {day for _, days in groups for day in days}
    for group, days in groups:
        told = days or set(DAYS) - named
        yield from (Hit(AXIS, day, hit.start, hit.end) for hit in group for day in sorted(told))


def _groups(text: str, told: Sequence[Hit], places: Sequence[tuple[int, int]]) -> Iterator[tuple[list[Hit], set[str]]]:
    """Days told together; of "other days" none yet."""
    group: list[Hit] = []
    days: set[str] = set()
    for hit in told:
        between = text[places[group[-1].end - 1][1] : places[hit.start][0]] if group else ""
        if group and _RANGE.fullmatch(between) and {group[-1].value, hit.value} <= set(DAYS):
            days |= set(_run(group[-1].value, hit.value))
        elif group and _LIST.fullmatch(between):
            days |= _days_of(hit)
        else:
            if group:
                yield group, days
            group, days = [], _days_of(hit)
        group.append(hit)
    if group:
        yield group, days


def _days_of(hit: Hit) -> set[str]:
    return set() if hit.value == _OTHER else set(_SETS.get(hit.value, (hit.value,)))


def _run(first: str, last: str) -> Iterator[str]:
    start = DAYS.index(first)
    count = (DAYS.index(last) - start) % len(DAYS) + 1
    yield from (DAYS[(start + step) % len(DAYS)] for step in range(count))
