"""What `cairn tune` finds for a suite: settings with intervals, and what they change on rows nobody tuned on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.bootstrap import Difference, Interval
from eval.job import Job

_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as it is and as labels would have it. `band`: values that labels cannot tell from the best."""

    now: float
    best: float
    ci95: Interval
    band: Interval | None = None

    def as_dict(self) -> dict[str, Any]:
        told = {"now": _round(self.now), "best": _round(self.best), "ci95": _pair(self.ci95)}
        return told if self.band is None else {**told, "indifference_band": _pair(self.band)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A figure of the locked half with the settings of now and with the best; `difference` is best less now."""

    now: float
    best: float
    difference: Difference

    def as_dict(self) -> dict[str, Any]:
        found = self.difference
        return {
            "now": _round(self.now),
            "best": _round(self.best),
            "difference": {"mean": _round(found.mean), "ci95": _pair(found.ci95), "p": _round(found.p)},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """Groups of settings, such as weights and thresholds. `n`: labels by half. `warnings`: why to be careful."""

    labels: str
    n: Mapping[str, int]
    settings: Mapping[str, Mapping[str, Setting]]
    held_out: Mapping[str, Kept]
    method: str
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        groups = {
            group: {name: setting.as_dict() for name, setting in settings.items()}
            for group, settings in self.settings.items()
        }
        return {
            "labels": self.labels,
            "n": dict(self.n),
            **groups,
            "held_out": {name: kept.as_dict() for name, kept in self.held_out.items()},
            "method": self.method,
            **{name: _round(value) for name, value in self.facts.items()},
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a suite is tuned, on labels of a file and, where it can, on outcomes that were logged."""

    by_labels: Callable[[Job], Awaitable[Tuned]]
    by_outcomes: Callable[[Job], Awaitable[Tuned]] | None = None


def _round(value: float) -> float:
    return round(value, _DIGITS)


def _pair(interval: Interval) -> list[float]:
    return [_round(bound) for bound in interval]
