"""How old somebody is on the day of departure, where a message tells of a birthday before or after it."""

from collections.abc import Sequence
from datetime import date

import regex

from agent.language.window import window_of
from agent.turn import Turn

_TURNS = regex.compile(
    r"(?<!\p{L})(?:turn(?:s|ing|ed)?|(?:will|'ll) (?:be|have turned)|by then|cumpl\w*|tendr[aá]n?|aura"
    r"|f[eê]te(?:ra)? ses|ho ja+y?eg\w|ho ja+y?enge|hog[ai]|हो जा\S+ग\S|होग[ाी])(?![\p{L}\p{M}])"
)


def on_the_day(turn: Turn, ages: Sequence[int]) -> tuple[int, ...]:
    """Of somebody "14 now, 15 on 20 May" the age at the start of the trek: the day named beside the birthday.

    Ages as they are where no birthday is told.
    """
    turned = [age for age in ages if age - 1 in ages]
    found = _TURNS.search(turn.message.text.casefold())
    if not (turned and found):
        return tuple(ages)
    gone = {age - 1 if _is_past_by_then(turn, found.start()) else age for age in turned}
    return tuple(age for age in ages if age not in gone)


def _is_past_by_then(turn: Turn, place: int) -> bool:
    """Whether the birthday, the day nearest to its words, lies before every other day named."""
    days = [(abs(entity.start - place), day) for entity in turn.entities if (day := _day(entity.type, entity.value))]
    if not days:
        return True
    birthday = min(days)[1]
    return all(day >= birthday for _, day in days)


def _day(kind: str, value: object) -> date | None:
    window = window_of(str(value)) if kind == "date" else None
    return window.first if window and window.one_day else None
