"""Amounts written as parts of a sum or as a whole: `2 × ₹9,900`, `1,480 + 260`, `₹3,960 of the ₹9,900`."""

from collections.abc import Mapping

import regex

from agent.facts.context.denied import is_whole
from agent.facts.found import Found

_AHEAD = 24
_SEATS_AT = regex.compile(
    r"(?:seats?|places?|people|persons?|bags?|nights?|days?|tickets?|plazas|personas|mochilas|noches|personnes|sacs|nuits)"
    r"\s(?:at|à|a)\s[^\s\w]{0,2}$",
    regex.IGNORECASE,
)
"""What one of several costs: `six seats at ₹1,200`."""
_TIMES = ("×", "x", "*")
_CURRENCY = r"(?:\p{Lu}{3}|[₹$€£])?"
_PLUS_BEHIND = regex.compile(rf"\s?{_CURRENCY}\s?\+\s?[₹$€£\p{{Lu}}]{{0,3}}\s?\d")
_PLUS_AHEAD = regex.compile(rf"\d\s?{_CURRENCY}\s?\+\s?[₹$€£\p{{Lu}}]{{0,3}}\s?$")
_WHOLE = {"whole": frozenset({"whole"})}


def of_sum(text: str, claim: Found, axes: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """The conditions of an amount: what is multiplied is the price of one, and a term is under none of its sum's.

    The whole that a share is of has no role itself.
    """
    if claim.type not in ("price", "number"):
        return axes
    if _is_multiplied(text, claim):
        return {**axes, "basis": frozenset({"person"})}
    if _is_added(text, claim):
        return {**_WHOLE, **{axis: told for axis, told in axes.items() if axis == "basis"}}
    if not is_whole(text, claim):
        return axes
    return {**_WHOLE, **{axis: told for axis, told in axes.items() if axis != "role"}}


def _is_multiplied(text: str, claim: Found) -> bool:
    before, behind = text[max(0, claim.start - 4) : claim.start].strip(" ₹$€£"), text[claim.end : claim.end + 3].split()
    if _SEATS_AT.search(text, max(0, claim.start - _AHEAD), claim.start):
        return True
    return before[-1:] in _TIMES or (bool(behind) and behind[0] in _TIMES)


def _is_added(text: str, claim: Found) -> bool:
    if _PLUS_BEHIND.match(text, claim.end):
        return True
    return _PLUS_AHEAD.search(text, max(0, claim.start - _AHEAD), claim.start) is not None
