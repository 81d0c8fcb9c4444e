"""A report in the terminal: figures with their intervals, then the parts, then the comparison."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.figures.report import Report

_PADDING = (0, 1, 0, 0)


def show_report(report: Report) -> None:
    """Everything the JSON holds, for people."""
    console = Console(highlight=False)
    figures = report.figures
    about = f"{report.suite}: {report.data}, {report.split} rows, {report.config} ({report.config_hash})"
    console.print(f"[bold]{escape(about)}[/bold]", soft_wrap=True)
    console.print(_metrics(figures))
    for group, parts in figures.items():
        if group != "ci95" and isinstance(parts, dict):
            console.print(_parts(group, parts))
    name = "rows" if "rows" in figures else "failures"
    if figures.get(name):
        console.print(_replies(name, figures[name]))
    if report.against is not None:
        console.print(_comparison(figures, report.against))
    for note in figures.get("notes", ()):
        console.print(f"[yellow]note[/yellow] {escape(note)}", soft_wrap=True)


def _metrics(figures: Mapping[str, Any]) -> Table:
    table = _table("", ("metric", "value", "95 % interval"))
    for name, value in figures.items():
        if not isinstance(value, dict | list):
            table.add_row(name, _figure(value), _interval(figures["ci95"].get(name)))
    return table


def _parts(group: str, parts: Mapping[str, Mapping[str, Any]]) -> Table:
    names = [name for name in next(iter(parts.values()), {}) if name != "ci95"]
    table = _table(group.replace("_", " "), ("", *names))
    for part, figures in parts.items():
        cells = [f"{_figure(figures[name], 3)} {_short(figures['ci95'].get(name))}".strip() for name in names]
        table.add_row(escape(part), *cells)
    return table


def _replies(title: str, items: Sequence[Mapping[str, Any]]) -> Table:
    """A row without a fault has none named."""
    table = _table(title, ("id", "kinds", "reply"))
    for one in items:
        table.add_row(escape(str(one["id"])), ", ".join(one["kinds"]), escape(str(one["reply"])))
    return table


def _comparison(figures: Mapping[str, Any], against: Mapping[str, Any]) -> Table:
    heads = ("metric", "this", "other", "difference", "95 % interval", "p")
    table = _table(f"against {against['config']} ({against['config_hash']})", heads)
    for name, found in against["difference"].items():
        row = (_figure(figures[name]), _figure(against[name]), f"{found['mean']:+.4f}")
        table.add_row(name, *row, _interval(found["ci95"]), f"{found['p']:.3f}")
    return table


def _table(title: str, heads: tuple[str, ...]) -> Table:
    table = Table(title=escape(title) or None, title_justify="left", box=None, padding=_PADDING)
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right")
    return table


def _figure(value: float | None, digits: int = 4) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.{digits}f}"


def _interval(bounds: list[float] | None) -> str:
    return f"{bounds[0]:.4f} to {bounds[1]:.4f}" if bounds else ""


def _short(bounds: list[float] | None) -> str:
    return f"[dim]{bounds[0]:.2f}–{bounds[1]:.2f}[/dim]" if bounds else ""
