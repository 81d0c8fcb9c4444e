"""Seats that are free, worked out from those in all and those that are taken: `booked so far: 16 of 25`."""

from collections.abc import Sequence

from agent.facts.context.agree import figure
from agent.facts.context.said import Said
from agent.facts.context.weigh_stance import of_others

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
