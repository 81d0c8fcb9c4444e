"""On a data folder where no server was started yet: what is looked at is empty, what is to be changed is not there."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.ports import NoJournalError


@pytest.mark.parametrize("words", ["review list", "audit list", "labels show ban-risk", "number show", "number show 1"])
@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_looked_at_is_empty_with_a_note(
    words: str, as_json: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAIRN_DATA", str(tmp_path))
    told = CliRunner().invoke(app, [*words.split(), *(["--json"] if as_json else [])])

    assert told.exit_code == 0
    assert told.stderr.startswith("note: ")
    assert "journal.sqlite: not there yet" in told.stderr
    assert not as_json or isinstance(json.loads(told.stdout), list | dict)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", ["contact release c-0001", "number stop 1", "review done r-1", "labels export ban-risk"]
)
def test_what_is_to_be_changed_or_taken_out_is_refused(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAIRN_DATA", str(tmp_path))
    told = CliRunner().invoke(app, words.split())

    assert isinstance(told.exception, NoJournalError)
