"""From the weighted parts of a reply to the share of such replies that were good."""

from bisect import bisect_left
from functools import cache
from pathlib import Path

from agent.yaml_file import read_yaml

FILE = Path(__file__).with_name("confidence.yaml")


def confidence_of(raw: float) -> int:
    """0–100, rising with `raw` (0–1); between two fitted points in a straight line."""
    points = _points()
    place = bisect_left([one for one, _ in points], raw)
    if place == 0:
        return round(100 * points[0][1])
    if place == len(points):
        return round(100 * points[-1][1])
    (low, below), (high, above) = points[place - 1], points[place]
    return round(100 * (below + (above - below) * (raw - low) / (high - low)))


@cache
def _points() -> list[tuple[float, float]]:
    """Pairs of raw score and share of good replies, both rising; written by `python -m eval.fitting.confidence`."""
    loaded: list[list[float]] = read_yaml(FILE)["points"]
    return [(raw, share) for raw, share in loaded]
