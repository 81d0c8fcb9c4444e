"""A share of messages and how it changed, each with its 95 % interval."""

import math
from dataclasses import dataclass

from eval.figures.bootstrap import Interval
from eval.figures.report import Floats

_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """Wilson's interval (1927): it is never empty, and stays within 0 and 1 where few are counted."""

    value: float
    ci95: Interval
    n: int


@dataclass(frozen=True, slots=True)
class Change:
    """Of the same messages, after less before. `gained` and `lost`: how many went over, and came back."""

    value: float
    ci95: Interval
    gained: int
    lost: int

    @property
    def is_told_apart(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.ci95[0] > 0 or self.ci95[1] < 0


def share_of(hits: Floats) -> Share:
    """Of messages that are hit (1) or not (0)."""
    n = len(hits)
    if not n:
        return Share(0.0, (0.0, 1.0), 0)
    value, square = float(hits.mean()), _Z**2 / n
    middle = (value + square / 2) / (1 + square)
    away = _Z / (1 + square) * math.sqrt(value * (1 - value) / n + square / (4 * n))
    return Share(value, (max(0.0, middle - away), min(1.0, middle + away)), n)


def change_of(before: Floats, after: Floats) -> Change:
    """Paired, by the plus-two rule of Agresti & Min (2005), which holds where few messages flip."""
    gained, lost = int(((after > 0) & (before <= 0)).sum()), int(((after <= 0) & (before > 0)).sum())
    n = len(before)
    if not n or gained + lost == 0:
        return Change(0.0, (0.0, 0.0), gained, lost)
    up, down, total = gained + 0.5, lost + 0.5, n + 2.0
    middle = (up - down) / total
    away = _Z * math.sqrt(max(up + down - (up - down) ** 2 / total, 0.0)) / total
    return Change((gained - lost) / n, (middle - away, middle + away), gained, lost)
