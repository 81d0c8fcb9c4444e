"""The `cairn` command. Thin: every verb calls one function."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from agent.config import ConfigError
from agent.logs import configure_logs
from agent.ports import PortError
from agent.settings import Environment

app = typer.Typer(
    name="cairn",
    help="A WhatsApp agent for trekking operators, and the workbench to tune it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Config = Annotated[Path, typer.Option("--config", help="The pipeline file.", show_default=True)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Contact = Annotated[str, typer.Option("--as", help="Who writes: a contact id (c-0001), a name or a phone number.")]
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Number = Annotated[str, typer.Argument(help="The phone number id; without it, WHATSAPP_PHONE_NUMBER_ID.")]
By = Annotated[str, typer.Option(help="Who does it, for the audit log; without it, the user of this terminal.")]

contact_app = typer.Typer(help="One customer: look, and let the bot answer again.", no_args_is_help=True)
app.add_typer(contact_app, name="contact")

number_app = typer.Typer(help="A business number's kill switch: look, stop, start.", no_args_is_help=True)
app.add_typer(number_app, name="number")

DEFAULT = Path("config/pipeline.yaml")
DONE, FAILED, WRONG_USE = 0, 1, 2

T = TypeVar("T")


def main() -> None:
    """Run the command; a wrong config ends with 2, a part that fails with 1, each with its reason on stderr."""
    # stdout belongs to the command's answer; a terminal wants to hear of trouble only
    configure_logs(Environment().all_secrets(), level="WARNING")
    try:
        app()
    except ConfigError as error:
        _stop(str(error), WRONG_USE)
    except PortError as error:
        _stop(f"cairn: {error}", FAILED)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _stop(reason: str, status: int) -> None:
    sys.stderr.write(f"{reason}\n")
    raise SystemExit(status)


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What the customer writes.")],
    contact: Contact = "",
    history: Annotated[Path | None, typer.Option(help="JSON list of earlier lines: [{speaker: U or S, text}].")] = None,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """One message through the pipeline. Sends nothing, writes nothing."""
    from agent.dialogue import ask_once
    from agent.show import show_turn
    from agent.turn_json import to_json

    turn = _run(ask_once(text, config=config, contact=contact, history=history))
    if as_json:
        _print_json(to_json(turn))
    else:
        show_turn(turn)


@app.command()
def chat(contact: Contact = "", config: Config = DEFAULT) -> None:
    """A conversation in the terminal, as a customer. Sends nothing to anybody."""
    from agent.dialogue import converse

    _run(converse(config=config, contact=contact))


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Documents or folders; without any, the config's.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what went wrong.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Documents → chunks → facts → index. Only what changed is read again."""
    from agent.ingestion import ingest_documents

    raise typer.Exit(ingest_documents(config, paths or [], quiet=quiet, as_json=as_json))


@app.command()
def serve(port: int = 8000, host: Host = "127.0.0.1", config: Config = DEFAULT) -> None:
    """The server: Meta's webhook, health, metrics."""
    from serve.run import run_server

    run_server(config, host=host, port=port)


@app.command()
def simulator(
    port: int = 8001,
    host: Host = "127.0.0.1",
    webhook: Annotated[str, typer.Option(help="Where webhooks are posted.")] = "http://127.0.0.1:8000/webhook",
    seed: Annotated[int | None, typer.Option(help="Same seed, same ids and delays; without one, new ones.")] = None,
    speed: Annotated[float, typer.Option(help="How many seconds pass in one: 60 makes an hour a minute.")] = 1.0,
    load: Annotated[str, typer.Option(help="Write as many customers, then end: steady, burst, chatty or many.")] = "",
    rate: Annotated[float | None, typer.Option(help="Messages per second; 5, with many: each customer once.")] = None,
    duration: Annotated[float, typer.Option(help="Seconds the load lasts.")] = 60.0,
    customers: Annotated[int, typer.Option(help="How many customers write under load.")] = 100,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Stands in for WhatsApp: the Graph API, signed webhooks, a page to chat in, and load."""
    from agent.channel.simulator.load import load_of
    from agent.processes import serve_simulator

    try:
        planned = load_of(load, rate=rate, duration=duration, customers=customers, seed=seed)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    done = serve_simulator(
        config, host=host, port=port, webhook=webhook, seed=seed, speed=speed, load=planned, as_json=as_json
    )
    raise typer.Exit(0 if done else 1)


@app.command()
def workbench(port: int = 8501, host: Host = "127.0.0.1", config: Config = DEFAULT) -> None:
    """The workbench: chat as a customer and look into the turn."""
    from agent.processes import run_workbench

    run_workbench(config, host=host, port=port)


@app.command()
def run(
    port: int = 8000,
    simulator_port: int = 8001,
    workbench_port: int = 8501,
    host: Host = "127.0.0.1",
    config: Config = DEFAULT,
) -> None:
    """Server, simulator and workbench together, on embedded defaults. Ctrl-C ends all."""
    from agent.processes import run_all

    raise typer.Exit(run_all(config, host=host, ports=(port, simulator_port, workbench_port)))


@app.command()
def eval(  # noqa: A001  the reference and the help are written from the names of these functions
    suite: Annotated[str, typer.Argument(help="What to measure, as in docs/evaluation.md.")],
    data: Annotated[Path | None, typer.Option(help="Rows or BEIR folder; without it, the project's own set.")] = None,
    train: Annotated[Path | None, typer.Option(help="Rows to learn from first (intent).")] = None,
    history: Annotated[bool, typer.Option("--history", help="Read questions with their history (retrieval).")] = False,
    against: Annotated[Path | None, typer.Option(help="A second config, compared on the same items.")] = None,
    split: Annotated[str, typer.Option(help="tuning, test or all; own sets: test, --data: all.")] = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Quality in figures, with 95 % intervals. Changes nothing."""
    from eval.command import Options, run_suite

    options = Options(data=data, train=train, history=history, against=against, split=split)
    _run(run_suite(suite, options, config=config, as_json=as_json))


@app.command()
def tune(
    suite: Annotated[str, typer.Argument(help="What to tune: ban-risk.")],
    data: Annotated[Path | None, typer.Option(help="Labelled rows; without it, the project's own set.")] = None,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="Tune on what became of sent replies.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Best weights and thresholds for a suite, with intervals and the indifference band. Changes nothing."""
    from eval.tune import run_tune

    _run(run_tune(suite, config=config, data=data, outcomes=outcomes, as_json=as_json))


@app.command()
def check(
    alerts: Annotated[bool, typer.Option("--alerts", help="Also send a test alert to every target.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Config, keys, token, number, clock, folder, journal, store, index: one line each, with what to do."""
    from agent.checks import check_all
    from agent.show import show_checks

    results = _run(check_all(config, alerts=alerts))
    if as_json:
        _print_json([result.as_dict() for result in results])
    else:
        show_checks(results)
    raise typer.Exit(FAILED if any(result.failed for result in results) else DONE)


@app.command()
def backup(
    to: Annotated[Path | None, typer.Argument(help="A new file; without one, in backups/ of the data folder.")] = None,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Copy the journal into one verified file. A server may run meanwhile."""
    from agent.backups import back_up_journal, said_of_backup

    made = back_up_journal(to)
    if as_json:
        _print_json(said_of_backup(made))
    else:
        told = said_of_backup(made)
        sys.stdout.write(f"{told['path']}: {told['messages']} messages, {told['sends']} sends, verified\n")


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="A file that `cairn backup` made.")],
    force: Annotated[bool, typer.Option("--force", help="Move a journal that is there aside.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Put a verified backup in the journal's place, while no server runs. What it left undone goes to people."""
    from agent.backups import restore_journal, said_of_restored

    told = said_of_restored(restore_journal(backup, force=force))
    if as_json:
        _print_json(told)
    else:
        held = f"{told['unanswered']} messages and {told['unsent']} sends wait in the review queue"
        sys.stdout.write(f"{told['messages']} messages restored; {held}\n")
        sys.stdout.write(f"the journal from before: {told['aside']}\n" if told["aside"] else "")


@contact_app.command("show")
def contact_show(
    contact: Annotated[str, typer.Argument(help="A contact id (c-0001), a name or a phone number.")],
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Stage, lead, consent, whether a colleague has taken over, and the last lines. Phone numbers are masked."""
    from agent.contacts import show_contact
    from agent.show_contact import show_card

    card = _run(show_contact(contact, config=config))
    if as_json:
        _print_json(card.as_dict())
    else:
        show_card(card)


@contact_app.command("release")
def contact_release(
    contact: Annotated[str, typer.Argument(help="A contact id (c-0001), a name or a phone number.")],
    by: By = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Let the bot answer this contact again; the contact's hand-offs in the review queue are done with it."""
    from agent.contacts import release_contact

    name, released = _run(release_contact(contact, by=by or _terminal_user(), config=config))
    if as_json:
        _print_json({"contact": name, "released": released})
    else:
        said = "the bot answers again" if released else "the bot was not silent, nothing to release"
        sys.stdout.write(f"{name}: {said}\n")


@number_app.command("show")
def number_show(number: Number = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """Whether it may send; without a number, our own and every stopped one."""
    from agent.numbers import line, plain, show_numbers

    states = _run(show_numbers(number))
    if as_json:
        _print_json([plain(state) for state in states])
    else:
        sys.stdout.write("".join(f"{line(state)}\n" for state in states))


@number_app.command("stop")
def number_stop(
    number: Number = "",
    reason: Annotated[str, typer.Option(help="Why, for the audit log and the colleagues.")] = "stopped by hand",
    hours: Annotated[float, typer.Option(min=0, help="Start again by itself after so many hours; 0: never.")] = 0,
    by: By = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Let nothing more go out from it. Messages are still taken, and answered once it is started again."""
    from agent.numbers import line, plain, stop_number

    state = _run(stop_number(number, reason, by=by or _terminal_user(), hours=hours))
    if as_json:
        _print_json(plain(state))
    else:
        sys.stdout.write(f"{line(state)}\n")


@number_app.command("start")
def number_start(number: Number = "", by: By = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """Let it send again; what waited is answered."""
    from agent.numbers import line, plain, start_number

    state, was_stopped = _run(start_number(number, by=by or _terminal_user()))
    if as_json:
        _print_json({**plain(state), "changed": was_stopped})
    else:
        sys.stdout.write(f"{line(state)}{'' if was_stopped else ' (it was not stopped)'}\n")


def _terminal_user() -> str:
    from getpass import getuser

    return f"terminal:{getuser()}"


def _print_json(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
