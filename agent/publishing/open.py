"""The desk of a data folder, which rehearses in a process of its own what is to be published."""

import os
import subprocess
import sys
from pathlib import Path

from agent.publishing.desk import Desk
from agent.publishing.errors import PublishError
from agent.settings import Environment

_PATIENCE_S = 300.0


def open_desk(config: Path, environment: Environment | None = None) -> Desk:
    """The desk for this config. Nothing is opened yet."""
    data = (environment or Environment()).cairn_data
    return Desk(config, data / "config", lambda text: rehearse_aside(text, config, data))


def rehearse_aside(text: str, config: Path, data: Path) -> None:
    """Load every heavy part of a config and answer a plain question with it; PublishError says what went wrong.

    In another process, so that a server or a page that asks for it goes on meanwhile, and keeps nothing of it.
    """
    command = (sys.executable, "-m", "agent.publishing.rehearsal", str(config))
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            env={**os.environ, "CAIRN_DATA": str(data)},
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PublishError(f"the rehearsal took longer than {_PATIENCE_S:.0f} s; nothing was published") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise PublishError(f"the draft failed its rehearsal: {told[-1] if told else 'it ended without a word'}")
