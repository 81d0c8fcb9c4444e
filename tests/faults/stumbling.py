"""A step that fails while it is told to: its turn is stopped, and the conversation rests before it is tried again."""

import os
from pathlib import Path

from agent.ports import Ports
from agent.step import Step
from agent.turn import Turn

TOLD = "stumble"
"""Name of the file in the data folder that tells it to."""


class Stumble(Step):
    """Fails, or does nothing."""

    def run(self, turn: Turn, ports: Ports) -> Turn:
        if (Path(os.environ["CAIRN_DATA"]) / TOLD).exists():
            raise RuntimeError("told to stumble")
        return turn
