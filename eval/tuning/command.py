"""`cairn tune` from the command line: best settings for a suite, found and told. Changes nothing."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from typer import BadParameter

from agent.people.labels import LABELS
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment, find
from eval.job import Job
from eval.traffic.label_rows import reader_query, rows_of, said_in
from eval.tuning.costs import stated
from eval.tuning.found import Tuned, Tuning, looked
from eval.tuning.looks import Looks, looks_file
from eval.tuning.table import TUNES


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `cairn tune` is asked. `costs`: as typed, NAME=VALUE; `share` of bad ones in traffic.

    `people`: add what people said of logged messages.
    """

    suite: str
    config: Path
    data: Path | None = None
    outcomes: bool = False
    people: bool = False
    costs: Sequence[str] = ()
    share: float | None = None
    held_out: bool = True


async def run_tune(request: Request, *, as_json: bool) -> None:
    """Print what was found.

    Raises BadParameter for wrong use, ConfigError for config or data, PortError where labels do not suffice.
    """
    document = await document_of(request)
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    else:
        _show(document)


async def document_of(request: Request) -> dict[str, Any]:
    """The whole answer. Looking at the locked half is counted in the data folder."""
    tuning = _tuning(request.suite)
    job = Job(
        pipeline=Pipeline.load(request.config),
        folder=Environment().cairn_data,
        data=await _data(request, tuning),
        costs=stated(request.costs, tuning.costs),
        share=_share(request.share),
    )
    found = await _found(request, tuning, job)
    if request.held_out:
        found = looked(found, request.suite, Looks(looks_file(job.folder)))
    return {
        "suite": request.suite,
        "config": str(request.config),
        "config_hash": job.pipeline.config_hash,
        "groups": list(found.settings),
        **found.as_dict(),
    }


async def _data(request: Request, tuning: Tuning) -> Path | None:
    """The rows that are given; with `people` a file of those, or of the own ones, and what people said.

    It has one name for a suite, so that looks at its locked half are counted together.
    """
    if not request.people:
        return request.data
    if request.outcomes or request.suite not in LABELS:
        raise BadParameter(f"--people: nobody labels for {request.suite}{' outcomes' if request.outcomes else ''}")
    said, _ = await said_in(request.suite)
    told = [json.dumps(row, ensure_ascii=False) for row in rows_of(request.suite, said, reader_query())]
    if not told:
        raise PortError(f"nobody has labelled a message for {request.suite} yet: the workbench has a queue (Label)")
    own = request.data or (find(tuning.own) if tuning.own else None)
    before = own.read_text(encoding="utf-8").splitlines() if own else []
    path = Environment().cairn_data / "tuning" / f"{request.suite}-labels.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*before, *told]) + "\n", encoding="utf-8")
    return path


def _tuning(name: str) -> Tuning:
    if name not in TUNES:
        raise BadParameter(f"{name!r} cannot be tuned; one of {', '.join(TUNES)}")
    return TUNES[name]


def _share(share: float | None) -> float | None:
    if share is not None and not 0 < share < 1:
        raise BadParameter(f"--share {share:g}: a share lies between 0 and 1, as 0.02 for 2 of 100 messages")
    return share


async def _found(request: Request, tuning: Tuning, job: Job) -> Tuned:
    if not request.outcomes:
        return await tuning.by_labels(job)
    if request.data is not None:
        raise BadParameter("--data names labels and --outcomes takes the logged ones; give one of them")
    if tuning.by_outcomes is None:
        raise BadParameter(f"nothing that is logged says how good {request.suite} is; give labels with --data")
    return await tuning.by_outcomes(job)


def _show(document: dict[str, Any]) -> None:
    console = Console(highlight=False)
    counted = ", ".join(f"{count} {half}" for half, count in document["n"].items())
    console.print(f"[bold]{escape(document['suite'])}: {escape(document['labels'])}[/bold] ({counted})", soft_wrap=True)
    priced = ", ".join(f"{name} {price:g}" for name, price in document["costs"].items())
    console.print(f"errors cost: {escape(priced)}", soft_wrap=True)
    for group in document["groups"]:
        console.print(_settings(group, document[group]))
    for name, worth in document["more_labels"].items():
        console.print(f"{escape(name)}: {escape(worth['told'])}", soft_wrap=True)
    _show_queue(console, document["to_label"])
    if document["held_out"]:
        console.print(escape(document["held_out"]["told"]), soft_wrap=True)
    console.print(escape(document["method"]), style="dim")
    for warning in document["warnings"]:
        console.print(f"[yellow]warning[/yellow] {escape(warning)}", soft_wrap=True)


def _show_queue(console: Console, queue: list[dict[str, Any]]) -> None:
    if not queue:
        return
    console.print("Label these first:")
    for one in queue[:_SHOWN]:
        text = " ".join(one["text"].split())
        console.print(escape(f"  {one['id']}  {one['score']:g}  {text[:_WIDTH]}"), soft_wrap=True)


def _settings(group: str, settings: dict[str, dict[str, Any]]) -> Table:
    table = Table(title=group.replace("_", " "), title_justify="left", box=None)
    for heading in ("", "now", "best", "95 % interval", "as good as the best", "saves per 1,000", "95 % interval"):
        table.add_column(heading)
    for name, found in settings.items():
        digits = 1 if max(abs(found["now"]), abs(found["best"])) > 1 else 3
        saving = found.get("saving_per_1000")
        table.add_row(
            name,
            f"{found['now']:g}",
            f"{found['best']:.{digits}f}",
            _range(found["ci95"], digits),
            _range(found.get("indifference_band"), digits),
            f"{saving['mean']:.1f}" if saving else "",
            _range(saving["ci95"] if saving else None, 1),
        )
    return table


def _range(bounds: list[float] | None, digits: int) -> str:
    return f"{bounds[0]:.{digits}f} to {bounds[1]:.{digits}f}" if bounds else ""


_SHOWN, _WIDTH = 10, 90
