"""`cairn tune` from the command line: best settings for a suite, found and told. Changes nothing."""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from typer import BadParameter

from agent.pipeline import Pipeline
from agent.settings import Environment
from eval.job import Job
from eval.tunes import TUNES
from eval.tuning import Tuned


async def run_tune(name: str, *, config: Path, data: Path | None, outcomes: bool, as_json: bool) -> None:
    """Print what was found.

    Raises BadParameter for wrong use, ConfigError for config or data, PortError where labels do not suffice.
    """
    job = Job(pipeline=Pipeline.load(config), folder=Environment().cairn_data, data=data)
    found = await _found(name, job, outcomes=outcomes)
    document = {"suite": name, "config": str(config), "config_hash": job.pipeline.config_hash, **found.as_dict()}
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    else:
        _show(document, list(found.settings))


async def _found(name: str, job: Job, *, outcomes: bool) -> Tuned:
    if name not in TUNES:
        raise BadParameter(f"{name!r} cannot be tuned; one of {', '.join(TUNES)}")
    if not outcomes:
        return await TUNES[name].by_labels(job)
    if job.data is not None:
        raise BadParameter("--data names labels and --outcomes takes the logged ones; give one of them")
    by_outcomes = TUNES[name].by_outcomes
    if by_outcomes is None:
        raise BadParameter(f"nothing that is logged says how good {name} is; give labels with --data")
    return await by_outcomes(job)


def _show(document: dict[str, Any], groups: list[str]) -> None:
    console = Console(highlight=False)
    counted = ", ".join(f"{count} {half}" for half, count in document["n"].items())
    console.print(f"[bold]{escape(document['suite'])}: {escape(document['labels'])}[/bold] ({counted})", soft_wrap=True)
    for group in groups:
        console.print(_settings(group, document[group]))
    if document["held_out"]:
        console.print(_held_out(document["held_out"]))
    console.print(escape(document["method"]), style="dim")
    for warning in document["warnings"]:
        console.print(f"[yellow]warning[/yellow] {escape(warning)}", soft_wrap=True)


def _settings(group: str, settings: dict[str, dict[str, Any]]) -> Table:
    table = Table(
        "", "now", "best", "95 % interval", "as good as the best", title=group, title_justify="left", box=None
    )
    for name, found in settings.items():
        band = found.get("indifference_band")
        table.add_row(name, f"{found['now']:g}", f"{found['best']:.1f}", _range(found["ci95"]), _range(band))
    return table


def _held_out(figures: dict[str, dict[str, Any]]) -> Table:
    table = Table("", "now", "best", "difference", "95 % interval", title="test half", title_justify="left", box=None)
    for name, found in figures.items():
        change = found["difference"]
        row = (f"{found['now']:.4f}", f"{found['best']:.4f}", f"{change['mean']:+.4f}")
        table.add_row(name, *row, _range(change["ci95"], 4))
    return table


def _range(bounds: list[float] | None, digits: int = 1) -> str:
    return f"{bounds[0]:.{digits}f} to {bounds[1]:.{digits}f}" if bounds else ""
