"""How programs on this machine find the server that runs: a file in the data folder, for the owner's eyes only."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.ports import PortError

FILE = "server.json"
KEY_NAME = "local"
WORKBENCH_NAME = "workbench"
"""What the log and the audit trail call whoever uses the key of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalServer:
    """A server's address, and keys that hold until it stops: one of the role reader, and the workbench's own.

    With that one the workbench does what its users may, and says for whom.
    """

    url: str
    key: str
    workbench_key: str
    pid: int
    started: str


def announce(folder: Path, host: str, port: int, key: str, workbench_key: str) -> LocalServer:
    """Write the file, mode 600, whole or not at all. Raises PortError."""
    named = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
    address = f"[{named}]" if ":" in named else named
    now = datetime.now(UTC).isoformat(timespec="seconds")
    url = f"http://{address}:{port}"
    server = LocalServer(url=url, key=key, workbench_key=workbench_key, pid=os.getpid(), started=now)
    fresh = folder / f".{FILE}.{secrets.token_hex(4)}"
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(server), file)
        fresh.replace(folder / FILE)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise PortError(f"{folder / FILE}: {error.strerror}; make {folder} a folder this user may write to") from error
    return server


def withdraw(folder: Path, server: LocalServer) -> None:
    """Take the file away, if it is still this server's."""
    if find_server(folder) == server:
        (folder / FILE).unlink(missing_ok=True)


def find_server(folder: Path) -> LocalServer | None:
    """The server the file names, which may have been killed since; None without a file that can be read."""
    try:
        told: Mapping[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return LocalServer(
            url=str(told["url"]),
            key=str(told["key"]),
            workbench_key=str(told["workbench_key"]),
            pid=int(told["pid"]),
            started=str(told["started"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
