"""How sure a figure is: percentile bootstrap over items (Efron & Tibshirani 1993), and the paired comparison."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from eval.figures.report import Draws, Floats, Measured

RESAMPLES = 2_000
SEED = 20261122
_BLOCK = 250  # resamples held in memory at one time

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours less theirs: the difference, its 95 % interval, and the two-sided p-value that there is none."""

    mean: float
    ci95: Interval
    p: float


def draws(n: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> Iterator[Draws]:
    """Resamples of `n` items in blocks; equal for equal `n`, so that two configs meet the same ones."""
    rng = np.random.default_rng(seed)
    for start in range(0, resamples, _BLOCK):
        rows = min(_BLOCK, resamples - start)
        drawn = rng.integers(n, size=(rows, n)) + n * np.arange(rows)[:, None]
        yield np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float64)


def distribution(measured: Measured) -> Mapping[str, Floats]:
    """Each metric over all resamples."""
    if not measured.n:
        return {}
    blocks: dict[str, list[Floats]] = {name: [] for name in measured.metrics}
    for block in draws(measured.n):
        for name, metric in measured.metrics.items():
            blocks[name].append(metric.resampled(block))
    return {name: np.concatenate(parts) for name, parts in blocks.items()}


def intervals(measured: Measured) -> dict[str, Interval]:
    """The 95 % interval of each metric that is defined."""
    found = distribution(measured)
    return {
        name: _interval(found[name]) for name, metric in measured.metrics.items() if _is_defined(metric.value, found)
    }


def compare(ours: Measured, theirs: Measured) -> dict[str, Difference]:
    """Each metric both define, on the same resamples of the same items."""
    if ours.n != theirs.n:
        raise ValueError(f"{ours.n} items against {theirs.n}: only the same items can be compared")
    one, two = distribution(ours), distribution(theirs)
    found: dict[str, Difference] = {}
    for name in (name for name in one if name in two):
        mine, other = ours.metrics[name].value, theirs.metrics[name].value
        if mine is not None and other is not None:
            found[name] = _difference(mine - other, one[name] - two[name])
    return found


def _is_defined(value: float | None, found: Mapping[str, Floats]) -> bool:
    return value is not None and bool(found)


def _interval(values: Floats) -> Interval:
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def _difference(mean: float, resampled: Floats) -> Difference:
    """p: twice the share of resamples on the far side of zero (add-one, so that it is never 0)."""
    known = resampled[~np.isnan(resampled)]
    far = min(int((known <= 0).sum()), int((known >= 0).sum()))
    return Difference(mean, _interval(known), min(1.0, 2 * (far + 1) / (len(known) + 1)))
