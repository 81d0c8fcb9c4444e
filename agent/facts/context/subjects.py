"""Of whom two claims speak: whether what a source says is said of somebody else."""

from collections.abc import Sequence

from agent.facts.bounds import BOUNDS
from agent.facts.context.conditions import is_last_day, on_other_basis
from agent.facts.context.names import treks_in
from agent.facts.context.said import Said

_OF_ANYBODY = frozenset({"time", "length"})
_DAY = "day:"
SHARED = 2
"""Words that two sentences must share to speak of the same thing."""

_PURPOSES = ("role", "sharing", "audience", "basis")
_PAPERS = frozenset({"visa", "permit", "insurance", "passport", "certificate"})
"""What is of nobody's own: a visa, told of beside a trek."""
_ITS_OWN_NAME = frozenset({"link", "email"})
"""Exact and of one owner: a word beside it that no source knows as a name does not make it another's."""


class Subjects:
    """The names in all that the sources say."""

    def __init__(self, told: Sequence[Said]) -> None:
        self._told = told
        self._named = frozenset(key for one in told for key in (*one.names, *one.scope))
        self._treks = treks_in(self._named)
        self._single: bool | None = None

    def other(self, ours: Said, theirs: Said, rivals: Sequence[Said]) -> bool:
        """Whether what they say is said of somebody else."""
        if not ours.names or _is_for_anybody(theirs):
            return False
        rivals = _for_the_same(ours, theirs, rivals)
        treks, their_treks = treks_in(ours.names), treks_in(theirs.names or theirs.scope)
        if treks and their_treks:
            return not treks & their_treks
        if _told_by_words(ours, theirs, rivals) or (ours.carried and not treks and self._is_only_trek(their_treks)):
            return False
        named = [rival for rival in rivals if not rival.carried]
        if not (theirs.names or theirs.scope) or _only_of_a_day(ours, theirs):
            return not ours.carried and any(ours.names & rival.names for rival in named)
        if ours.claim.type == "altitude" and _elsewhere_on_the_day(ours, theirs, named):
            return True
        closer = any(ours.names & rival.names > ours.names & theirs.names for rival in named)
        return closer or (not ours.names & theirs.names and self._elsewhere(ours, theirs, rivals))

    def _is_only_trek(self, treks: frozenset[str]) -> bool:
        """Whether the sources speak of this one only: a reply that went on about a town still means it."""
        return bool(treks) and self._treks == treks

    def _elsewhere(self, ours: Said, theirs: Said, told: Sequence[Said]) -> bool:
        """No name is shared: then the passage must speak of our subject, and give it no value of its own."""
        rivals = [one for one in told if not on_other_basis(ours, one)]
        if ours.names & theirs.scope:
            return bool(theirs.names) and not theirs.carried and any(ours.names & rival.names for rival in rivals)
        if any(ours.names & rival.names for rival in rivals):
            return True
        unknown = ours.family in _OF_ANYBODY and not (ours.names & self._named or treks_in(ours.names))
        if unknown and self._is_only_one():
            return False
        if ours.names & self._named:
            return self._peers(ours.names, theirs.names or theirs.scope)
        told_alike = _shared(ours, theirs) >= SHARED
        return not (ours.carried or told_alike or ours.claim.type in _ITS_OWN_NAME)

    def _is_only_one(self) -> bool:
        """Whether all names of the sources belong together: a name that they lack is of the customer, or shorter."""
        if self._single is None:
            groups: list[frozenset[str]] = []
            for one in self._told:
                keys = one.names | one.scope
                near = [group for group in groups if group & keys]
                groups = [*(group for group in groups if not group & keys), keys.union(*near)] if keys else groups
            self._single = len(groups) == 1
        return self._single

    def _peers(self, ours: frozenset[str], theirs: frozenset[str]) -> bool:
        """Whether the sources tell things of one kind of both, as of two treks, not of a trek and its operator."""
        told_ours, told_theirs = self._told_of(ours, theirs), self._told_of(theirs, ours)
        return bool(told_ours & told_theirs)

    def _told_of(self, names: frozenset[str], others: frozenset[str]) -> set[str]:
        """The families of what is said of the names alone."""
        found = (one for one in self._told if one.names & names and not one.names & others)
        return {one.family for one in found if one.family != "number"}


def _elsewhere_on_the_day(ours: Said, theirs: Said, rivals: Sequence[Said]) -> bool:
    """Whether another height is that of our place, and theirs is that of another one, be it of the same day."""
    mine, other = _places(ours), _places(theirs)
    return bool(mine and other and not mine & other) and any(mine & _places(one) for one in rivals)


def _only_of_a_day(ours: Said, theirs: Said) -> bool:
    """Told of the days of an itinerary that names no trek, where ours speaks of none of its days."""
    days = theirs.names | theirs.scope
    return all(key.startswith(_DAY) for key in days) and not any(key.startswith(_DAY) for key in ours.names)


def _places(one: Said) -> set[str]:
    return {key for key in one.names if not key.startswith(_DAY)}


def _is_for_anybody(theirs: Said) -> bool:
    """The height from which a rule holds, told of no trek, or what is told of every one."""
    bounded = theirs.claim.type == "altitude" and theirs.claim.bound in BOUNDS
    return (bounded and not (theirs.names or theirs.scope)) or (not theirs.names and "every_trek" in theirs.axes)


def about_same(ours: Said, other: Said) -> bool:
    return not ours.names or bool(ours.names & (other.names or other.scope))


def as_near(ours: Said, rival: Said, theirs: Said) -> bool:
    """Whether the rival is about our subject no less than theirs is."""
    treks = treks_in(ours.names)
    if treks & treks_in(theirs.names):
        return bool(treks & treks_in(rival.names))
    return len(ours.names & rival.names) >= len(ours.names & theirs.names)


def _told_by_words(ours: Said, theirs: Said, rivals: Sequence[Said]) -> bool:
    """Whether the words of our clause are theirs more than any rival's: a taxi, said behind a sentence on a trek."""
    shared = _shared(ours, theirs)
    if _papers(ours, theirs):
        rivals = [one for one in rivals if ours.names & one.names]
    if shared < (1 if ours.carried else SHARED):
        return False
    nearest = max(((_shared(ours, one), len(ours.words & one.words)) for one in rivals), default=(0, 0))
    return (shared, len(ours.words & theirs.words)) > nearest


def _shared(ours: Said, theirs: Said) -> int:
    """Words in common, and what both are for: a twin room, a night, a deposit."""
    purposes = sum(bool(ours.axes.get(axis, frozenset()) & theirs.axes.get(axis, frozenset())) for axis in _PURPOSES)
    words = ours.words & (theirs.words | theirs.around)
    return len(words) + purposes + SHARED * bool(_papers(ours, theirs))


def _papers(ours: Said, theirs: Said) -> frozenset[str]:
    """Visas and the like that ours is told of and theirs speaks of."""
    return ours.axes.get("thing", frozenset()) & _PAPERS & (theirs.words | theirs.around)


def _for_the_same(ours: Said, theirs: Said, rivals: Sequence[Said]) -> Sequence[Said]:
    """Where both numbers are for one purpose, such as the office, only those that are too can be meant instead.

    Where both days are the last ones of something, only last days can.
    """
    if ours.claim.type == "date" and is_last_day(ours) and is_last_day(theirs):
        return [rival for rival in rivals if is_last_day(rival)]
    none = frozenset[str]()
    told = ours.axes.get("contact", none) & theirs.axes.get("contact", none) if ours.family == "phone" else none
    return [rival for rival in rivals if told & rival.axes.get("contact", none)] if told else rivals
