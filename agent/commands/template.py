"""`cairn template`: message templates that are not sent any more."""

import sys
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, By, Config, Json, or_nothing, print_json, run, terminal_user

app = typer.Typer(help="Message templates that are not sent: look, use again.", no_args_is_help=True)


@app.command("show")
def template_show(as_json: Json = False, config: Config = DEFAULT) -> None:
    """Those that are not sent, and why: a send was refused, or WhatsApp's own status says so."""
    from agent.terminal.templates import line, plain, show_blocked

    blocked = or_nothing(lambda: run(show_blocked()), nothing=())
    if as_json:
        print_json([plain(found) for found in blocked])
    else:
        sys.stdout.write("".join(f"{line(found)}\n" for found in blocked) or "every template may be sent\n")


@app.command("lift")
def template_lift(
    name: Annotated[str, typer.Argument(help="The template's name.")],
    by: By = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Use it again in every language; the next refused send or word of WhatsApp ends that."""
    from agent.terminal.templates import lift_template

    lifted = run(lift_template(name, by=by or terminal_user()))
    if as_json:
        print_json({"name": name, "changed": lifted})
    else:
        sys.stdout.write(f"{name}: may be sent{'' if lifted else ' (nothing was known against it)'}\n")
