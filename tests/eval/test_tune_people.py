"""What people said of logged messages goes into the tune of its suite; without enough of it the tune says why not."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent.cli import app
from agent.journal.sqlite import SQLiteJournal
from agent.people.labels import Label, keep_label
from agent.ports import PortError
from agent.settings import ROOT
from agent.turn import Inbound, Parsed, Turn
from agent.turn_json import to_json
from eval.rows import READ_ON
from tests.real_parts import data_folder
from workbench.bridge import Bridge

TIRED = "honestly {n} messages a day is rather a lot for me"
LABELS = ("pricing", "oos")
ASKING = "do we need {n} litres of water a day on the trek"


def tune(*words: str) -> Result:
    return CliRunner().invoke(app, ["tune", *words])


def told(ran: Result) -> str:
    """What the command's error says; `cairn` prints it and ends."""
    assert isinstance(ran.exception, PortError)
    return str(ran.exception)


@pytest.fixture
def labelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which two people labelled thirty messages of each kind."""
    folder = data_folder(tmp_path / "data")
    monkeypatch.setenv("CAIRN_DATA", str(folder))
    texts = [(TIRED if n % 2 else ASKING).format(n=n) for n in range(60)]

    async def fill() -> None:
        journal = SQLiteJournal.open(folder / "journal.sqlite")
        await _log(journal, texts)
        await journal.aclose()

    Bridge().run(fill())
    return folder


async def _log(journal: SQLiteJournal, texts: Sequence[str]) -> None:
    for n, text in enumerate(texts):
        sent_at = READ_ON + timedelta(hours=n)
        message = Inbound(id=f"m{n}", contact=f"c-{n}", text=text, sent_at=sent_at, kind="text")
        turn = Turn(message=message, parsed=Parsed(language="en"))
        await journal.record("turn", message.id, message.contact, to_json(turn))
        for who in ("ana", "bo"):
            said = "optout" if n % 2 else "none"
            at = datetime(2026, 11, 26, tzinfo=UTC)
            label = Label(message_id=f"m{n}", contact=f"c-{n}", suite="opt-out", label=said, labeller=who, at=at)
            await keep_label(journal, label)


@pytest.fixture
def fewer(tmp_path: Path) -> Callable[[str], Path]:
    """Every third row of one of the project's own sets: all of them take minutes to read."""

    def third(name: str) -> Path:
        rows = (ROOT / "eval" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        path = tmp_path / name
        path.write_text("".join(rows[::3]), encoding="utf-8")
        return path

    return third


@pytest.mark.parametrize(
    ("suite", "own", "view"),
    [
        ("opt-out", "opt_out.jsonl", "Safety, Label, Consent"),
        ("emergency", "emergency.jsonl", "Safety, Label, Emergencies"),
    ],
)
def test_a_set_in_which_nothing_slips_by_is_no_set_to_fit_to_and_it_says_what_is(
    fewer: Callable[[str], Path], suite: str, own: str, view: str
) -> None:
    ran = tune(suite, "--data", str(fewer(own)))
    assert "too few labels to fit" in told(ran)
    assert "any value would be luck" in told(ran)
    assert "would be reached for nothing" in told(ran)
    assert view in told(ran)
    assert f"cairn tune {suite} --people" in told(ran)


def test_labels_of_people_join_the_rows_given_and_decide(labelled: Path, fewer: Callable[[str], Path]) -> None:
    words = ("opt-out", "--data", str(fewer("opt_out.jsonl")), "--people", "--share", "0.02", "--json")
    ran = tune(*words)
    assert ran.exit_code == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["n"]["opt-outs"] >= 30
    assert found["n"]["tuning"] + found["n"]["locked"] > 200  # the rows in which nothing is heard, and thirty more
    assert 0 <= found["thresholds"]["ask_from"]["best"] <= 1
    assert found["held_out"]["look"] == 1
    again = json.loads(tune(*words).stdout)
    assert again["held_out"]["look"] == 1  # the same question of the same rows is no new look
    assert Path(found["labels"]) == labelled / "tuning/opt-out-labels.jsonl"


def test_nobody_labelled_is_said_and_so_is_a_suite_nobody_labels_for(labelled: Path) -> None:
    assert "nobody has labelled a message for intent yet" in told(tune("intent", "--people"))
    assert "nobody labels for retrieval" in " ".join(tune("retrieval", "--people").stderr.replace("│", " ").split())


def test_a_surer_reading_is_asked_for_where_strangers_cost_more(tmp_path: Path, labelled: Path) -> None:
    texts = [(f"how much is the trek for {n} people", f"how much is the bus to the trek {n}") for n in range(1, 41)]
    rows = [
        {"text": text, "label": label} for pair in texts for text, label in zip(pair, ("pricing", "oos"), strict=True)
    ]
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    cheap, dear = (
        json.loads(tune("intent", "--data", str(data), "--cost", f"stranger_answered={cost}", "--json").stdout)
        for cost in (0, 500)
    )
    assert dear["thresholds"]["out_of_scope_below"]["best"] >= cheap["thresholds"]["out_of_scope_below"]["best"]
