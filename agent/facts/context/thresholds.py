"""Needs that begin at a height: insurance on all treks above 4,000 m, so on Hampta Pass and not on Kedarkantha."""

from collections.abc import Sequence
from decimal import Decimal

from agent.facts.context.agree import figure
from agent.facts.context.said import Said
from agent.facts.context.territories import is_territory

_ENDLESS = Decimal(10**8)
_OPPOSITE = {"needed": "not needed", "not needed": "needed"}


def expected(ours: Said, stances: Sequence[Said], heights: Sequence[Said]) -> tuple[str, int] | None:
    """What the rule of a source makes of our subject, and its passage; None where none settles it.

    A source that speaks of the very subject goes before a rule.
    """
    if ours.claim.value not in _OPPOSITE or not (ours.names and ours.things):
        return None
    alike = [one for one in stances if one.things & ours.things]
    top = max((figure(one.claim) or Decimal(0) for one in heights if _is_height_of(ours, one)), default=None)
    if top is None or any(one.names & ours.names and not _least(one) for one in alike):
        return None
    for rule in alike:
        least = _least(rule)
        if least and top > least:
            return rule.claim.value, rule.place
        below = least and (len(_countries(rule)) <= 1 or _is_where_it_begins(ours, rule, heights))
        if below and (ours.claim.value != rule.claim.value or any(_is_the_rest(rule, one) for one in alike)):
            return _OPPOSITE[rule.claim.value], rule.place
    return None


def _countries(rule: Said) -> set[str]:
    """Of several named in one sentence another rule may hold in each."""
    return {word for word in rule.around if is_territory(word)}


def _is_where_it_begins(ours: Said, rule: Said, heights: Sequence[Said]) -> bool:
    """`In Nepal, and in India above 4,000 m`: whether our subject lies in the country of that height."""
    own = {word for one in heights if _is_height_of(ours, one) for word in one.around if is_territory(word)}
    begins = [one for one in heights if one.sentence == rule.sentence and one.place == rule.place]
    told = {word for one in begins if one.claim.bound == "least" for word in one.words if is_territory(word)}
    return len(told) == 1 and own == told


def _is_height_of(ours: Said, height: Said) -> bool:
    exact = not (height.claim.bound or height.claim.first or height.claim.last)
    return height.claim.type == "altitude" and exact and bool(ours.names & height.names)


def _least(rule: Said) -> Decimal | None:
    """The height above which it holds."""
    told = [low for low, high in rule.beside.get("length", ()) if high > _ENDLESS]
    return told[0] if told else None


def _is_the_rest(rule: Said, one: Said) -> bool:
    """The opposite, told in the same passage without a height: `on all other treks it is recommended`."""
    return one.place == rule.place and one.claim.value == _OPPOSITE.get(rule.claim.value) and _least(one) is None
