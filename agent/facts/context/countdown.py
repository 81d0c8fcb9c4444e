"""Scales of refunds on the calendar: which share stands for the days left, for a later day, or after a wait."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agent.facts.context.agree import figure
from agent.facts.context.extent import Extent
from agent.facts.context.judged import NO_REFUND
from agent.facts.context.own_days import own_start
from agent.facts.context.reckon import coming_days, full_days
from agent.facts.context.said import Said
from agent.facts.found import CUSTOMER

_SHARES = 2
"""Shares that make a scale, at least."""
_NOTHING, _HUNDRED = Decimal(0), Decimal(100)
_NEARLY = Decimal("0.5")
_OTHER_ROLES = frozenset({"discount", "deposit", "tax", "balance", "cancellation fee"})
_NONE = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Countdown:
    """`steps` are the shares by days before `start`, the one day on which something of the sources begins.

    `paid` are the amounts of which they may be.
    """

    steps: tuple[tuple[Extent, Decimal], ...]
    start: date
    today: date
    paid: frozenset[Decimal] = frozenset()

    @classmethod
    def of(cls, told: Sequence[Said], reply: Sequence[Said], today: date | None) -> "Countdown | None":
        """None where the sources have no scale, or it is not sure which day it counts to."""
        steps = tuple(_steps(told))
        if today is None or len({share for _, share in steps}) < _SHARES:
            return None
        begins = [one for one in told if one.claim.type == "date" and not one.claim.first]
        own = own_start(told, reply, today)
        starts = (own,) if own else tuple(dict.fromkeys(day for day in full_days(begins) if day > today))
        named = [day for day in starts if day in {*full_days(reply), *coming_days(reply, today)}]
        sure = named if len(named) == 1 else starts
        amounts = (*told, *(one for one in reply if one.claim.subject == CUSTOMER or "whole" in one.axes))
        paid = frozenset(figure(one.claim) or _NOTHING for one in amounts if one.claim.type in ("price", "number"))
        return cls(steps, sure[0], today, paid) if len(sure) == 1 else None

    def rule(self, ours: Said, reply: Sequence[Said]) -> bool | None:
        """Whether a share, a day or a wait is right; None where the scale says nothing of it."""
        if ours.claim.type == "percentage":
            return self._of_share(ours, reply) if self._is_of_scale(ours) else None
        if ours.claim.type in ("price", "number"):
            return self._of_amount(ours, reply)
        if NO_REFUND in ours.axes and self._tells_left(ours):
            return self._at((self.start - self.today).days) == _NOTHING
        if self._left_with(ours) is None:
            return None
        return self._of_day(ours, reply) if ours.claim.type == "date" else self._of_wait(ours, reply)

    def _of_share(self, share: Said, reply: Sequence[Said]) -> bool | None:
        """With a day of its own it is that day's; in a sentence that counts the days left one must be that of now."""
        if (when := self._condition_of(share, reply)) is not None:
            return self._borne_out(when, share)
        here = [one for one in reply if one.sentence == share.sentence]
        if "negation" in share.axes or not (any(self._counts_left(one) for one in here) or self._of_now(share, reply)):
            return None
        left = (self.start - self.today).days
        if self._is(left, share):
            return True
        return None if any(self._is_of_scale(one) and self._is(left, one) for one in here) else False

    def _of_amount(self, ours: Said, reply: Sequence[Said]) -> bool | None:
        """False of what another step would give back, in a sentence that counts the days left."""
        here = [one for one in reply if one.sentence == ours.sentence]
        later = any(self._left_with(one) is not None for one in here)
        if later or not any(self._counts_left(one) for one in here):
            return None
        now, value = self._at((self.start - self.today).days), figure(ours.claim)
        others = {one * share / _HUNDRED for one in self.paid for _, share in self.steps}
        right = {one * share / _HUNDRED for one in self.paid for share in (now, _HUNDRED - now)}
        told = any(figure(one.claim) in right for one in here if one.claim.type in ("price", "number"))
        return False if value in others - right - self.paid and not told else None

    def _of_now(self, share: Said, reply: Sequence[Said]) -> bool:
        """Whether its sentence speaks of today, or goes on after one that counts the days left, and names no day."""
        here = [one for one in reply if one.sentence == share.sentence]
        if any(one.family in ("days", "time") for one in here):
            return False
        before = [one for one in reply if one.claim.end <= share.claim.start and one.family == "days"]
        return "now" in share.axes or bool(before and self._counts_left(before[-1]))

    def _of_day(self, day: Said, reply: Sequence[Said]) -> bool | None:
        left = self._left_with(day)
        shares = [one for one in reply if self._is_of_scale(one)]
        if told := [one for one in shares if self._condition_of(one, reply) is day]:
            return self._borne_out(day, told[0])
        if left is not None and "nothing" in day.axes and "costing" not in day.axes and shares:
            return self._at(left) == _NOTHING
        following = [one for one in reply if self._is_day_after(day, one)]
        return False if following and left and shares and self._at(left) == self._at(left - 1) else None

    def _of_wait(self, wait: Said, reply: Sequence[Said]) -> bool | None:
        """`In three more days it is only a quarter`."""
        told = [one for one in reply if self._is_of_scale(one) and self._condition_of(one, reply) is wait]
        return self._borne_out(wait, told[0]) if told else None

    def _borne_out(self, when: Said, share: Said) -> bool | None:
        """Of a wait only that it is: the days may be those of a step as well."""
        left = self._left_with(when)
        right = left is not None and self._is(left, share) and self._begins(left, when, share)
        return right if right or when.claim.type == "date" else None

    def _begins(self, left: int, when: Said, share: Said) -> bool:
        """Of `from 1 December on` also that the step begins then, give or take a day."""
        if "from" not in when.axes.get("edge", _NONE) or when.claim.type != "date":
            return True
        return any(not self._is(left + step, share) for step in (1, 2))

    def _condition_of(self, share: Said, reply: Sequence[Said]) -> Said | None:
        """The day or the wait of its clause, else the one next to it in a clause without a share."""
        here = [one for one in reply if one.sentence == share.sentence and self._left_with(one) is not None]
        own = [one for one in here if one.clause == share.clause]
        if own:
            return min(own, key=lambda one: abs(one.claim.start - share.claim.start))
        if "today" in share.axes:
            return None
        taken = {one.clause for one in reply if self._is_of_scale(one)}
        free = [one for one in here if one.clause not in taken]
        others = [one.claim.start for one in reply if one is not share and self._is_of_scale(one)]
        near = [one for one in free if not _between(others, one.claim.start, share.claim.start)]
        return min(
            near,
            key=lambda one: (one.claim.start > share.claim.start, abs(one.claim.start - share.claim.start)),
            default=None,
        )

    def _left_with(self, one: Said) -> int | None:
        """Days left on a day between today and the start, or after a wait of so many days."""
        claim = one.claim
        if claim.first or claim.last or claim.bound:
            return None
        if claim.type == "date":
            return self._left_on(one)
        days = figure(claim) if claim.type in ("duration", "notice") and claim.note != "nights" else None
        left = (self.start - self.today).days
        return left - int(days) if days is not None and 0 < days < left else None

    def _left_on(self, one: Said) -> int | None:
        days = [*full_days([one]), *coming_days([one], self.today)]
        if not days or not self.today < days[0] < self.start:
            return None
        later = "after" in one.axes.get("side", _NONE)
        return (self.start - days[0]).days - later + ("exclusive" in one.axes and not later)

    def _is_day_after(self, day: Said, one: Said) -> bool:
        left, other = self._left_with(day), self._left_with(one)
        return left is not None and other == left - 1 and {day.claim.type, one.claim.type} == {"date"}

    def _tells_left(self, one: Said) -> bool:
        """The days left, or the start itself."""
        days = [*full_days([one]), *coming_days([one], self.today)] if one.claim.type == "date" else []
        return self._counts_left(one) or self.start in days

    def _counts_left(self, one: Said) -> bool:
        exact = not (one.claim.bound or one.claim.first or one.claim.last)
        return (
            one.claim.type in ("duration", "notice") and exact and figure(one.claim) == (self.start - self.today).days
        )

    def _is_of_scale(self, one: Said) -> bool:
        ours = one.claim.type == "percentage" and not _OTHER_ROLES & one.axes.get("role", _NONE)
        told = figure(one.claim) if ours else None
        return told is not None and any(abs(share - told) < _NEARLY for _, share in self.steps)

    def _is(self, left: int, share: Said) -> bool:
        return abs(self._at(left) - (figure(share.claim) or _NOTHING)) < _NEARLY

    def _at(self, left: int) -> Decimal:
        return next((share for (low, high), share in self.steps if low <= left <= high), _NOTHING)


def _between(places: Sequence[int], one: int, other: int) -> bool:
    return any(min(one, other) < place < max(one, other) for place in places)


def _steps(told: Sequence[Said]) -> Iterator[tuple[Extent, Decimal]]:
    """The shares of the sources that stand beside days."""
    for one in told:
        share = figure(one.claim) if one.claim.type == "percentage" else None
        if share is not None and not _OTHER_ROLES & one.axes.get("role", _NONE):
            yield from ((span, share) for span in one.beside.get("days", ()))
