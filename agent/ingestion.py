"""`cairn ingest`: the run of `agent.knowledge.ingest`, told to a person or as JSON."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from agent.knowledge.embed_passages import Progress as Tell
from agent.knowledge.ingest import IngestReport, ingest
from agent.knowledge.settings import IndexSettings
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment, find

STAGES = {"model": "building the model", "read": "reading documents", "embed": "embedding", "write": "writing"}


def ingest_documents(config: Path, paths: Sequence[Path], *, quiet: bool = False, as_json: bool = False) -> int:
    """Bring the index up to date and print the report; 1 when a document could not be used, else 0.

    Raises ConfigError for the config and PortError when nothing could be indexed.
    """
    settings = Pipeline.load(config).config.ports.index
    report = _ingest(settings, paths, silent=quiet or as_json)
    if as_json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n")
    else:
        _show(report, quiet=quiet)
    return 1 if report.problems else 0


def _ingest(settings: IndexSettings, paths: Sequence[Path], *, silent: bool) -> IngestReport:
    roots = list(paths) or [find(settings.documents)]
    folder = Environment().cairn_data
    try:
        with _progress(silent) as tell:
            return ingest(roots, folder, settings, progress=tell)
    except OSError as error:
        where = error.filename or folder
        remedy = f"make room, or set CAIRN_DATA (now {folder}) to a folder this user may write to"
        raise PortError(f"{where}: {error.strerror or error}; {remedy}") from error


@contextmanager
def _progress(silent: bool) -> Iterator[Tell]:
    """A bar per stage on stderr, so that stdout stays the report's."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=silent) as bars:
        tasks = {stage: bars.add_task(text, total=None, visible=False) for stage, text in STAGES.items()}

        def tell(stage: str, done: int, total: int) -> None:
            if stage in tasks:
                bars.update(tasks[stage], completed=done, total=total, visible=True)

        yield tell


def _show(report: IngestReport, *, quiet: bool) -> None:
    console = Console(highlight=False)
    if not quiet:
        _show_changes(console, report)
    for problem in report.problems:
        console.print(f"[red]not used[/red] {escape(f'{problem.source}: {problem.reason}')}", soft_wrap=True)
    for finding in () if quiet else report.findings:
        colour = "red" if finding.level == "error" else "yellow"
        said = escape(f"{finding.source}: {finding.message}")
        console.print(f"[{colour}]{finding.level}[/{colour}] {said}", soft_wrap=True)


def _show_changes(console: Console, report: IngestReport) -> None:
    changes = {"new": report.added, "changed": report.changed, "gone": report.removed}
    counts = {**changes, "as before": report.unchanged}
    console.print(", ".join(f"{len(sources)} {name}" for name, sources in counts.items() if sources) or "no documents")
    for name, sources in changes.items():
        for source in sources:
            console.print(f"  {name}: {escape(source)}", soft_wrap=True)
    embedded = f"{report.embedded} embedded, {report.seconds:.1f} s, {report.generation}"
    console.print(f"{report.chunks} passages, {embedded}")
