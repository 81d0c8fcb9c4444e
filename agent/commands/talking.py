"""Verbs that talk to the bot: one message, or a conversation."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, Config, Json, print_json, run

Contact = Annotated[str, typer.Option("--as", help="Who writes: a contact id (c-0001), a name or a phone number.")]


def ask(
    text: Annotated[str, typer.Argument(help="What the customer writes.")],
    contact: Contact = "",
    history: Annotated[Path | None, typer.Option(help="JSON list of earlier lines: [{speaker: U or S, text}].")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it is written; else today.")
    ] = None,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """One message through the pipeline. Sends nothing, writes nothing."""
    from agent.terminal.dialogue import ask_once
    from agent.terminal.turn import show_turn
    from agent.turn_json import to_json

    turn = run(ask_once(text, config=config, contact=contact, history=history, on=on.date() if on else None))
    if as_json:
        print_json(to_json(turn))
    else:
        show_turn(turn)


def chat(contact: Contact = "", config: Config = DEFAULT) -> None:
    """A conversation in the terminal, as a customer; /release ends a hand-off. Sends nothing to anybody."""
    from agent.terminal.dialogue import converse

    run(converse(config=config, contact=contact))
