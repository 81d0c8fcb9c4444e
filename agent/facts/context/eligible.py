"""Ages of the customers that the reply calls fine for a trek, held against the ages that the sources take on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from agent.facts.context.extent import extents, overlap
from agent.facts.context.said import Said

_OF_SOMETHING_ELSE = frozenset({"need", "thing", "audience", "role", "negation", "alone"})
"""The age from which a certificate is needed, a reduced price is paid, or one may come without a parent."""


def refusals(mine: Sequence[Said], told: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Each age of the reply that is wrongly called fine, now as a claim, with what the sources say of it."""
    for one in mine:
        if against := _refused(one, told):
            yield replace(one, claim=replace(one.claim, type="age")), against


def _refused(ours: Said, told: Iterable[Said]) -> Said | None:
    if ours.claim.type != "aged" or "fit" not in ours.axes:
        return None
    if "alone" in ours.axes["fit"]:
        return _too_young_alone(ours, told)
    taken = [one for one in told if _is_taken(one)]
    own = [one for one in taken if ours.names & one.names or "both" in ours.words] if ours.names else taken
    groups = [[one for one in own if one.names == names] for names in dict.fromkeys(one.names for one in own)]
    fitting = [any(overlap(extents(ours.claim), extents(one.claim)) for one in group) for group in groups]
    wrong = not all(fitting) if ours.names else bool(fitting) and not any(fitting)
    return groups[fitting.index(False)][0] if wrong else None


def _too_young_alone(ours: Said, told: Iterable[Said]) -> Said | None:
    """`Your son of 15 may come without you`, where one must be 16 for that."""
    rules = [one for one in told if "alone" in one.axes and one.claim.type in ("age", "number")]
    rules = [one for one in rules if one.claim.bound == "least" and "affirmed" in one.axes]
    fitting = any(overlap(extents(ours.claim), extents(one.claim)) for one in rules)
    return None if fitting else next(iter(rules), None)


def _is_taken(one: Said) -> bool:
    """A range of ages, or a least one."""
    claim = one.claim
    bounded = bool(claim.first or claim.last) or claim.bound == "least"
    return (
        claim.type == "age" and bounded and not (_OF_SOMETHING_ELSE & one.axes.keys() or one.beside.get("percentage"))
    )
