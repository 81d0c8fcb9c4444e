"""A small month of traffic in a folder of its own, the same every time: for the figures of Rewind."""

from datetime import date
from pathlib import Path

from agent.month.filling import fill
from agent.settings import INSTALL, Environment

UNTIL = date(2026, 11, 20)
"""Its last day, so that no figure depends on the day somebody looks."""


async def small_month(folder: Path, *, turns: int, days: int = 5, seed: int = 7) -> Environment:
    """The environment of `folder`, filled: documents, index and model are the installation's.

    Raises PortError where the installation has no index.
    """
    for name in ("index", "models", "learnt"):
        (folder / name).symlink_to(INSTALL / name)
    environment = Environment(cairn_data=folder)
    await fill(seed=seed, days=days, turns=turns, until=UNTIL, environment=environment)
    return environment
