"""What `cairn tune` finds for a suite: settings with intervals, and what they change on rows nobody tuned on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eval.figures.bootstrap import Interval
from eval.figures.report import Floats
from eval.job import Job
from eval.tuning.costs import Cost, Prices
from eval.tuning.looks import Look, Looks
from eval.tuning.worth import Worth

_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as it is and as labels would have it. `band`: values that labels cannot tell from the best.

    `saving`: money for 1,000 messages that moving to the best saves, with its 95 % interval.
    """

    now: float
    best: float
    ci95: Interval
    band: Interval | None = None
    saving: tuple[float, Interval] | None = None

    def as_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {"now": _round(self.now), "best": _round(self.best), "ci95": _pair(self.ci95)}
        if self.band is not None:
            told["indifference_band"] = _pair(self.band)
        if self.saving is not None:
            told["saving_per_1000"] = {"mean": _round(self.saving[0]), "ci95": _pair(self.saving[1])}
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The locked rows, which no fit saw: what each would save for 1,000 messages with the best settings.

    `worst`: the most that a single row can cost for 1,000 messages.
    """

    rows: Sequence[str]
    saved: Floats
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ToLabel:
    """A message whose label would tell most, and how far its score is from the boundary."""

    name: str
    text: str
    score: float
    away: float

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.name, "text": self.text, "score": _round(self.score), "away": _round(self.away)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """Groups of settings, such as weights and thresholds. `n`: labels by half. `warnings`: why to be careful.

    `costs`: what was assumed of errors. `worth`: by threshold, whether more labels would decide. `held` is looked at
    by `looked` only, which counts.
    """

    labels: str
    n: Mapping[str, int]
    settings: Mapping[str, Mapping[str, Setting]]
    held: Held | None
    method: str
    costs: Prices = field(default_factory=dict)
    worth: Mapping[str, Worth] = field(default_factory=dict)
    to_label: tuple[ToLabel, ...] = ()
    look: Look | None = None
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
            "costs": dict(self.costs),
            **groups,
            "more_labels": {name: worth.as_dict() for name, worth in self.worth.items()},
            "to_label": [one.as_dict() for one in self.to_label],
            "held_out": self.look.as_dict() if self.look else None,
            "method": self.method,
            **{name: _round(value) for name, value in self.facts.items()},
            "warnings": list(self.warnings),
        }


def looked(found: Tuned, suite: str, looks: Looks) -> Tuned:
    """The same with what the locked rows say of the best settings: one more look, unless they were looked at."""
    if found.held is None or not len(found.held.rows):
        return found
    best = {f"{group}.{name}": _round(one.best) for group, some in found.settings.items() for name, one in some.items()}
    candidate = repr((sorted(best.items()), sorted(found.costs.items())))
    held = found.held
    look = looks.look(f"{suite}: {found.labels}", held.rows, candidate, held.saved, worst=held.worst)
    return replace(found, look=look)


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a suite is tuned, on labels of a file and, where it can, on outcomes that were logged; what errors cost.

    `own`: the file of the project's own labels, which those of people are added to.
    """

    by_labels: Callable[[Job], Awaitable[Tuned]]
    by_outcomes: Callable[[Job], Awaitable[Tuned]] | None = None
    costs: Mapping[str, Cost] = field(default_factory=dict)
    own: str = ""


def _round(value: float) -> float:
    return round(value, _DIGITS)


def _pair(interval: Interval) -> list[float]:
    return [_round(bound) for bound in interval]
