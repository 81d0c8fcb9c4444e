"""`cairn number`: the kill switch of a business number."""

import sys
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, By, Config, Json, or_nothing, print_json, run, terminal_user

Number = Annotated[str, typer.Argument(help="The phone number id; without it, WHATSAPP_PHONE_NUMBER_ID.")]

app = typer.Typer(help="A business number's kill switch: look, stop, start.", no_args_is_help=True)


@app.command("show")
def number_show(number: Number = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """Whether it may send; without a number, our own and every stopped one. How much of the messaging limit is used."""
    from agent.terminal import messaging
    from agent.terminal.numbers import line, plain, show_numbers

    found = or_nothing(lambda: run(show_numbers(number)), nothing=None)
    states, used = found or (), None if found is None else run(messaging.show_messaging(config))
    if as_json:
        print_json([{**plain(state), **(messaging.plain(used) if used else {})} for state in states])
    else:
        told = [*map(line, states), *([messaging.line(used)] if used else [])]
        sys.stdout.write("".join(f"{one}\n" for one in told))


@app.command("stop")
def number_stop(
    number: Number = "",
    reason: Annotated[str, typer.Option(help="Why, for the audit log and the colleagues.")] = "stopped by hand",
    hours: Annotated[float, typer.Option(min=0, help="Start again by itself after so many hours; 0: never.")] = 0,
    by: By = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Let nothing more go out from it. Messages are still taken, and answered once it is started again."""
    from agent.terminal.numbers import line, plain, stop_number

    state = run(stop_number(number, reason, by=by or terminal_user(), hours=hours))
    if as_json:
        print_json(plain(state))
    else:
        sys.stdout.write(f"{line(state)}\n")


@app.command("start")
def number_start(number: Number = "", by: By = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """Let it send again; what waited is answered."""
    from agent.terminal.numbers import line, plain, start_number

    state, was_stopped = run(start_number(number, by=by or terminal_user()))
    if as_json:
        print_json({**plain(state), "changed": was_stopped})
    else:
        sys.stdout.write(f"{line(state)}{'' if was_stopped else ' (it was not stopped)'}\n")
