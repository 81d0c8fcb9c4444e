"""`python -m eval.accept`: measure the own test halves and accept what was seen. The names in the file stay."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from agent.bootstrap import DEFAULT_CONFIG
from agent.settings import Environment, find
from eval.accepted import PATH, Accepted, Figures, compare_with, number_at, part_at, read_accepted
from eval.progress import progress
from eval.run import Request, evaluate
from eval.suites.table import SUITES

_HEADER = """\
# What the own test halves gave when these figures were accepted: the value and its 95 % interval.
# notebooks/02_retrieval, 03_understanding, 04_ban_risk, 05_routing_cost, 06_grounding and 10_knowledge_gaps fail when a
# figure is worse than its interval.
# To renew: `python -m eval.accept` measures all of them (a minute or two) and rewrites this file; look at its diff.
# To accept one more: add its name with any value and interval, then renew.
"""


def renewed(metrics: Mapping[str, Accepted], figures: Mapping[str, Any]) -> dict[str, Accepted]:
    """The same metrics with the figures of now. Raises ValueError for one that was not measured."""
    return {metric: _figure(metric, figures) for metric in metrics}


def written(figures: Figures) -> str:
    """The file, one figure a line."""
    lines = [_HEADER]
    for suite, metrics in figures.items():
        lines.append(f"{suite}:\n")
        lines += [f"  {json.dumps(name)}: {_flow(one)}\n" for name, one in metrics.items()]
    return "".join(lines)


async def main(path: Path | None = None) -> None:
    """Measure, print what changed, write."""
    target = path or find(PATH)
    before = read_accepted(target)
    now: dict[str, dict[str, Accepted]] = {}
    for suite, metrics in before.items():
        figures = await _measured(suite)
        for one in compare_with(before, suite, figures):
            Console().print(f"{suite} {one.metric}: {one.accepted:.4f} → {one.now}", highlight=False)
        now[suite] = renewed(metrics, figures)
    target.write_text(written(now), encoding="utf-8")


async def _measured(suite: str) -> Mapping[str, Any]:
    request = Request(suite=suite, config=find(str(DEFAULT_CONFIG)))
    with progress(silent=False) as tell:
        return (await evaluate(request, SUITES[suite], Environment().cairn_data, tell)).figures


def _figure(metric: str, figures: Mapping[str, Any]) -> Accepted:
    *places, name = metric.split("/")
    value, interval = number_at(figures, metric), part_at(figures, "/".join([*places, "ci95", name]))
    if value is None or interval is None:
        raise ValueError(f"{metric} was not measured, or has no interval; take it out of {PATH}")
    return Accepted(value=value, ci95=interval)


def _flow(one: Accepted) -> str:
    low, high = one.ci95
    return f"{{value: {one.value}, ci95: [{low}, {high}]}}"


if __name__ == "__main__":
    asyncio.run(main())
