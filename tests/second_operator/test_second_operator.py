"""Another company's folder: treks in Peru, Nepal and the Alps, documents in English and Spanish, terms of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.settings import ROOT

_HERE = Path(__file__).parent
_LEAST = 0.8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their working folder, ingested; only the models are those of this checkout."""
    made = tmp_path_factory.mktemp("second")
    shutil.copytree(ROOT / "config", made / "config")
    shutil.copytree(_HERE / "data", made / "data")
    (made / ".cairn").mkdir(mode=0o700)
    for name in ("models", "learnt"):
        if (ROOT / ".cairn" / name).is_dir():
            shutil.copytree(ROOT / ".cairn" / name, made / ".cairn" / name)
    told = cairn(made, "ingest")
    assert f"Read {made}/data" in told.replace("\n", "") or "Read data" in told, told
    assert "not used" not in told, told
    return made


def cairn(folder: Path, *words: str) -> str:
    """What the command prints, run in that folder."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CAIRN_")} | {
        "PYTHONPATH": str(ROOT)
    }
    command = [sys.executable, "-m", "agent.cli", *words]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ask(folder: Path, words: str) -> dict[str, Any]:
    """The whole turn."""
    return dict(json.loads(cairn(folder, "ask", words, "--json")))


def test_its_customers_are_answered_from_its_own_files(folder: Path) -> None:
    report = json.loads(cairn(folder, "eval", "answers", "--data", str(_HERE / "conversations.jsonl"), "--json"))
    assert report["pass_rate"] >= _LEAST, [one["id"] for one in report["failures"] if one["failed"]]


@pytest.mark.parametrize(
    ("words", "says", "never"),
    [
        ("are you open on sundays?", "Monday–Saturday from 08:30 to 18:00 (Lima time)", "India"),
        ("¿van al kilimanjaro?", "Perú, Nepal y Francia", "Himalaya"),
        ("which treks do you have in Peru", "Salkantay", "Annapurna"),
        ("deposit? cards, is there a fee?", "4% more", "70%"),
        ("on peut louer un cheval sur l'ausangate ?", "USD 40", "sleeping bag"),
    ],
)
def test_nothing_of_the_sample_is_told(folder: Path, words: str, says: str, never: str) -> None:
    reply = ask(folder, words)["reply"]["text"]
    assert says in reply
    assert never not in reply
