"""What a suite returns: figures that can be drawn again from resampled items, and their JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Draws = NDArray[np.float64]
"""[resamples, items]: how often each item stands in each resample; every row sums to the number of items."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure, and the same figure over resamples. None and NaN say that it is not defined there."""

    value: float | None
    resampled: Callable[[Draws], Floats]


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures over the same `n` items."""

    n: int
    metrics: Mapping[str, Metric]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One suite on one config. `groups` are parts of the items or stages of the work, under names such as `by`.

    `facts` are figures that have no interval; `notes` say what a reader must know of the data; `failures` are the
    items that fell short, where a suite lists them; `rows` are all items, where that is asked for.
    """

    overall: Measured
    groups: Mapping[str, Mapping[str, Measured]] = field(default_factory=dict)
    facts: Mapping[str, float | int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    failures: tuple[Mapping[str, object], ...] | None = None
    rows: tuple[Mapping[str, object], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole answer of `cairn eval`. `against` is the document of the other config, with the differences."""

    suite: str
    data: str
    split: str
    config: str
    config_hash: str
    figures: Mapping[str, Any]
    against: Mapping[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        told = {
            "suite": self.suite,
            "data": self.data,
            "split": self.split,
            "config": self.config,
            "config_hash": self.config_hash,
            **self.figures,
        }
        return told if self.against is None else {**told, "against": self.against}


def ratio(part: Floats, whole: Floats) -> Metric:
    """Sum over sum; not defined where the whole is 0."""
    total = float(whole.sum())

    def resampled(draws: Draws) -> Floats:
        sums = draws @ whole
        undefined = np.full(len(sums), np.nan)
        return np.asarray(np.divide(draws @ part, sums, out=undefined, where=sums > 0))

    return Metric(float(part.sum()) / total if total else None, resampled)


def mean_of(values: Floats) -> Metric:
    """The mean over items, each with a value of its own."""
    return ratio(values, np.ones(len(values)))
