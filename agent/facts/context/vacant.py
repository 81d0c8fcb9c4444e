"""Seats that are free, worked out from those in all and those that are taken: `booked so far: 16 of 25`."""

from collections.abc import Sequence
from functools import cache
from typing import cast

import regex

from agent.facts.context.agree import figure
from agent.facts.context.said import Said
from agent.facts.context.weigh_stance import of_others
from agent.facts.words import any_of, listed

_COUNTED = frozenset({"seats", "number", "people", "group_size"})


def vacant(ours: Said, told: Sequence[Said]) -> Said | None:
    """What tells the seats taken, where those in all less these are ours."""
    free = figure(ours.claim) if ours.claim.type == "seats" else None
    if free is None:
        return None
    wholes = [one for one in told if one.claim.type in _COUNTED and not of_others(ours, one)]
    return next(
        (
            taken
            for taken in wholes
            for whole in wholes
            if "taken" in taken.axes
            and (whole.place, whole.sentence) == (taken.place, taken.sentence)
            and whole.claim.start > taken.claim.start
            and (figure(whole.claim) or 0) - (figure(taken.claim) or 0) == free
        ),
        None,
    )


def is_booked_out(text: str, end: int) -> bool:
    """Whether a day that ends there is told to be full: `19 June (full), 26 June (11 seats left)`."""
    return _booked_out().match(text, end) is not None


@cache
def _booked_out() -> "regex.Pattern[str]":
    words = any_of(cast("list[str]", listed("booked_out")))
    return regex.compile(rf"[\s,:(–-]*(?:(?:is|está|est|ya|déjà|already)\s)*(?:{words})", regex.IGNORECASE)
