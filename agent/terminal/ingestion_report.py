"""The report of `cairn ingest` in the terminal: what changed, what was not used, what contradicts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

from rich.console import Console
from rich.markup import escape

from agent.knowledge.facts_changed import FactChange
from agent.knowledge.finding import Finding
from agent.knowledge.ingest import IngestReport

_COLOURS = {"error": "red", "warning": "yellow", "note": "dim"}
_LISTED = 30


def show_report(report: IngestReport, console: Console, *, quiet: bool) -> None:
    """With `quiet` only what could not be used."""
    for line in () if quiet else _changes(report):
        console.print(line, soft_wrap=True)
    for problem in report.problems:
        console.print(f"[red]not used[/red] {escape(f'{problem.source}: {problem.reason}')}", soft_wrap=True)
    for line in () if quiet else _findings(report.findings):
        console.print(line, soft_wrap=True)


def _changes(report: IngestReport) -> Iterator[str]:
    yield from (f"setting changed: {escape(setting)}" for setting in report.settings_changed)
    yield _documents(report)
    yield from _listed(list(_moved(report)))
    yield _facts(report)
    yield from _listed([_fact(change) for change in report.facts_changed])
    if report.customers:
        yield f"Customers: {rows_of(report.customers)}"
    embedded = f"{report.embedded} embedded" if report.embedded else "none embedded anew"
    yield f"Passages: {report.chunks}, {embedded}; {report.seconds:.1f} s, {report.generation}"


def _documents(report: IngestReport) -> str:
    moved = report.changes
    counts = {
        "new": moved.added,
        "changed": moved.changed,
        "cut anew": moved.recut,
        "renamed": moved.renamed,
        "gone": moved.removed,
        "as before": moved.unchanged,
    }
    return "Documents: " + (", ".join(f"{len(names)} {kind}" for kind, names in counts.items() if names) or "none")


def _moved(report: IngestReport) -> Iterator[str]:
    moved = report.changes
    for kind, sources in (("new", moved.added), ("changed", moved.changed)):
        yield from (f"{kind}: {escape(source)}, {_passages(report.documents[source])}" for source in sources)
    yield from (f"renamed: {escape(f'{old} → {new}')}" for new, old in moved.renamed)
    yield from (f"gone: {escape(source)}" for source in moved.removed)


def _passages(count: int) -> str:
    return f"{count} passage{'' if count == 1 else 's'}"


def _facts(report: IngestReport) -> str:
    """Rows by file; what changed is counted too."""
    kinds = Counter(change.what for change in report.facts_changed)
    rows = rows_of(report.facts)
    moved = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return f"Facts: {rows or 'none'}" + (f"; {moved}" if moved else "")


def rows_of(files: Mapping[str, int]) -> str:
    """`120 in contacts.csv, 93 in bookings.csv`."""
    return ", ".join(f"{count} in {source.rpartition('/')[2]}" for source, count in files.items() if count)


def _fact(change: FactChange) -> str:
    detail = f": {change.detail}" if change.detail else ""
    return escape(f"{change.what}: {change.source}, {change.item}{detail}")


def _listed(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:_LISTED])
    if len(lines) > _LISTED:
        yield f"  … and {len(lines) - _LISTED} more (--json lists all)"


def _findings(findings: tuple[Finding, ...]) -> Iterator[str]:
    """By file, the worst first."""
    if findings:
        counts = Counter(finding.level for finding in findings)
        yield "Lint: " + ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items())
    for source, group in groupby(findings, key=lambda finding: finding.source):
        yield f"  {escape(source)}"
        yield from (f"    {_finding(finding)}" for finding in group)


def _finding(finding: Finding) -> str:
    where = f"{finding.where}: " if finding.where and not finding.message.startswith(f"{finding.where}:") else ""
    also = f" ({finding.also})" if finding.also else ""
    return f"[{_COLOURS[finding.level]}]{finding.level}[/] {escape(where + finding.message + also)}"
