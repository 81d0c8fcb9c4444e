"""`cairn labels`: what people said of logged messages."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, Config, Json, or_nothing, print_json, run

Suite = Annotated[str, typer.Argument(help="ban-risk, ban-risk-reply, validate, route, intent, opt-out or emergency.")]

app = typer.Typer(help="What people said of logged messages: look, export.", no_args_is_help=True)


@app.command("show")
def labels_show(suite: Suite, as_json: Json = False, config: Config = DEFAULT) -> None:
    """How many messages have a label, and how far people agree."""
    from eval.figures.agreement import agreement
    from eval.traffic.label_rows import said_in

    said, found = or_nothing(lambda: run(said_in(suite)), nothing=({}, agreement(())))
    if as_json:
        counts = {label: list(said.values()).count(label) for label in sorted(set(said.values()))}
        interval = list(found.ci95) if found.ci95 else None
        agreed = {"kind": found.kind, "kappa": found.kappa, "ci95": interval, "messages": found.messages}
        print_json({"suite": suite, "labels": counts, "agreement": agreed, "disputed": list(found.disputed)})
    else:
        sys.stdout.write(f"{len(said)} messages have an agreed label. {found.told}\n")


@app.command("export")
def labels_export(
    suite: Suite,
    to: Annotated[Path | None, typer.Option(help="A file to write; without it, stdout.")] = None,
    config: Config = DEFAULT,
) -> None:
    """Rows for `cairn eval` and `cairn tune --data`: one JSON object a line, what most people said."""
    from eval.traffic.label_rows import reader_query, rows_of, said_in

    said, _ = run(said_in(suite))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows_of(suite, said, reader_query()))
    if to is None:
        sys.stdout.write(lines)
    else:
        to.write_text(lines, encoding="utf-8")
