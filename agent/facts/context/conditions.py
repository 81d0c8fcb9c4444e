"""Under which conditions two claims stand: whom a price is for, what a number is for, months, roles, seasons."""

from collections.abc import Callable, Mapping, Sequence

from agent.facts.context.agree import is_month
from agent.facts.context.extent import exactly, overlap
from agent.facts.context.lexicon import strict_axes
from agent.facts.context.no_conditions import NOT_CONDITIONS
from agent.facts.context.said import Said

_PURPOSES = frozenset({"role", "contact", "weather"})
_SOUTH_ASIAN = frozenset({"indian", "nepali"})
_NONE = frozenset[str]()
_Conditions = Sequence[tuple[str, frozenset[str]]]
_CAR = frozenset({"vehicle"})
PIECES = frozenset({"bag", "animal"})
"""Bases that are counted by themselves, beside the people."""
_LABELLED = frozenset({"price", "date"})
"""Types whose claims are listed behind what they are of: `Departures: 1 July, 11 July`."""
_WITHIN = ("most", "below")
_WHEN = frozenset({"day", "night", "week", "trek"})


def strictly_apart(ours: Said, theirs: Said) -> bool:
    """Whether theirs holds under other conditions than ours, whatever else the sources say."""
    shared = ours.axes.keys() & theirs.axes.keys() & strict_axes()
    return (
        on_other_basis(ours, theirs)
        or of_other_legs(ours, theirs)
        or any(not _with_region(ours.axes[axis]) & theirs.axes[axis] for axis in shared)
        or any(apart(ours, theirs) for apart in _APART_BY_FAMILY.get(ours.family, ()))
    )


def of_other_legs(ours: Said, theirs: Said) -> bool:
    """`There and back` of ours, where theirs is one way; a price that is for both people names two, not two ways."""
    return _apart(ours.axes.get("legs"), theirs.axes.get("legs"))


def apart_in_audience(ours: Said, theirs: Said) -> bool:
    """Whether one is told of Indians and the other of foreigners, or the like."""
    return _apart(_with_region(ours.axes.get("audience", _NONE)), theirs.axes.get("audience"))


def _with_region(values: frozenset[str]) -> frozenset[str]:
    """What is told of Indians or Nepalis may stand in a source as that of all South Asia."""
    return values | {"saarc"} if values & _SOUTH_ASIAN else values


def _on_other_side(ours: Said, theirs: Said) -> bool:
    """`After` a day on which theirs ends, or `at most` so many days ahead where they say `until` so many."""
    mine, other = ours.axes.get("side", frozenset()), theirs.axes.get("side", frozenset())
    ends = bool(theirs.claim.first) and ours.family == "time"
    if ours.claim.type == "notice" and ours.claim.bound == "most" and not theirs.claim.bound:
        return "until" in theirs.axes and "until" not in ours.axes
    until = other == {"before"} or (ends and "after" not in other)
    return (mine == {"after"} and until) or (mine == {"before"} and other == {"after"})


def _of_other_urgency(ours: Said, theirs: Said) -> bool:
    return "" not in (_for_emergencies(ours), _for_emergencies(theirs)) and (
        _for_emergencies(ours) != _for_emergencies(theirs)
    )


def _for_all_days(ours: Said, theirs: Said) -> bool:
    """The rate of one day, told as what several days come to: `₹350 in all for the five days`."""
    mine, other = ours.axes.get("basis", _NONE), theirs.axes.get("basis", _NONE)
    if theirs.family != "price" or theirs.lent or not other & {"day", "night"} or (mine & _WHEN and not ours.lent):
        return False
    return any(low == high and low > 1 for low, high in ours.beside.get("days", ()))


def _of_another_delay(ours: Said, theirs: Said) -> bool:
    """`Money back within 3 days`, where theirs is within 10, or how long a payment takes."""
    if not _is_delay_of_refund(ours):
        return False
    if "refund" not in theirs.axes.get("role", _NONE):
        return "paying" in theirs.axes
    return _is_delay_of_refund(theirs) and theirs.claim.bound in _WITHIN and ours.claim.value != theirs.claim.value


def _is_delay_of_refund(one: Said) -> bool:
    """Days until it arrives, and no step of a scale of shares."""
    claim = one.claim
    ahead = claim.type == "notice" and "before" in one.axes.get("side", _NONE)
    told = one.family == "days" and not ahead and claim.bound in ("", *_WITHIN) and not (claim.first or claim.last)
    return told and "refund" in one.axes.get("role", _NONE) and not one.beside.get("percentage")


def _of_each_day(ours: Said, theirs: Said) -> bool:
    """`28 km a day` of ours, where theirs are those of a walk of several days."""
    if "day" not in ours.axes.get("basis", _NONE) or theirs.axes.get("basis"):
        return False
    return any(low == high and low > 1 for low, high in theirs.beside.get("days", ()))


def _of_another_start(ours: Said, theirs: Said) -> bool:
    """Places free on one day say nothing of another."""
    mine, other = ours.beside.get("time"), theirs.beside.get("time")
    if not (mine and other and ours.claim.type == "seats" and theirs.family == "people"):
        return False
    days, starts = exactly(mine), {low for low, _ in other}
    return not days & starts if days else not overlap(mine, other)


def _in_another_phase(ours: Said, theirs: Said) -> bool:
    """Peak season of ours, where theirs are months or days of any other, or the other way round."""
    mine, other = ours.axes.get("phase", _NONE), theirs.axes.get("phase", _NONE)
    return bool({"peak"} in (mine, other) and _apart(mine, other))


def _at_another_hour(ours: Said, theirs: Said) -> bool:
    """How cold it gets by day says nothing of the night."""
    return _apart(ours.axes.get("daypart"), theirs.axes.get("daypart"))


def _is_called_off(ours: Said, theirs: Said) -> bool:
    """Nobody can take the places of a start that is cancelled."""
    return ours.claim.type == "seats" and "called_off" in theirs.axes and "called_off" not in ours.axes


def _is_taken(ours: Said, theirs: Said) -> bool:
    """Places that others have booked are not those left."""
    return ours.claim.type == "seats" and "taken" in theirs.axes and "taken" not in ours.axes


def _for_emergencies(one: Said) -> bool | str:
    """Whether a number is told for emergencies; "" of what is no number, or of one that is told for nothing."""
    told = one.axes.get("contact") if one.family == "phone" else None
    return "emergency" in told if told else ""


def on_other_basis(ours: Said, theirs: Said) -> bool:
    """`Per person` and `per day` go together; `per person` and `per group` do not, nor do `per day` and `per night`.

    Of weights a sum is no condition, for 15 kg in all are those of one guest, and neither is a bag.
    """
    mine, other = ours.axes.get("basis"), theirs.axes.get("basis")
    if not mine or not other:
        return False
    if ours.claim.type == "quantity" and any("summed" in one.axes or _is_of_bags(one) for one in (ours, theirs)):
        return False
    return _apart(mine & _WHEN, other & _WHEN) or (
        not (ours.lent and other == _CAR) and _of_other_units(mine - _WHEN, other - _WHEN)
    )


def _of_other_units(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """What a car costs may be told as what the group pays for it, but not as what each one does."""
    if theirs == _CAR:
        return bool(ours) and (ours == _CAR | {"person"} or not ours & (_CAR | {"group"}))
    return _apart(ours, theirs)


def of_other_length(ours: Said, theirs: Said) -> bool:
    """`A day` of ours, where theirs is for the whole trek: no count of days makes the one of the other."""
    mine = frozenset() if ours.lent else ours.axes.get("basis", frozenset()) & _WHEN
    other = theirs.axes.get("basis", frozenset()) & _WHEN
    return "trek" in other and _apart(mine, other)


def on_other_weekdays(ours: Said, theirs: Said) -> bool:
    """`On a Sunday` of ours, where theirs is from Monday to Thursday."""
    return _apart(ours.axes.get("weekday"), theirs.axes.get("weekday"))


def _is_of_bags(one: Said) -> bool:
    return "bag" in one.axes.get("basis", frozenset())


def _for_several(ours: Said, theirs: Said) -> bool:
    """The price of one person or bag, told as what two or more pay together."""
    if theirs.family != "price":
        return False
    if "several" in ours.axes and theirs.axes.get("basis", frozenset()) & PIECES:
        return not ours.axes.get("basis", frozenset()) & PIECES or ours.lent
    reduced = ours.claim.type == "number" or "less" in ours.axes.get("way", _NONE)
    if reduced and ours.beside.get("percentage"):
        return False  # `5% off 10,500 for the seven of you`, `10.500 menos el 5 %`
    if "whole" in ours.axes or ("person" in ours.axes.get("basis", ()) and not ours.lent):
        return False
    one = theirs.axes.get("basis") == frozenset({"person"})
    people = ours.beside.get("people", frozenset())
    return one and any(low == high and low > 1 for low, high in people) and not theirs.beside.get("people")


_APART_BY_FAMILY: Mapping[str, Sequence[Callable[[Said, Said], bool]]] = {
    "price": (_for_several, _for_all_days),
    "number": (_for_several, _for_all_days),
    "length": (_of_each_day,),
    "days": (_on_other_side, _of_another_delay),
    "time": (_on_other_side, _in_another_phase),
    "phone": (_of_other_urgency,),
    "people": (_of_another_start, _is_called_off, _is_taken),
    "temperature": (_at_another_hour,),
}
"""By the family of ours."""


def _apart(ours: frozenset[str] | None, theirs: frozenset[str] | None) -> bool:
    return bool(ours and theirs and not ours & theirs)


def is_last_day(one: Said) -> bool:
    """Whether a day is one until which something holds."""
    return "until" in one.axes or one.axes.get("edge") == frozenset({"until"})


def other_condition(ours: Said, theirs: Said, rivals: Sequence[Said]) -> bool:
    """A rival fits the conditions or the words of our clause better than theirs does."""
    if (ours.claim.first or ours.claim.last) and ours.claim.type != "season":
        return False  # "from 4,000 to 4,500" speaks of both
    if (
        "best" in ours.axes
        and "best" in theirs.axes
        and not _apart(ours.axes.get("weather"), theirs.axes.get("weather"))
    ):
        return False  # two months of one list
    if ours.claim.type == "date" and is_month(ours.claim) and not ours.past:
        rivals = [one for one in rivals if not is_last_day(one)]  # `for May, book by 31 December`
    telling = [(axis, mine) for axis, mine in ours.axes.items() if axis not in NOT_CONDITIONS]
    telling = [(axis, mine) for axis, mine in telling if not (axis == "basis" and ours.lent)]
    return any(_fits_better(ours, rival, theirs, telling) and not strictly_apart(ours, rival) for rival in rivals)


def _fits_better(ours: Said, rival: Said, theirs: Said, telling: _Conditions) -> bool:
    gained, lost = _conditions(ours, rival, theirs, telling), _conditions(ours, theirs, rival, telling)
    if gained or lost:
        return gained > lost
    if _spans_shared(ours, theirs) > _spans_shared(ours, rival):
        return False
    mine = ours.words | ours.led if ours.claim.type == "season" or _is_behind_its_place(ours, theirs) else ours.words
    one, other = _labels(rival), _labels(theirs)
    if ours.claim.type == "date" and (rival.place, rival.sentence) == (theirs.place, theirs.sentence):
        one, other = rival.words, theirs.words  # what leads a list of days is said of each of them
    only_rival, only_theirs = mine & (one - other), mine & (other - one)
    if only_rival or only_theirs or ours.words or ours.family != "price":
        return bool(only_rival) and not only_theirs
    only_rival, only_theirs = ours.led & (rival.led - theirs.led), ours.led & (theirs.led - rival.led)
    return bool(only_rival) and not only_theirs


def _is_behind_its_place(ours: Said, theirs: Said) -> bool:
    """`The highest night is at the hut, 3,207`: what a height is of stands in the clause before it."""
    return not ours.words and theirs.claim.type == "altitude"


def _spans_shared(ours: Said, theirs: Said) -> int:
    """In how many families what stands beside the two overlaps: days left, people."""
    return sum(overlap(mine, theirs.beside.get(family, ())) for family, mine in ours.beside.items() if mine)


def _labels(one: Said) -> frozenset[str]:
    """The words of its clause; where that has none, as in `backpack, 50 litres INR 700`, those that lead up to it."""
    return one.words or (one.led if one.claim.type in _LABELLED else one.words)


def _conditions(ours: Said, better: Said, worse: Said, telling: _Conditions) -> int:
    """On how many axes `better` shares a value with us and `worse` has others."""
    spans = _spans(ours.beside, better.beside, worse.beside) if ours.beside else 0
    theirs = better.axes
    for axis, mine in telling:
        told = theirs.get(axis)
        spans += bool(told and mine & told) and _lacks(axis, mine, worse)
    return spans


def _lacks(axis: str, mine: frozenset[str], other: Said) -> bool:
    """Whether it has another value; of what it is for, such as a permit or bookings, whether it does not have ours."""
    theirs = other.axes.get(axis)
    if axis == "basis":
        return _apart(mine & _WHEN, (theirs or _NONE) & _WHEN) or _apart(mine - _WHEN, (theirs or _NONE) - _WHEN)
    return not theirs or not mine & theirs if axis in _PURPOSES else _apart(mine, theirs)


def _spans(ours: Mapping[str, frozenset], better: Mapping[str, frozenset], worse: Mapping[str, frozenset]) -> int:  # type: ignore[type-arg]
    count = 0
    for family, mine in ours.items():
        other = worse.get(family)
        if mine and other and family in better and overlap(mine, better[family]):
            count += not overlap(mine, other)
    return count
