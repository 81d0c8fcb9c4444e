"""Verbs on the documents the bot answers from."""

from pathlib import Path
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, Config, Json


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Documents or folders; without any, the config's.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what went wrong.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Documents → chunks → facts → index. Only what changed is read again."""
    from agent.terminal.ingestion import ingest_documents

    raise typer.Exit(ingest_documents(config, paths or [], quiet=quiet, as_json=as_json))
