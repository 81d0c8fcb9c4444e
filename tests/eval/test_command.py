"""`cairn eval` as typed: what it prints, where, and how it ends."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.config import ConfigError
from agent.settings import ROOT
from tests.real_parts import cairn, cairn_here, edited

Run = subprocess.CompletedProcess[str]

DOCUMENTS = {
    "boots": ("Boots", "Wear leather boots that are broken in, and two pairs of socks."),
    "tents": ("Tents", "Two guests share a tent; single tents cost extra."),
    "food": ("Food", "Meals are vegetarian: rice, lentils and fresh bread."),
    "pay": ("Payment", "A deposit of one fifth holds your place; the rest is due a month before."),
}
QUERIES = {"q1": ("what shoes do i need", "boots"), "q2": ("is there meat for dinner", "food"), "q3": ("hello", "")}
RETRIEVAL = ("ndcg@10", "recall@10", "mrr@10", "hit@1", "hit@5")
SENTENCES = [
    {"text": "When does the group leave for the base camp?", "lang": "en"},
    {"text": "¿Cuándo sale el grupo hacia el campamento base?", "lang": "es"},
    {"text": "Quand le groupe part-il pour le camp de base ?", "lang": "fr"},
    {"text": "समूह बेस कैंप के लिए कब निकलता है?", "lang": "hi"},
    {"text": "group base camp ke liye kab nikalta hai", "lang": "hinglish"},
]
LEARNT = [
    {"text": f"{verb} the {thing}", "label": label}
    for label, verbs in (("open", ("open", "unlock", "unbar")), ("close", ("close", "shut", "lock")))
    for verb in verbs
    for thing in ("door", "window", "gate", "box", "tent", "shop")
]


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small BEIR folder, and rows for the other suites beside it."""
    root = tmp_path_factory.mktemp("sets")
    documents = [{"_id": one, "title": title, "text": text} for one, (title, text) in DOCUMENTS.items()]
    lines(root / "beir" / "corpus.jsonl", documents)
    lines(root / "beir" / "queries.jsonl", [{"_id": one, "text": text} for one, (text, _) in QUERIES.items()])
    judged = "".join(f"{one}\t{document}\t1\n" for one, (_, document) in QUERIES.items() if document)
    (root / "beir" / "qrels").mkdir()
    (root / "beir" / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8")
    lines(root / "languages.jsonl", SENTENCES)
    lines(root / "train.jsonl", LEARNT)
    lines(
        root / "test.jsonl",
        [{"text": "please unlock that box", "label": "open"}, {"text": "shut it", "label": "close"}],
    )
    return root


@pytest.fixture(scope="module")
def runs(folder: Path, shipped_data: Path) -> dict[str, Run]:
    """Each suite once on rows of somebody else's, the first in a process of its own."""
    other = folder / "other.yaml"
    shipped = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    other.write_text(edited(shipped, "retrieve", fusion="rrf"), encoding="utf-8")
    beir = ("retrieval", "--data", str(folder / "beir"))
    words = {
        "retrieval": (*beir, "--against", str(other), "--json"),
        "table": (*beir, "--against", "config/pipeline.yaml"),
        "language": ("language", "--data", str(folder / "languages.jsonl"), "--json"),
        "intent": ("intent", "--train", str(folder / "train.jsonl"), "--data", str(folder / "test.jsonl"), "--json"),
    }
    return {
        name: (cairn if name == "retrieval" else cairn_here)("eval", *typed, data=shipped_data)
        for name, typed in words.items()
    }


def document(run: Run) -> dict[str, Any]:
    assert (run.returncode, run.stderr) == (0, "")
    return dict(json.loads(run.stdout))


def test_json_is_one_document_and_nothing_else_is_printed(runs: dict[str, Run]) -> None:
    for name in ("retrieval", "language", "intent"):
        assert document(runs[name])["suite"] == name
        assert runs[name].stdout.startswith("{\n")
        assert runs[name].stdout.endswith("\n}\n")


def test_retrieval_has_its_figures_overall_and_by_stage_with_intervals(runs: dict[str, Run]) -> None:
    told = document(runs["retrieval"])

    assert (told["n"], told["n_docs"]) == (2, 4)
    assert set(told["by"]) == {"dense", "lexical", "fused", "reranked"}
    for part in (told, *told["by"].values()):
        assert all(part["ci95"][name][0] <= part[name] <= part["ci95"][name][1] for name in RETRIEVAL)
    assert told["by"]["reranked"]["ndcg@10"] == told["ndcg@10"]
    assert 0 < told["ms_p50"] <= told["ms_p99"]
    assert told["notes"] == ["1 of 3 queries have no judged document and are left out"]


def test_the_documents_that_answer_come_first(runs: dict[str, Run]) -> None:
    assert document(runs["retrieval"])["hit@1"] == 1.0


def test_a_second_config_is_measured_on_the_same_items(runs: dict[str, Run]) -> None:
    told = document(runs["retrieval"])
    other = told["against"]

    assert other["config_hash"] != told["config_hash"]
    assert other["n"] == told["n"]
    assert set(other["difference"]) >= set(RETRIEVAL)
    for name, found in other["difference"].items():
        assert found["mean"] == pytest.approx(told[name] - other[name], abs=1e-5)
        assert set(found) == {"mean", "ci95", "p"}


def test_people_get_tables_with_the_comparison(runs: dict[str, Run]) -> None:
    run = runs["table"]

    assert run.returncode == 0
    assert "95 % interval" in run.stdout
    assert "reranked" in run.stdout
    row = next(line for line in run.stdout.splitlines() if line.startswith("ndcg@10") and "+0.0000" in line)
    assert row.split()[-4:] == ["0.0000", "to", "0.0000", "1.000"], "a config against itself"


def test_languages_are_listed_by_the_names_the_rows_use(runs: dict[str, Run]) -> None:
    told = document(runs["language"])

    assert set(told["by"]) == {"en", "es", "fr", "hi", "hinglish"}
    assert told["accuracy"] == 1.0
    assert told["ms_p50"] > 0


def test_other_intents_are_learnt_and_what_is_not_defined_is_null(runs: dict[str, Run]) -> None:
    told = document(runs["intent"])

    assert told["accuracy"] == 1.0
    assert told["oos_recall"] is None
    assert "oos_recall" not in told["ci95"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("nonsense",), "no suite 'nonsense'"),
        (("language", "--history"), "--history says nothing to language"),
        (("retrieval", "--train", "x.jsonl"), "--train says nothing to retrieval"),
        (("language", "--split", "half"), "one of tuning, test, all"),
    ],
)
def test_wrong_use_ends_with_two_and_its_reason_on_stderr(words: tuple[str, ...], reason: str) -> None:
    run = CliRunner().invoke(app, ["eval", *words, "--json"])

    assert (run.exit_code, run.stdout) == (2, "")
    assert reason in " ".join(run.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("language", "--data", "nowhere.jsonl"), "nowhere.jsonl: line 1: cannot be read"),
        (("retrieval", "--data", "nowhere"), "nowhere: line 1: is no folder"),
        (("language", "--against", "nowhere.yaml"), "nowhere.yaml: line 1: cannot be read"),
    ],
)
def test_files_that_are_not_there_are_named(words: tuple[str, ...], reason: str) -> None:
    run = CliRunner().invoke(app, ["eval", *words, "--json"])

    assert isinstance(run.exception, ConfigError)
    assert reason in str(run.exception)
    assert run.stdout == ""


def test_labels_that_are_no_intents_of_ours_need_a_train_set(folder: Path) -> None:
    run = CliRunner().invoke(app, ["eval", "intent", "--data", str(folder / "test.jsonl")])

    assert isinstance(run.exception, ConfigError)
    assert "test.jsonl: line 1: not among the shipped intents: close, open; give --train" in str(run.exception)


def test_broken_rows_are_named_and_measured_never(folder: Path, shipped_data: Path) -> None:
    path = folder / "broken.jsonl"
    path.write_text('{"text": "hello", "lang": "en"}\n{"text": "hola"}\nnope\n', encoding="utf-8")

    run = cairn_here("eval", "language", "--data", str(path), "--json", data=shipped_data)

    assert (run.returncode, run.stdout) == (2, "")
    assert "Traceback" not in run.stderr
    assert "broken.jsonl: line 2, lang: Field required" in run.stderr
    assert "broken.jsonl: line 3: Invalid JSON" in run.stderr


def test_without_a_model_the_work_fails_and_says_what_to_do(folder: Path, tmp_path: Path) -> None:
    run = cairn_here("eval", "retrieval", "--data", str(folder / "beir"), "--json", data=tmp_path)

    assert (run.returncode, run.stdout) == (1, "")
    assert "run `cairn ingest data`" in run.stderr
    assert "Traceback" not in run.stderr
