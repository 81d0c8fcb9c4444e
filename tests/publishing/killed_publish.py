"""Publishes once and dies at a named moment: run as a script by test_killed."""

import os
import signal
import sys
from pathlib import Path

from agent.publishing.desk import Desk
from agent.publishing.history import History
from agent.publishing.version import Version

CONFIG, DATA, MOMENT = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying(History):
    """Ends the process before or after the rename, as a machine that loses power does."""

    def begin(self, version: Version, config: Path, text: str) -> Path:
        aside = super().begin(version, config, text)
        if MOMENT == "before the rename":
            die()
        return aside

    def settle(self, text_hash: str) -> Version | None:
        if MOMENT == "after the rename" and self.is_pending:
            die()
        return super().settle(text_hash)

    def mark_audited(self, number: int) -> None:
        if MOMENT == "after the audit line" and number > 1:
            die()
        super().mark_audited(number)


desk = Desk(CONFIG, DATA / "config")
desk._history = desk._file.history = Dying(DATA / "config")
desk.save("asha", {"retrieve.keep": 4})
desk.publish("asha", "a publish that is cut short")
