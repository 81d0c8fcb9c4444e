"""Other companies' folders, each set up from the docs alone, with terms of its own.

Cusco: treks in Peru, Nepal and the Alps, documents in English and Spanish. Chamonix: the Alps, Corsica, Morocco and
Kilimanjaro, documents in French.
"""

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
_LEAST = {"cusco": 0.77, "chamonix": 0.82}
"""Share of the conversations that must pass. In Chamonix those of an average customer; odd ones are not kept."""


@pytest.fixture(scope="module")
def cusco(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested(tmp_path_factory.mktemp("cusco"), "cusco")


@pytest.fixture(scope="module")
def chamonix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested(tmp_path_factory.mktemp("chamonix"), "chamonix")


def ingested(made: Path, name: str) -> Path:
    """Their working folder; only the models are those of this checkout."""
    shutil.copytree(ROOT / "config", made / "config")
    shutil.copytree(_HERE / name / "data", made / "data")
    (made / ".cairn").mkdir(mode=0o700)
    for part in ("models", "learnt"):
        if (ROOT / ".cairn" / part).is_dir():
            shutil.copytree(ROOT / ".cairn" / part, made / ".cairn" / part)
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


@pytest.mark.parametrize("name", ["cusco", "chamonix"])
def test_their_customers_are_answered_from_their_own_files(name: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(name)
    rows = _HERE / name / "conversations.jsonl"
    report = json.loads(cairn(folder, "eval", "answers", "--data", str(rows), "--json"))
    assert report["pass_rate"] >= _LEAST[name], [one["id"] for one in report["failures"] if one["failed"]]


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
def test_nothing_of_the_sample_is_told_in_cusco(cusco: Path, words: str, says: str, never: str) -> None:
    reply = ask(cusco, words)["reply"]["text"]
    assert says in reply
    assert never not in reply


@pytest.mark.parametrize(
    ("words", "says", "never"),
    [
        ("puedo llevar a mi perro a los refugios?", "Sobre esto tenemos la información en inglés", "ruta"),
        ("is there a sauna at the snowshoe week?", "Our information on this is in French", "don't say"),
        ("faut des crampons au toubkal en avril ?", "nous les louons à Imlil", "compris"),
        ("Quelles dates pour l'ascension du Toubkal ?", "Prochains départs", "le 6 mai"),
        ("El tour del Mont Blanc, cuántos días son y cuál es el punto más alto?", "2.665 m", "equivocada"),
    ],
)
def test_what_stands_in_french_is_told_in_chamonix(chamonix: Path, words: str, says: str, never: str) -> None:
    reply = ask(chamonix, words)["reply"]["text"]
    assert says in reply
    assert never not in reply
