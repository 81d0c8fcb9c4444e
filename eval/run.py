"""`cairn eval`: one suite on one config, or on two with the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.pipeline import Pipeline
from eval.figures.bootstrap import Interval, compare, intervals
from eval.figures.report import Measured, Report, Result
from eval.job import Job, Suite, Tell
from eval.split import Split

_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for, as the command line says it. `split` None: the test half of an own set, all of `data`."""

    suite: str
    config: Path
    against: Path | None = None
    data: Path | None = None
    train: Path | None = None
    history: bool = False
    all: bool = False
    split: Split | None = None

    @property
    def rows(self) -> Split:
        return self.split or ("test" if self.data is None else "all")


async def evaluate(request: Request, suite: Suite, folder: Path, tell: Tell) -> Report:
    """Measure, and compare. Raises ConfigError for a config or data that cannot be used, PortError where work fails."""
    ours, theirs = Pipeline.load(request.config), Pipeline.load(request.against) if request.against else None
    result = await suite.measure(_job(request, ours, folder, tell))
    other = await suite.measure(_job(request, theirs, folder, tell)) if theirs else None
    return Report(
        suite=request.suite,
        data=str(request.data) if request.data else "own",
        split=request.rows,
        config=str(request.config),
        config_hash=ours.config_hash,
        figures=document(result),
        against=_against(request, theirs, result, other) if theirs and other else None,
    )


def _job(request: Request, pipeline: Pipeline, folder: Path, tell: Tell) -> Job:
    return Job(
        pipeline=pipeline,
        folder=folder,
        data=request.data,
        train=request.train,
        history=request.history,
        all=request.all,
        split=request.rows,
        tell=tell,
    )


def document(result: Result) -> dict[str, Any]:
    """The figures as the JSON has them: plain names, intervals under `ci95`, parts under the name of their group."""
    parts = {
        group: {part: figures(measured) for part, measured in members.items()}
        for group, members in result.groups.items()
    }
    facts = {name: _round(value) for name, value in result.facts.items()}
    notes = {"notes": list(result.notes)} if result.notes else {}
    listed = {name: list(items) for name, items in _listed(result).items() if items is not None}
    return {**figures(result.overall), **facts, **parts, **listed, **notes}


def _listed(result: Result) -> Mapping[str, Sequence[Mapping[str, object]] | None]:
    return {"failures": result.failures, "rows": result.rows}


def figures(measured: Measured) -> dict[str, Any]:
    """`n`, each metric, and their intervals; null where a metric is not defined on these items."""
    values = {name: _round(metric.value) for name, metric in measured.metrics.items()}
    return {"n": measured.n, **values, "ci95": {name: _pair(ci) for name, ci in intervals(measured).items()}}


def _against(request: Request, theirs: Pipeline, result: Result, other: Result) -> Mapping[str, Any]:
    differences = {
        name: {"mean": _round(found.mean), "ci95": _pair(found.ci95), "p": _round(found.p)}
        for name, found in compare(result.overall, other.overall).items()
    }
    named = {"config": str(request.against), "config_hash": theirs.config_hash}
    return {**named, **document(other), "difference": differences}


def _round(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, _DIGITS)


def _pair(interval: Interval) -> list[float]:
    return [round(bound, _DIGITS) for bound in interval]
