"""Days of the customers' own: the start of their trek, of which the sources say nothing, and how long it is off."""

from collections.abc import Sequence
from datetime import date

from agent.facts.context.agree import figure
from agent.facts.context.extent import overlap
from agent.facts.context.reckon import coming_days, full_days
from agent.facts.context.said import Said

_LEFT = frozenset({"duration", "notice"})


def own_start(told: Sequence[Said], reply: Sequence[Said], today: date) -> date | None:
    """The one day to which the days left of the reply lead; None where the sources have a start of their own."""
    if any(_is_a_start(one, today) for one in told):
        return None
    left = {int(days) for one in reply if _is_exact(one) and (days := figure(one.claim))}
    led_to = {day for one in reply for day in _day_of(one, today) if (day - today).days in left}
    return led_to.pop() if len(led_to) == 1 else None


def is_own_start(ours: Said, told: Sequence[Said], reply: Sequence[Said], today: date) -> bool:
    """Whether ours is that day."""
    return ours.claim.type == "date" and own_start(told, reply, today) in [*_day_of(ours, today)]


def is_own_wait(ours: Said, told: Sequence[Said], reply: Sequence[Said], today: date) -> bool:
    """Whether ours are the days left to their start, which no text tells: a share told with them is the scale's.

    `Departure is 35 days away, so 90% comes back.`
    """
    days = figure(ours.claim) if _is_exact(ours) else None
    if days is None or any(_is_a_start(one, today) for one in (*told, *reply)):
        return False
    shares = {figure(one.claim) for one in reply if one.claim.type == "percentage" and one.sentence == ours.sentence}
    scale = [one for one in told if one.claim.type == "percentage" and one.beside.get("days")]
    steps = {figure(one.claim) for one in scale if overlap([(days, days)], one.beside["days"])}
    return len({one.claim.value for one in scale}) > 1 and bool(shares & steps)


def _day_of(one: Said, today: date) -> list[date]:
    return [*full_days([one]), *coming_days([one], today)]


def _is_exact(one: Said) -> bool:
    claim = one.claim
    return claim.type in _LEFT and not (claim.bound or claim.first or claim.last) and claim.note != "nights"


def _is_a_start(one: Said, today: date) -> bool:
    """A single day after today, which no offer or season ends or begins with."""
    claim = one.claim
    spans = bool(claim.first or claim.last) or "until" in one.axes
    return claim.type == "date" and not spans and any(day > today for day in _day_of(one, today))
