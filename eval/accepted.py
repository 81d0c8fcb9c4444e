"""Figures somebody looked at and accepted, with their intervals: the notebooks fail when one falls out of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from agent.settings import find

PATH = "eval/accepted.yaml"
RENEW = "python -m eval.accept"
_LESS_IS_BETTER = frozenset({"ece", "false_suppression_rate", "false_alarm_rate", "ham_flagged"})


class Accepted(BaseModel):
    """A figure as it was when it was accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float
    ci95: tuple[float, float]


Figures = Mapping[str, Mapping[str, Accepted]]
"""Suite → metric → figure. A metric of a part is written as the JSON nests it: `by_language/hi/hit@5`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure now beside the accepted one; `now` is None where it is not measured any more."""

    metric: str
    now: float | None
    accepted: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether it is no worse than the interval allows; better is never wrong."""
        if self.now is None:
            return False
        worse = self.metric.rpartition("/")[2] in _LESS_IS_BETTER
        return self.now <= self.high if worse else self.now >= self.low


def read_accepted(path: Path | None = None) -> Figures:
    """Raises OSError or ValueError for a file that cannot be used."""
    text = (path or find(PATH)).read_text(encoding="utf-8")
    return TypeAdapter(dict[str, dict[str, Accepted]]).validate_python(yaml.safe_load(text))


def compare_with(accepted: Figures, suite: str, figures: Mapping[str, Any]) -> list[Comparison]:
    """`figures` as in the JSON of `cairn eval`. Raises KeyError for a suite of which nothing was accepted."""
    return [
        Comparison(metric, number_at(figures, metric), was.value, *was.ci95) for metric, was in accepted[suite].items()
    ]


def check(suite: str, figures: Mapping[str, Any], accepted: Figures | None = None) -> None:
    """Raises AssertionError that names every figure out of its interval, and says what to do."""
    found = compare_with(read_accepted() if accepted is None else accepted, suite, figures)
    fallen = [_told(suite, one) for one in found if not one.holds]
    assert not fallen, "\n".join([*fallen, _advice(suite)])


def number_at(figures: Mapping[str, Any], metric: str) -> float | None:
    """The figure under its path, or None where nothing or no number is."""
    found = part_at(figures, metric)
    return float(found) if isinstance(found, int | float) else None


def part_at(figures: Mapping[str, Any], path: str) -> Any:
    """Whatever stands under `a/b/c`, or None."""
    found: Any = figures
    for part in path.split("/"):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _told(suite: str, one: Comparison) -> str:
    now = "not measured any more" if one.now is None else f"{one.now:.4f}"
    return f"{suite} {one.metric}: {now}; accepted {one.accepted:.4f}, 95 % interval {one.low:.4f} to {one.high:.4f}"


def _advice(suite: str) -> str:
    return (
        f"Look at `cairn eval {suite} --split tuning` for what got worse, and mend it. "
        f"A figure that is meant to be lower is accepted with `{RENEW}`."
    )
