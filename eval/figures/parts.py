"""Parts of a report as rows of a table: what a chart or a notebook draws intervals from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def part_rows(parts: Mapping[str, Mapping[str, Any]], metrics: Sequence[str]) -> Iterator[dict[str, Any]]:
    """One row per part and metric, with its interval. A metric that is not defined on a part has no row there."""
    for part, figures in parts.items():
        for metric in (metric for metric in metrics if metric in figures["ci95"]):
            low, high = figures["ci95"][metric]
            yield {
                "part": part,
                "metric": metric,
                "value": figures[metric],
                "low": low,
                "high": high,
                "n": figures["n"],
            }
