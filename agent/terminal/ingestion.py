"""`cairn ingest`: the run of `agent.knowledge.ingest`, told to a person or as JSON."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from agent.knowledge.embed_passages import Progress as Tell
from agent.knowledge.ingest import IngestReport, ingest
from agent.knowledge.settings import IndexSettings
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import INSTALL, Environment, fallback, operator_folder
from agent.terminal.ingestion_report import show_report

STAGES = {"model": "building the model", "read": "reading documents", "embed": "embedding", "write": "writing"}


def ingest_documents(config: Path, paths: Sequence[Path], *, quiet: bool = False, as_json: bool = False) -> int:
    """Bring the index up to date and print the report; 1 when a document could not be used, else 0.

    Raises ConfigError for the config and PortError when nothing could be indexed.
    """
    settings = Pipeline.load(config).config.ports.index
    roots = list(paths) or [operator_folder(settings.documents, config)]
    if not paths and (note := fallback(settings.documents, config)):
        sys.stderr.write(f"{note}\n")
    report = _ingest(settings, roots, silent=quiet or as_json)
    if as_json:
        sys.stdout.write(json.dumps(_as_dict(report), ensure_ascii=False, indent=2) + "\n")
    else:
        if not quiet:
            into = Environment().cairn_data.resolve()
            sys.stdout.write(f"Read {', '.join(str(root.resolve()) for root in roots)} into {into}\n")
        show_report(report, Console(highlight=False), quiet=quiet)
    return 1 if report.problems else 0


def _ingest(settings: IndexSettings, roots: Sequence[Path], *, silent: bool) -> IngestReport:
    folder = Environment().cairn_data
    try:
        with _progress(silent) as tell:
            return ingest(roots, folder, settings, progress=tell, install=INSTALL)
    except OSError as error:
        where = error.filename or folder
        remedy = f"make room, or set CAIRN_DATA (now {folder}) to a folder this user may write to"
        raise PortError(f"{where}: {error.strerror or error}; {remedy}; the old index stays in service") from error


@contextmanager
def _progress(silent: bool) -> Iterator[Tell]:
    """A bar per stage on a terminal's stderr, so that stdout stays the report's."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=silent or not console.is_terminal) as bars:
        tasks = {stage: bars.add_task(text, total=None, visible=False) for stage, text in STAGES.items()}

        def tell(stage: str, done: int, total: int) -> None:
            bars.update(tasks[stage], completed=done, total=total, visible=True)

        yield tell


def _as_dict(report: IngestReport) -> dict[str, Any]:
    """The report, the kinds of change beside its other fields."""
    told = asdict(report)
    changes = told.pop("changes")
    changes["renamed"] = [{"source": new, "before": old} for new, old in changes["renamed"]]
    return {"generation": told.pop("generation"), "version": told.pop("version"), **changes, **told}
