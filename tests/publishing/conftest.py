"""A config file and a data folder to publish with."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.publishing.desk import Desk
from agent.settings import ROOT

SHIPPED = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")


class Place:
    """The shipped config, free to be changed, and an empty data folder."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config" / "pipeline.yaml"
        self.data = folder / "data"
        self.config.parent.mkdir()
        self.data.mkdir()
        self.config.write_text(SHIPPED, encoding="utf-8")

    def desk(self, check: Callable[[str], None] = lambda text: None) -> Desk:
        return Desk(self.config, self.data / "config", check)

    def edit(self, old: str, new: str) -> None:
        """By hand, a while ago."""
        self.config.write_text(self.config.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        os.utime(self.config, (1_800_000_000, 1_700_000_000))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)
