import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.cli import app

SPAM = "CONGRATULATIONS!!! You have WON a free iPhone, click here now http://bit.ly/x, call 09061234567"
HAM = "Is there a seat left for me on 12 June?"


def report(tmp_path: Path, rows: list[dict[str, str]]) -> dict[str, object]:
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    ran = CliRunner().invoke(app, ["eval", "ban-risk", "--data", str(data), "--json"])
    assert ran.exit_code == 0, ran.stderr
    found: dict[str, object] = json.loads(ran.stdout)
    return found


@pytest.fixture(autouse=True)
def _shipped(shipped_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_DATA", str(shipped_data))


def test_figures_bear_the_names_that_were_agreed(tmp_path: Path) -> None:
    found = report(tmp_path, [{"text": SPAM, "label": "spam"}, {"text": HAM, "label": "ham"}] * 4)
    assert (found["n"], found["auc"], found["recall_at_fpr_01"]) == (8, 1.0, 1.0)
    by = found["by"]
    assert isinstance(by, dict)
    assert {label: part["flagged"] for label, part in by.items()} == {"spam": 1.0, "ham": 0.0}
    assert found["by_side"]
    assert "by_language" not in found
    assert set(by["spam"]["ci95"]) == {"flagged"}


def test_the_operators_link_is_own_on_the_side_of_replies(tmp_path: Path) -> None:
    row = {"text": "Book here: https://saffronridge.example/book", "label": "ham", "side": "reply", "lang": "en"}
    found = report(tmp_path, [row])
    assert found["auc"] is None
    assert found["ham_flagged"] == 0.0


def test_a_label_that_is_neither_is_refused_with_its_line(tmp_path: Path) -> None:
    data = tmp_path / "rows.jsonl"
    data.write_text('{"text": "hi", "label": "maybe"}\n')
    ran = CliRunner().invoke(app, ["eval", "ban-risk", "--data", str(data), "--json"])
    assert ran.exit_code != 0
    assert "label" in str(ran.exception)
