"""`cairn config`: look at a draft, publish it, try it on some contacts, take it back."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from agent.commands.options import DEFAULT, By, Config, Json, print_json, terminal_user

File = Annotated[Path | None, typer.Argument(help="A whole config file; without one, the draft of --of.")]
Of = Annotated[str, typer.Option("--of", help="Whose draft of the workbench; without it, your own.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in three words or more, for the history.")]
To = Annotated[str, typer.Argument(help="A version: its number or the first digits of its hash.")]
Act = Literal["show", "promote", "abort"]

app = typer.Typer(help="The config: compare, publish, canary, history, rollback.", no_args_is_help=True)


@app.command("diff")
def config_diff(file: File = None, of: Of = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """What a draft changes against the live config. Changes nothing."""
    from agent.publishing.telling import show_changes, told_of_diff

    desk, draft = _desk(config), _draft(config, file, of)
    if as_json:
        print_json(told_of_diff(desk.live(), draft))
    else:
        show_changes(draft.changes())


@app.command("publish")
def config_publish(
    reason: Reason,
    file: File = None,
    of: Of = "",
    evidence: Annotated[Path | None, typer.Option(help="A JSON file to keep with it: what it was measured by.")] = None,
    canary: Annotated[float | None, typer.Option(help="Only for this share of contacts, 0.01 to 0.5.")] = None,
    accept: Annotated[list[str] | None, typer.Option(help="A harm that is meant to rise and ends no canary.")] = None,
    base: Annotated[str, typer.Option(help="Refuse if another text is live (diff --json tells it).")] = "",
    by: By = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Put a draft in service, after a rehearsal. A running server takes it up within two seconds."""
    desk, author = _desk(config), by or terminal_user()
    draft = _draft(config, file, of or author, base)
    version = desk.publish(
        author, reason, _evidence(evidence), canary, accepts=accept or (), draft=draft if file or of else None
    )
    _tell(version, as_json)


@app.command("history")
def config_history(
    version: Annotated[str, typer.Argument(help="One version, with its changes and evidence; without it, all.")] = "",
    text: Annotated[bool, typer.Option("--text", help="Print the version's exact text.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Who changed the config, when and why, the newest first."""
    from agent.publishing.telling import show_history, show_version

    desk = _desk(config)
    if text:
        sys.stdout.write(desk.text(desk.version(version) if version else desk.live()))
    elif version:
        found = desk.version(version)
        told = {**found.as_dict(), "evidence": desk.evidence(found)}
        print_json(told) if as_json else show_version(found, told["evidence"])
    elif as_json:
        print_json([one.as_dict() for one in desk.history()])
    else:
        show_history(desk.history(), desk.live())


@app.command("rollback")
def config_rollback(to: To, reason: Reason, by: By = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """Put the exact text of an earlier version in service again. A canary ends with it."""
    _tell(_desk(config).rollback(to, by or terminal_user(), reason), as_json)


@app.command("canary")
def config_canary(
    act: Annotated[Act, typer.Argument(help="Look, serve everybody, or end it.")] = "show",
    reason: Annotated[str, typer.Option("--reason", help="Why, to promote or abort it.")] = "",
    by: By = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """The draft that serves a share of contacts: its running figures, and its end. `publish --canary` starts one."""
    from agent.publishing.telling import show_canary, told_of_canary

    desk, author = _desk(config), by or terminal_user()
    if act == "promote":
        _tell(desk.promote(author, reason), as_json)
    elif act == "abort":
        _tell(desk.abort(author, reason), as_json)
    elif as_json:
        print_json(told_of_canary(desk))
    else:
        show_canary(desk)


def _desk(config: Path) -> Any:
    from agent.publishing.open import open_desk

    return open_desk(config)


def _draft(config: Path, file: Path | None, of: str, base: str = "") -> Any:
    from agent.publishing.open import open_desk
    from agent.publishing.telling import text_of_file

    desk = open_desk(config)
    author = of or terminal_user()
    return desk.draft_of(author, text_of_file(file), base) if file else desk.draft(author)


def _evidence(file: Path | None) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8")) if file else None
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{file}: no JSON to keep ({error})") from error


def _tell(version: Any, as_json: bool) -> None:
    from agent.publishing.telling import line_of_version

    if as_json:
        print_json(version.as_dict())
    else:
        sys.stdout.write(f"{line_of_version(version)}\n")
