"""Rules on the claims of a reply by what the sources say, about the same subject and under the same conditions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent.facts.context.apposed import without_wholes
from agent.facts.context.arrivals import arrival, elapsed
from agent.facts.context.baskets import share_of_price
from agent.facts.context.comparison import rightly_compared
from agent.facts.context.conditions import other_condition, strictly_apart
from agent.facts.context.countdown import Countdown
from agent.facts.context.derive import derived, unsigned_prices
from agent.facts.context.due import deposit_is_enough
from agent.facts.context.edges import is_among_the_days
from agent.facts.context.extent import SEASONS
from agent.facts.context.granted import granted, is_asked, is_paired, is_said_again, is_theirs
from agent.facts.context.measures import follows, is_rest, ratio_of
from agent.facts.context.months import better_praised, is_in_other_months, is_ruled_out
from agent.facts.context.naming import naming, tells_where
from agent.facts.context.own_days import is_own_start, is_own_wait
from agent.facts.context.reckon import reckoned
from agent.facts.context.running import admits_its_end
from agent.facts.context.said import Said
from agent.facts.context.side_by_side import (
    at_the_other_end,
    bare_beside_typed,
    bears_out,
    countries_beside,
    in_a_scale,
    may_be_compared,
    nearness,
    on_the_other_side,
    only_lists,
    others,
    things_beside,
)
from agent.facts.context.stance import TYPES as STANCES
from agent.facts.context.subjects import Subjects, about_same, as_near
from agent.facts.context.text import Text
from agent.facts.context.thresholds import expected
from agent.facts.context.tiers import of_all_its_months, of_another_tier, with_party
from agent.facts.context.vacant import vacant
from agent.facts.context.weigh_stance import charged, opposed
from agent.facts.context.worded import HELD_AGAINST, RULES
from agent.facts.permits import NAME
from agent.facts.shares import WHOLE
from agent.facts.unit_of import LENT
from agent.turn import ClaimStatus

_ON_THE_CALENDAR = frozenset({"percentage", "date", "duration", "notice", "price", "number"})
_MISTAKEN = {"hours": ("clock", "days"), "clock": ("hours",), "days": ("hours",)}
"""Families whose claims are written alike, `4 h`, or tell one thing: 48 hours."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The status of a claim, the number of the passage that decides it (-1 for none), and what is said there."""

    status: ClaimStatus
    place: int = -1
    theirs: Said | None = None


class Sources:
    """What the sources say, by family. `texts` are the passages themselves."""

    def __init__(self, told: Sequence[Said], texts: Sequence[Text] = (), *, today: date | None = None) -> None:
        self._texts, self._today = texts, today
        self._by_family: dict[str, list[Said]] = {}
        for one in told:
            self._by_family.setdefault(one.family, []).append(one)
        self._all = tuple(told)
        self._subjects = Subjects(told)
        self._held: list[Said] = []
        self._borne_out: list[Said] = []
        prices = self._by_family.get("price", [])
        self._prices = [*prices, *unsigned_prices(prices, self._by_family.get("number", ()))]

    def weigh(self, ours: Said, reply: Sequence[Said]) -> Weighed:
        """`reply` are all claims of the reply: the people and shares from which totals are worked out.

        To be asked in the order of the reply: what it said before and was borne out may be summed up.
        """
        ruling = self._weigh(ours, reply)
        if ruling.status == "supported":
            self._borne_out.append(ours)
            if ours.claim.type in ("price", "number", "time"):
                self._held.append(ours)
        return ruling

    def _weigh(self, ours: Said, reply: Sequence[Said]) -> Weighed:
        if is_theirs(ours, self._by_family.get(ours.family, ()), self._prices):
            return Weighed("supported")
        if ruling := self._stance(ours) or self._counted_down(ours, reply) or self._compared(ours, reply):
            return ruling
        ours = with_party(ours, reply)
        same = [one for one in self._comparable(ours) if bears_out(ours, one)]
        if ruling := self._by_name(ours, same) or self._praised(ours):
            return ruling
        fitting = [one for one in same if not self._conflict(ours, one, same)]
        fitting = of_all_its_months(ours, fitting, reply, self._prices)
        if ruling := _alive(ours, without_wholes(ours, fitting, reply, self._prices)):
            return ruling
        if self._needs_no_source(ours, reply):
            return Weighed("supported")
        return (
            self._worked_out(ours, reply)
            or self._excused(ours, same, reply)
            or self._unguessed(ours)
            or self._against(ours, same)
        )

    def _worked_out(self, ours: Said, reply: Sequence[Said]) -> Weighed | None:
        """Supported where it follows from what the sources say and what the reply said before."""
        held = [one for one in self._held if one is not ours]
        times = [one for one in held if one.claim.type == "time"]
        worked = (
            follows(ours, self._all, reply)
            or share_of_price(ours, self._by_family.get("price", ()))
            or arrival(ours, times, self._all)
            or vacant(ours, self._all)
            or derived(ours, self._prices, self._all, reply, [one for one in held if one.claim.type != "time"])
        )
        if worked:
            return Weighed("stale" if worked.ended else "supported", worked.place, worked)
        return Weighed("supported") if elapsed(ours, times) else None

    def _excused(self, ours: Said, same: Sequence[Said], reply: Sequence[Said]) -> Weighed | None:
        """Supported where the words around it tell why no source has to say so."""
        times = self._by_family.get("time", ())
        excused = (
            is_said_again(ours, self._borne_out)
            or is_ruled_out(ours, same, times)
            or self._is_compared(ours, same, reply)
            or is_paired(ours, reply, self._by_family.get("price", ()))
            or on_the_other_side(ours, same)
        )
        return Weighed("supported") if excused else None

    def _praised(self, ours: Said) -> Weighed | None:
        one = better_praised(ours, self._by_family.get("time", ()))
        return Weighed("contradicted", one.place, one) if one else None

    def _unguessed(self, ours: Said) -> Weighed | None:
        """`From 15 years, and we are 14 at most`: a bound whose unit was guessed, as that of anything.

        Nor does a text have to say "100 %" where the reply says "a full refund".
        """
        if ours.claim.note == WHOLE:
            return Weighed("supported")
        if ours.claim.note != LENT:
            return None
        for one in (*self._by_family.get("people", ()), *self._by_family.get("age", ())):
            mine = replace(ours, claim=replace(ours.claim, type=one.claim.type))
            if one.claim.bound == ours.claim.bound and bears_out(mine, one) and not self._conflict(mine, one, [one]):
                return Weighed("supported", one.place, one)
        return None

    def _counted_down(self, ours: Said, reply: Sequence[Said]) -> Weighed | None:
        """The ruling of a scale of refunds on the calendar."""
        if ours.claim.type not in _ON_THE_CALENDAR:
            return None
        scale = Countdown.of(self._all, reply, self._today)
        right = scale.rule(ours, reply) if scale else None
        if right is None:
            return None
        place = next((one.place for one in self._by_family.get("percentage", ())), -1)
        return Weighed("supported" if right else "contradicted", place)

    def _needs_no_source(self, ours: Said, reply: Sequence[Said]) -> bool:
        """Whether it follows from dates, is the customers' own, or is what nothing speaks of."""
        prices = self._by_family.get("price", ())
        if ratio_of(ours, reply, prices) or is_rest(ours, reply, self._all):
            return True
        times = self._by_family.get("time", ())
        if granted(ours, reply, self._prices) or is_asked(ours, reply, prices):
            return True
        if is_in_other_months(ours, times, self._texts) or is_among_the_days(ours, times):
            return True
        if self._today is None:
            return False
        own = any(is_own(ours, self._all, reply, self._today) for is_own in (is_own_start, is_own_wait))
        return own or reckoned(ours, self._all, self._today, reply)

    def _is_compared(self, ours: Said, same: Sequence[Said], reply: Sequence[Said]) -> bool:
        """What is told beside another figure for comparison may be that of the other one that the reply speaks of."""
        beside = [one for one in reply if one.sentence == ours.sentence and one.claim.end <= ours.claim.start]
        if "against" not in ours.axes or not any(may_be_compared(ours, one) for one in beside):
            return False
        elsewhere = [one for one in same if one.names & ours.scope and not one.names & ours.names]
        others = [replace(ours, names=one.names, beside={}) for one in elsewhere or same]
        return any(not self._conflict(mine, one, same) for mine, one in zip(others, elsewhere or same, strict=True))

    def _by_name(self, ours: Said, same: Sequence[Said]) -> Weighed | None:
        """The ruling on a permit that is known by its name alone, or that no source calls a permit, and on a town.

        A town is only wrong where the sources name another one.
        """
        if ours.claim.type == "place":
            place = naming(ours, self._texts)
            wrong = place < 0 and any(text.names_town or tells_where(text) for text in self._texts)
            return Weighed("unsupported" if wrong else "supported", place)
        if ours.claim.type != "permit" or (same and ours.claim.note != NAME):
            return None
        place = naming(ours, self._texts)
        if place >= 0:
            return Weighed("supported", place)
        return Weighed("unsupported") if ours.claim.note == NAME else None

    def _comparable(self, ours: Said) -> Sequence[Said]:
        if ours.claim.type == "number":
            return self._all
        families = (ours.family, "number", *_MISTAKEN.get(ours.family, ()))
        return [one for family in families for one in self._by_family.get(family, ())]

    def _against(self, ours: Said, same: Sequence[Said]) -> Weighed:
        """Contradicted when the sources say something else of the same subject, or the same of another.

        A season by name is no more than a manner of speaking where they tell no time.
        """
        rivals = others(self._by_family.get(ours.family, ()), same, ours)
        other = next((one for one in rivals if about_same(ours, one)), None)
        if other or same:
            return Weighed("contradicted", (other or same[0]).place, other)
        return Weighed("supported" if ours.claim.value in SEASONS else "unsupported")

    def _compared(self, ours: Said, reply: Sequence[Said]) -> Weighed | None:
        """The ruling on a difference between two that the reply names, where the sources have it of these.

        And on a deposit, and the days left beside it.
        """
        right = rightly_compared(ours, self._all)
        if right is None and (ours.claim.type == "percentage" or ours.family == "days"):
            right = deposit_is_enough(ours, reply, self._all)
            right = None if ours.claim.type == "percentage" and right else right
        return None if right is None else Weighed("supported" if right else "contradicted")

    def _stance(self, ours: Said) -> Weighed | None:
        """Contradicted where a source says the opposite of the same thing, and none says the same of it."""
        if finds := RULES.get(ours.claim.type):
            families = HELD_AGAINST.get(ours.family, (ours.family,))
            one = finds(ours, [one for family in families for one in self._by_family.get(family, ())])
            return Weighed("contradicted", one.place, one) if one else Weighed("supported")
        if ours.claim.type not in STANCES.values():
            return None
        if rule := expected(ours, self._by_family.get(ours.family, ()), self._by_family.get("length", ())):
            wanted, place = rule
            return Weighed("supported" if wanted == ours.claim.value else "contradicted", place)
        stances = self._by_family.get(ours.family, ())
        if price := charged(ours, stances, self._by_family.get("price", ())):
            return Weighed("contradicted", price.place, price)
        against, one = opposed(ours, stances)
        return Weighed("contradicted" if against else "supported", one.place if one else -1, one)

    # --- conflicts ----------------------------------------------------------------------------------------------

    def _conflict(self, ours: Said, theirs: Said, same: Sequence[Said]) -> bool:
        like = ours if theirs.claim.type == "number" and ours.claim.type != "number" else theirs
        told = self._by_family.get(like.family, ())
        rivals = others(told, same, like)
        return (
            strictly_apart(ours, theirs)
            or self._subjects.other(ours, theirs, rivals)
            or of_another_tier(ours, theirs, told)
            or at_the_other_end(ours, theirs)
            or only_lists(ours, theirs)
            or self._is_of_another_thing(ours, theirs)
            or bare_beside_typed(ours, theirs, self._by_family.get(ours.family, ()), same)
            or (not in_a_scale(ours, theirs) and other_condition(ours, theirs, _as_near(ours, theirs, rivals)))
        )

    def _is_of_another_thing(self, ours: Said, theirs: Said) -> bool:
        """A price told of a flight or for India, where its passage has one for a bus or for Nepal, as ours is."""
        if {ours.claim.type, theirs.claim.type} != {"price"}:
            return False
        beside = [one for one in self._by_family.get("price", ()) if one.place == theirs.place]
        return any(
            mine and other and not mine & other and any(mine & told(one) for one in beside)
            for told in (things_beside, countries_beside)
            for mine, other in [(told(ours), told(theirs))]
        )


def _as_near(ours: Said, theirs: Said, rivals: Sequence[Said]) -> list[Said]:
    return [one for one in rivals if as_near(ours, one, theirs)]


def _alive(ours: Said, fitting: Sequence[Said]) -> Weighed | None:
    """What fits best decides; stale where that holds no more, unless the reply says itself that it is over."""
    if not fitting:
        return None
    best = max(nearness(ours, one) for one in fitting)
    nearest = [one for one in fitting if nearness(ours, one) == best]
    live = [one for one in nearest if not one.ended or admits_its_end(ours)]
    if live:
        return Weighed("supported", live[0].place, live[0])
    return Weighed("stale", nearest[0].place, nearest[0])
