"""What a customer showed so far: each sign fades with the days of silence after it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from agent.turn import Sign, SignName

FADED = 0.05
"""A sign this weak is forgotten: about six weeks at a half-life of ten days."""
_DAY = timedelta(days=1)
_AT_ONCE: frozenset[SignName] = frozenset({"trek", "dates", "people", "value"})
"""What the newest message names replaces what an older one named."""


def faded(sign: Sign, now: datetime, half_life_days: float) -> float:
    """The share of the sign that is left at `now`: half of it after every half-life."""
    days = max(0.0, (now - sign.at) / _DAY)
    return float(sign.share * 0.5 ** (days / half_life_days))


def joined(before: Iterable[Sign], new: Iterable[Sign], now: datetime, half_life_days: float) -> tuple[Sign, ...]:
    """Older signs and new ones, one of each name: the stronger at `now`, and of what is named the newest."""
    kept = {sign.name: sign for sign in before if faded(sign, now, half_life_days) >= FADED}
    for sign in new:
        kept[sign.name] = _stronger(kept.get(sign.name), sign, now, half_life_days)
    return tuple(kept.values())


def _stronger(old: Sign | None, new: Sign, now: datetime, half_life_days: float) -> Sign:
    if old is None or new.name in _AT_ONCE or new.share >= faded(old, now, half_life_days):
        return new
    return replace(old, detail=new.detail or old.detail)


def named(signs: Iterable[Sign], name: SignName) -> Sign | None:
    """The sign of this name, where there is one."""
    return next((sign for sign in signs if sign.name == name), None)
