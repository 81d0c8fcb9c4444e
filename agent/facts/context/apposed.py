"""Amounts told right behind a share, as what it comes to: `half, 390 €`."""

from collections.abc import Sequence
from decimal import Decimal

from agent.facts.context.agree import figure
from agent.facts.context.said import Said

_NEAR = 4
"""Characters between a share and its amount."""
_HUNDRED = Decimal(100)


def without_wholes(
    ours: Said, fitting: Sequence[Said], reply: Sequence[Said], prices: Sequence[Said]
) -> Sequence[Said]:
    """The sources but for those that tell of the whole, where ours is told as a share."""
    share = _share_ahead(ours, reply)
    return [one for one in fitting if not _is_whole_of(share, one, prices)] if share else fitting


def _share_ahead(ours: Said, reply: Sequence[Said]) -> Decimal | None:
    if ours.claim.type not in ("price", "number") or ours.claim.bound or "whole" in ours.axes:
        return None
    shares = [one for one in reply if one.claim.type == "percentage" and one.sentence == ours.sentence]
    near = [figure(one.claim) for one in shares if 0 < ours.claim.start - one.claim.end <= _NEAR]
    return near[-1] if near and near[-1] != _HUNDRED else None


def _is_whole_of(share: Decimal, theirs: Said, prices: Sequence[Said]) -> bool:
    """Whether theirs is an amount that the sources tell by itself, and no such share of another one."""
    amount = figure(theirs.claim) or Decimal(0)
    if theirs.claim.type != "price" or theirs.beside.get("percentage"):
        return False
    others = [figure(one.claim) or Decimal(0) for one in prices if one is not theirs]
    return not any(amount * _HUNDRED in (other * share, other * (_HUNDRED - share)) for other in others)
