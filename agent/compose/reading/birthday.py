"""How old somebody is on the day of departure, where a message tells of a birthday before or after it."""

from collections.abc import Sequence
from datetime import date

import regex

from agent.language.window import window_of
from agent.turn import Turn

_COMES_TO = r"(?:turn(?:s|ing|ed)?|(?:will|'ll) be|cumpl\w*|tendr[aá]n?|aura|f[eê]te(?:ra)? ses)"
_BECOMES = r"(?:ho ja+y?eg\w|ho ja+y?enge|hog[ai]|हो जा\S+|होग[ाी])"
_ALONE = r"(?!\s*(?:,|&|and|y|et|aur|और)\s*(?:the |his |her )?\d)"
"""Not one age of several: "they will be 8 and 7"."""


def on_the_day(turn: Turn, ages: Sequence[int]) -> tuple[int, ...]:
    """Of somebody "14 now, 15 on 20 May" the age at the start of the trek: the day named beside the birthday.

    Ages as they are where no birthday is told.
    """
    turned = {age + 1: place for age in ages if (place := _turns(turn.message.text, age + 1)) >= 0}
    older = {age for age, place in turned.items() if _is_past_by_then(turn, place)}
    now = (age for age in ages if age not in turned)
    return tuple(dict.fromkeys(age + 1 if age + 1 in older else age for age in now))


def _turns(text: str, age: int) -> int:
    """Where it says that somebody comes to this age; -1 where it does not."""
    found = regex.search(
        rf"(?<!\p{{L}}){_COMES_TO} (?:only |just )?{age}(?!\d){_ALONE}"
        rf"|(?<!\d){age} (?:(?:saal|sal|साल) )?(?:ka|ki|ke|का|की|के) {_BECOMES}",
        text.casefold(),
    )
    return found.start() if found else -1


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
