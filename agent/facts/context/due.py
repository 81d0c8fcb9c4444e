"""Whether a deposit is enough: where few days are left, all is due at once."""

from collections.abc import Sequence

from agent.facts.context.agree import agrees
from agent.facts.context.extent import exactly, extents, overlap
from agent.facts.context.said import Said

_SHORT = frozenset({"most", "below"})
_NONE = frozenset[str]()


def deposit_is_enough(ours: Said, reply: Sequence[Said], told: Sequence[Said]) -> bool | None:
    """Of a deposit, and of the days left that the reply tells beside it; None where the sources set no such limit.

    `told` is what the sources say: `20% confirms your place. If 21 days or less remain, the full amount is due`.
    """
    if _is_of_balance(ours):
        return False if _is_due_otherwise(ours, told) else None
    beside = (one for one in reply if _is_told_with(ours, one))
    share = ours if ours.claim.type == "percentage" else next(beside, None)
    if share is None or "negation" in share.axes:
        return None
    if any(_is_of_balance(one) for one in reply if _is_told_with(one, share)):
        return None
    deposits = {one.place for one in told if _is_deposit(one) and one.claim.value == share.claim.value}
    limits = [one for one in told if one.place in deposits and one.family == "days" and _is_limit(one)]
    days = share.beside.get("days", ())
    return not any(overlap(days, extents(one.claim)) for one in limits) if limits and exactly(days) else None


def _is_told_with(days: Said, share: Said) -> bool:
    """Whether the share stands beside these days."""
    if days.family != "days" or share.claim.type != "percentage" or days.sentence != share.sentence:
        return False
    return bool(set(extents(days.claim)) & set(share.beside.get("days", ())))


def _is_of_balance(days: Said) -> bool:
    """`A fifth now and the balance 21 days before`: when the rest is due, and not the days left."""
    return days.claim.type == "notice" and "balance" in days.axes.get("role", _NONE)


def _is_due_otherwise(ours: Said, told: Sequence[Said]) -> bool:
    """Whether the sources want the rest so many days ahead, and none of them as many as ours."""
    dues = [one.claim for one in told if _is_of_balance(one) and not (one.claim.bound or one.claim.first)]
    exact = not (ours.claim.bound or ours.claim.first or ours.claim.last)
    return exact and bool(dues) and not any(agrees(ours.claim, one) for one in dues)


def _is_deposit(one: Said) -> bool:
    return one.claim.type == "percentage" and "deposit" in one.axes.get("role", _NONE)


def _is_limit(one: Said) -> bool:
    return one.claim.bound in _SHORT and "supposed" in one.axes
