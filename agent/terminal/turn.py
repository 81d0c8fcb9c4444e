"""A turn in the terminal: the reply first, then how it came about."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from agent.checks.finding import Check
from agent.turn import Turn


def show_reply(turn: Turn) -> None:
    """Only what the customer would see."""
    console = Console()
    if turn.reply is None or turn.reply.kind == "silence":
        reason = ", ".join(turn.reply.route_reasons) if turn.reply else "no reply"
        console.print(f"[dim](nothing is sent: {escape(reason)})[/dim]")
        return
    buttons = "\n\n" + "   ".join(f"[{button.title}]" for button in turn.reply.buttons) if turn.reply.buttons else ""
    console.print(Panel(escape(turn.reply.text + buttons), title="cairn", title_align="left", border_style="green"))


def show_turn(turn: Turn) -> None:
    """The reply, then what was understood, found and decided, then the time each step took."""
    show_reply(turn)
    console = Console()
    console.print(_decisions(turn))
    if turn.evidence:
        console.print(_evidence(turn))
    console.print(_trace(turn))


def _decisions(turn: Turn) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for label, value in _facts(turn):
        table.add_row(f"[dim]{label}[/dim]", escape(value))
    return table


def _facts(turn: Turn) -> list[tuple[str, str]]:
    return [*_understood(turn), *_risks(turn), *_judged(turn)]


def _understood(turn: Turn) -> Iterator[tuple[str, str]]:
    if turn.parsed is None:
        return
    parsed = turn.parsed
    yield "language", f"{parsed.language} ({parsed.language_confidence:.2f})"
    yield "intent", f"{parsed.intent} ({parsed.intent_confidence:.2f}), {parsed.sentiment}"
    yield "entities", ", ".join(f"{e.type} {e.value}" for e in parsed.entities) or "none"


def _risks(turn: Turn) -> Iterator[tuple[str, str]]:
    for name in ("message", "reply"):
        risk = getattr(turn.risk, name, None)
        if risk:
            yield f"{name} risk", f"{risk.score:.0f} {risk.level}"


def _judged(turn: Turn) -> Iterator[tuple[str, str]]:
    if turn.reply:
        yield "route", " ".join(filter(None, [turn.reply.route, turn.reply.model]))
    if turn.verdict:
        claims = f"{len(turn.verdict.claims)} claims checked"
        yield "verdict", f"{turn.verdict.action}, confidence {turn.verdict.confidence}, {claims}"
    if turn.compliance and turn.compliance.flags:
        yield "flags", ", ".join(turn.compliance.flags)
    if turn.handoff:
        then = "the bot is silent until released" if turn.handoff.pauses else "the bot goes on"
        yield "hand-off", f"{turn.handoff.reason}, {then}"
    if turn.lead:
        yield "lead", f"{turn.lead.score} {turn.lead.segment}: {'; '.join(turn.lead.reasons)}"


def _evidence(turn: Turn) -> Table:
    table = Table(title="passages", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("score", "dense", "BM25", "source", "title"):
        table.add_column(heading, justify="right" if heading in ("score", "dense", "BM25") else "left")
    for passage in turn.evidence:
        scores = passage.scores
        row = (f"{passage.score:.2f}", f"{scores.dense:.2f}", f"{scores.lexical:.1f}", passage.source, passage.title)
        table.add_row(*(escape(cell) for cell in row))
    return table


def _trace(turn: Turn) -> Table:
    table = Table(title="steps", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("step", "ms", "changed", "error"):
        table.add_column(heading, justify="right" if heading == "ms" else "left")
    for run in turn.trace:
        error = f"[red]{escape(run.error)}[/red]" if run.error else ""
        table.add_row(run.step, f"{run.ms:.1f}", ", ".join(run.changed), error)
    return table


def show_checks(checks: Sequence[Check]) -> None:
    """One line each; what to do stands under what failed."""
    console = Console()
    for check in checks:
        mark = {"ok": "[green]ok  [/green]", "note": "[yellow]note[/yellow]", "failed": "[red]FAIL[/red]"}[check.state]
        console.print(f"{mark} {check.name}: {escape(check.says)}", soft_wrap=True, highlight=False)
        if check.remedy:
            console.print(f"     → {escape(check.remedy)}", soft_wrap=True, highlight=False)
