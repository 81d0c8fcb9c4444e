"""The index brought up to date in a process of its own: building the model takes a gigabyte nobody needs afterwards."""

import subprocess
import sys
from pathlib import Path

from agent.knowledge.generation import index_folder
from agent.ports import PortError
from agent.settings import Environment


def has_index() -> bool:
    """Whether the data folder holds one."""
    return (index_folder(Environment().cairn_data) / "current").exists()


def bring_index_up_to_date(config: Path) -> None:
    """`cairn ingest` of the config's documents. Raises PortError when nothing could be indexed."""
    status = subprocess.call((sys.executable, "-m", "agent.cli", "ingest", "--quiet", "--config", str(config)))
    if status not in (0, 1):
        raise PortError("the index could not be built; the reason stands above")
