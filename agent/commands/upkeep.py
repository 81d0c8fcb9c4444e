"""Verbs of an operator: is all well, copy the journal, put a copy back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, DONE, FAILED, Config, Json, print_json, run


def check(
    alerts: Annotated[bool, typer.Option("--alerts", help="Also send a test alert to every target.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Config, keys, token, number, clock, folder, journal, store, index: one line each, with what to do."""
    from agent.checks.run import check_all
    from agent.terminal.turn import show_checks

    results = run(check_all(config, alerts=alerts))
    if as_json:
        print_json([result.as_dict() for result in results])
    else:
        show_checks(results)
    raise typer.Exit(FAILED if any(result.failed for result in results) else DONE)


def backup(
    to: Annotated[Path | None, typer.Argument(help="A new file; without one, in backups/ of the data folder.")] = None,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Copy the journal into one verified file. A server may run meanwhile."""
    from agent.terminal.backups import back_up_journal, said_of_backup

    made = back_up_journal(to)
    if as_json:
        print_json(said_of_backup(made))
    else:
        told = said_of_backup(made)
        sys.stdout.write(f"{told['path']}: {told['messages']} messages, {told['sends']} sends, verified\n")


def restore(
    backup: Annotated[Path, typer.Argument(help="A file that `cairn backup` made.")],
    force: Annotated[bool, typer.Option("--force", help="Move a journal that is there aside.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Put a verified backup in the journal's place, while no server runs. What it left undone goes to people."""
    from agent.terminal.backups import restore_journal, said_of_restored

    told = said_of_restored(restore_journal(backup, force=force))
    if as_json:
        print_json(told)
    else:
        held = f"{told['unanswered']} messages and {told['unsent']} sends wait in the review queue"
        sys.stdout.write(f"{told['messages']} messages restored; {held}\n")
        sys.stdout.write(f"the journal from before: {told['aside']}\n" if told["aside"] else "")
