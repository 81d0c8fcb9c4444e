"""Another company's folder, as its people work in it: its own files, the commands started there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from agent.settings import ROOT

HERE = Path(__file__).parent


class OperatorFolder:
    """Their files, ingested; only the models, and what was learnt, are those of this checkout."""

    def __init__(self, made: Path, name: str) -> None:
        self.made = made
        self.conversations = HERE / name / "conversations.jsonl"
        shutil.copytree(ROOT / "config", made / "config")
        shutil.copytree(HERE / name / "data", made / "data")
        (made / ".cairn").mkdir(mode=0o700)
        for part in ("models", "learnt"):
            (ROOT / ".cairn" / part).mkdir(parents=True, exist_ok=True)
            (made / ".cairn" / part).symlink_to(ROOT / ".cairn" / part)
        told = self.cairn("ingest")
        assert f"Read {made}/data" in told.replace("\n", "") or "Read data" in told, told
        assert "not used" not in told, told

    def cairn(self, *words: str) -> str:
        """What the command prints, run in that folder."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("CAIRN_")} | {
            "PYTHONPATH": str(ROOT)
        }
        command = [sys.executable, "-m", "agent.cli", *words]
        done = subprocess.run(command, cwd=self.made, env=env, capture_output=True, text=True, check=False, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def answers(self, questions: Iterable[str]) -> "Answers":
        """The replies to their conversations, and to a few questions more, from one `cairn eval`."""
        own = self.conversations.read_text(encoding="utf-8").splitlines()
        asked = [
            {"id": text, "messages": [text], "sent_at": json.loads(own[-1])["sent_at"], "expect": {}}
            for text in questions
        ]
        rows = self.made / "rows.jsonl"
        rows.write_text("\n".join([*own, *map(json.dumps, asked)]), encoding="utf-8")
        report = json.loads(self.cairn("eval", "answers", "--data", str(rows), "--all", "--json"))
        return Answers(report["rows"][: len(own)], {row["id"]: row["reply"] for row in report["rows"][len(own) :]})


class Answers:
    """What their customers were told."""

    def __init__(self, conversations: list[Mapping[str, Any]], replies: Mapping[str, str]) -> None:
        self.replies = replies
        """By question."""
        self.failed = [row["id"] for row in conversations if row["failed"]]
        self.pass_rate = 1 - len(self.failed) / len(conversations)
