"""kill -9 in the middle of a publish: the file is the old or the new one, and the history says which."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from agent.config import load_config
from agent.journal.sqlite import SQLiteJournal
from agent.publishing.desk import Desk
from agent.settings import ROOT

SHIPPED = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("moment", "published"),
    [("before the rename", False), ("after the rename", True), ("after the audit line", True)],
)
def test_a_publish_that_was_killed_happened_or_did_not(tmp_path: Path, moment: str, published: bool) -> None:
    config, data = tmp_path / "config" / "pipeline.yaml", tmp_path / "data"
    config.parent.mkdir()
    config.write_text(SHIPPED, encoding="utf-8")
    SQLiteJournal.open(data / "journal.sqlite")
    Desk(config, data / "config").live()
    script = Path(__file__).with_name("killed_publish.py")
    ended = subprocess.run((sys.executable, script, config, data, moment), cwd=ROOT, timeout=120, check=False)

    desk = Desk(config, data / "config")
    desk.live()
    if not published:  # the next publish is as any other
        assert desk.draft("asha").values == {"retrieve.keep": 4}
        assert [one.kind for one in desk.history()] == ["found"]
        desk.publish("asha", "the second try of it")

    assert ended.returncode == -signal.SIGKILL
    assert [one.kind for one in desk.history()] == ["publish", "found"]
    assert load_config(config).hash == desk.live().hash
    assert "keep: 4 #" in config.read_text(encoding="utf-8")
    assert list(config.parent.iterdir()) == [config]
    assert not (data / "config" / "pending.json").exists()
    desk.rollback("1", "asha", "back as it was")
    with sqlite3.connect(data / "journal.sqlite") as connection:
        told = connection.execute("SELECT DISTINCT action FROM audit ORDER BY seq").fetchall()
    assert [action for (action,) in told] == ["config.found", "config.publish", "config.rollback"]
