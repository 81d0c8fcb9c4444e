"""What the verbs of `cairn` share: their options, their exit statuses, how they print."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from agent.ports import NoJournalError

Config = Annotated[Path, typer.Option("--config", help="The pipeline file.", show_default=True)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
By = Annotated[str, typer.Option(help="Who does it, for the audit log; without it, the user of this terminal.")]

DEFAULT = Path("config/pipeline.yaml")
DONE, FAILED, WRONG_USE = 0, 1, 2

T = TypeVar("T")
U = TypeVar("U")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run one asynchronous verb to its end."""
    return asyncio.run(work)


def or_nothing(look: Callable[[], T], *, nothing: U) -> T | U:
    """What is found; before the first start of a server `nothing`, with a note on stderr that says so."""
    try:
        return look()
    except NoJournalError as error:
        sys.stderr.write(f"note: {error}\n")
        return nothing


def print_json(document: Any) -> None:
    """The whole answer of a verb with `--json`."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def terminal_user() -> str:
    """Who sits at this terminal, as the audit log names them."""
    return f"terminal:{getuser()}"
