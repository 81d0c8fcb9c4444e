"""When people write: more on weekends and in the evening, by the clock of where they live."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

_BY_HOUR = (2, 1, 0.5, 0.3, 0.3, 0.6, 1.5, 3, 4, 5, 6, 6, 6, 5.5, 5, 5, 5, 6, 7, 8.5, 10, 10, 8, 4)
"""How much is written in each hour of somebody's day, against each other."""
_BY_WEEKDAY = (0.9, 0.9, 0.95, 1.0, 1.05, 1.3, 1.4)
_BUSY_DAY, _BUSY_TIMES = 0.08, 2.2
"""Share of days on which a post or a newspaper brings many, and how many times as many."""


def day_weights(days: Sequence[date], rng: Random) -> list[float]:
    """How many people begin to write on each day, against each other."""
    return [_BY_WEEKDAY[day.weekday()] * (_BUSY_TIMES if rng.random() < _BUSY_DAY else 1.0) for day in days]


def moment_on(day: date, ahead_h: float, rng: Random) -> datetime:
    """Some time of that day as somebody lives it whose clock is `ahead_h` before UTC."""
    hour = rng.choices(range(24), _BY_HOUR)[0]
    local = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), UTC)
    return local - timedelta(hours=ahead_h)


def pause_s(rng: Random) -> float:
    """Seconds between two messages of one visit: mostly a minute or two, now and then ten."""
    return min(1200.0, rng.lognormvariate(4.3, 0.8) + 8)


def piece_s(rng: Random) -> float:
    """Seconds between the pieces of one thought."""
    return rng.uniform(1.2, 3.4)
