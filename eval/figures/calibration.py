"""Calibration: of the messages told with 80 % confidence, are 80 % right? Ten bins of equal width (Guo et al. 2017)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.figures.report import Draws, Floats, Metric

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in [low, high): how many, how sure on average, and the share that is right."""

    low: float
    high: float
    n: int
    sure: float
    right: float


def reliability(sure: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The bins that hold something, from unsure to sure."""
    confidence, hits = _floats(sure), _floats(right)
    members = _members(confidence)
    found: list[Bin] = []
    for place in np.flatnonzero(members.any(axis=0)):
        rows = members[:, place] > 0
        bounds = float(place) / BINS, float(place + 1) / BINS
        found.append(Bin(*bounds, int(rows.sum()), float(confidence[rows].mean()), float(hits[rows].mean())))
    return found


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> Metric:
    """Expected calibration error: the gap between confidence and share right in each bin, by the bin's size.

    Resamples have larger gaps than the items themselves, so its interval lies somewhat high.
    """
    gaps = _members(_floats(sure)) * (_floats(sure) - _floats(right))[:, None]

    def resampled(draws: Draws) -> Floats:
        return np.asarray(np.abs(draws @ gaps).sum(axis=1) / max(1, len(gaps)))

    return Metric(float(resampled(np.ones((1, len(gaps))))[0]) if len(gaps) else None, resampled)


def _members(confidence: Floats) -> Floats:
    """[items, bins]: 1 where the item is; full confidence belongs to the last bin."""
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return np.asarray(np.eye(BINS)[places])


def _floats(values: Sequence[float] | Sequence[bool]) -> Floats:
    return np.array(values, dtype=np.float64)
