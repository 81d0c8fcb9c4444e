"""`cairn config` as a user types it: each of its verbs once in a process of its own, the rest in this one."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from agent.config import load_config
from agent.settings import ROOT
from tests.real_parts import cairn, cairn_here, data_folder

SHIPPED = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
WHY = ("--reason", "fewer but better passages", "--by", "asha")


class Terminal:
    """A config of one's own, and a data folder with the shipped index."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "pipeline.yaml"
        self.config.write_text(SHIPPED, encoding="utf-8")
        self.draft = folder / "draft.yaml"
        self.draft.write_text(SHIPPED.replace("keep: 5 #", "keep: 4 #"), encoding="utf-8")
        self.data = data_folder(folder / "data")

    def run(self, *words: str, ends: int = 0, how: Callable[..., CompletedProcess[str]] = cairn_here) -> str:
        done = how("config", *words, "--config", str(self.config), data=self.data)
        assert done.returncode == ends, done.stderr
        return done.stdout if ends == 0 else done.stderr


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_file_is_compared_published_and_taken_back(terminal: Terminal) -> None:
    draft = str(terminal.draft)
    compared = json.loads(terminal.run("diff", draft, "--json", how=cairn))
    assert [(one["path"], one["old"], one["new"]) for one in compared["changes"]] == [("retrieve.keep", 5, 4)]
    assert "Passages kept for the answer" in terminal.run("diff", draft)

    evidence = terminal.config.with_name("evidence.json")
    evidence.write_text('{"flips": 12}', encoding="utf-8")
    told = terminal.run("publish", draft, *WHY, "--evidence", str(evidence), "--base", compared["base"], how=cairn)
    assert "published by asha, 1 change" in told
    assert load_config(terminal.config).hash == compared["draft"]

    history = json.loads(terminal.run("history", "--json", how=cairn))
    assert [(one["kind"], one["author"]) for one in history] == [("publish", "asha"), ("found", "by hand")]
    assert json.loads(terminal.run("history", "2", "--json"))["evidence"] == {"flips": 12}
    assert "fewer but better passages" in terminal.run("history")

    assert "rolled back by ravi" in terminal.run(
        "rollback", "1", "--reason", "answers were too short", "--by", "ravi", how=cairn
    )
    assert terminal.config.read_text(encoding="utf-8") == SHIPPED
    assert terminal.run("history", "--text") == SHIPPED


def test_a_canary_is_started_looked_at_and_ended(terminal: Terminal) -> None:
    assert "no canary runs" in terminal.run("canary")
    assert json.loads(terminal.run("canary", "--json")) is None
    told = terminal.run("publish", str(terminal.draft), *WHY, "--canary", "0.1", "--accept", "handoffs")
    assert "canary started for 10% of contacts by asha" in told
    assert "handed to a person (accepted)" in terminal.run("canary")
    running = json.loads(terminal.run("canary", "--json"))
    assert (running["share"], running["accepts"], running["turns_live"]) == (0.1, ["handoffs"], 0)
    assert "salt" not in running
    assert terminal.config.read_text(encoding="utf-8") == SHIPPED
    assert "canary ended" in terminal.run("canary", "abort", "--reason", "seen enough for now", how=cairn)


def test_what_cannot_be_published_ends_with_its_reason_and_changes_nothing(terminal: Terminal) -> None:
    draft = str(terminal.draft)
    assert "say why" in terminal.run("publish", draft, "--reason", "because", ends=1)
    assert "nothing to publish" in terminal.run("publish", *WHY, ends=1)
    assert "changed since this draft was begun" in terminal.run("publish", draft, *WHY, "--base", "0" * 12, ends=1)
    assert "no version" in terminal.run("rollback", "99", *WHY, ends=1)
    terminal.draft.write_text(SHIPPED.replace("keep: 5 #", "keep: 50 #"), encoding="utf-8")
    assert "less than or equal to 10" in terminal.run("publish", draft, *WHY, ends=2)
    assert "cannot be read" in terminal.run("diff", "nowhere.yaml", ends=2)

    assert terminal.config.read_text(encoding="utf-8") == SHIPPED


def test_a_draft_that_fails_its_rehearsal_is_not_published(terminal: Terminal) -> None:
    broken = SHIPPED.replace("prompts: config/prompts", "prompts: config/nowhere")
    terminal.draft.write_text(broken, encoding="utf-8")

    assert "failed its rehearsal" in terminal.run("publish", str(terminal.draft), *WHY, ends=1)
    assert terminal.config.read_text(encoding="utf-8") == SHIPPED
