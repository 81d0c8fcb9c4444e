"""Figures that a question offers or asks for: `shall I hold two seats?`."""

from decimal import Decimal

from agent.facts.context.extent import number_in
from agent.facts.context.part import Part
from agent.facts.found import Found

_OFFERED = frozenset({"seats", "people", "group_size", "quantity", "age", "temperature"})
_DONE = frozenset({"altitude", "distance", "hours", "duration", "temperature", "quantity", "season", "number"})
_MOST = Decimal(300)
"""Up to here a bare number of a question may be a size, a day or an age."""


def is_asked(text: str, part: Part, claim: Found) -> bool:
    """Whether it claims nothing, as it is asked for; a price or a date in a question is a claim."""
    if not text[part.sentence.start : part.sentence.end].rstrip().endswith("?"):
        return False
    if claim.type in _DONE and _is_open(part, claim):
        return True
    return claim.type in _OFFERED and not (claim.bound or claim.first or claim.last)


def _is_open(part: Part, claim: Found) -> bool:
    """Whether it stands in what asks: not the days in `it is eight days, does that suit you?`, nor an amount."""
    if claim.type == "number" and not claim.bound:
        return (number_in(claim.value) or Decimal(0)) <= _MOST
    return part.sentence.clause(claim.start, claim.end)[1] == part.sentence.end
