"""The command as a user types it: what it prints, where, and how it ends."""

import json
import shutil
import socket
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from agent import turn as shapes
from agent.settings import ROOT
from tests.real_parts import KEYS, cairn, cairn_here, data_folder, free_port

Run = subprocess.CompletedProcess[str]

PRICE_QUESTIONS = {
    "en": "What does Hampta Pass cost in June?",
    "hi": "हम्पता पास ट्रेक का जून में कितना खर्चा है?",
    "es": "¿Cuánto cuesta el trekking de Hampta Pass en junio?",
    "fr": "Combien coûte le trek du Hampta Pass en juin ?",
    "hi-Latn": "bhai hampta pass ka june me kitna paisa lagega",
}
SPOKEN = {"en": "per person", "hi": "हम्पता पास", "es": "por persona", "fr": "par personne", "hi-Latn": "per person hai"}


@pytest.fixture(scope="module")
def priced(shipped_data: Path) -> dict[str, Run]:
    """The same question in five languages, the first in a process of its own."""
    ways = {language: cairn_here for language in PRICE_QUESTIONS} | {"en": cairn}
    return {
        language: ways[language]("ask", text, "--json", data=shipped_data) for language, text in PRICE_QUESTIONS.items()
    }


def names(kind: Any) -> set[str]:
    return {field.name for field in fields(kind)}


def test_the_turn_is_one_json_document_of_the_promised_shape(priced: dict[str, Run]) -> None:
    turn = json.loads(priced["en"].stdout)

    assert set(turn) == names(shapes.Turn)
    assert set(turn["message"]) >= {"id", "contact", "kind", "text", "sent_at"}
    parts = {"parsed": shapes.Parsed, "consent": shapes.Consent, "customer": shapes.Customer, "reply": shapes.Reply}
    parts |= {"verdict": shapes.Verdict, "compliance": shapes.Compliance, "lead": shapes.Lead}
    assert {name: set(turn[name]) for name in parts} == {name: names(kind) for name, kind in parts.items()}
    assert set(turn["evidence"][0]) == names(shapes.Passage)
    assert set(turn["evidence"][0]["scores"]) >= {"dense", "lexical", "fused", "rerank"}
    assert set(turn["risk"]) == {"message", "reply"}
    assert len(turn["risk"]["message"]["factors"]) == 7
    assert set(turn["verdict"]["claims"][0]) == {"text", "type", "subject", "value", "status", "source"}
    assert all(set(run) == names(shapes.StepRun) for run in turn["trace"])


def test_nothing_of_a_question_is_sent_or_written(priced: dict[str, Run], shipped_data: Path) -> None:
    assert json.loads(priced["en"].stdout)["delivery"]["state"] == "skipped"
    assert not (shipped_data / "journal.sqlite").exists()
    assert not (shipped_data / "cairn.duckdb").exists()


@pytest.mark.parametrize("language", PRICE_QUESTIONS)
def test_a_price_is_asked_and_answered_in_five_languages(priced: dict[str, Run], language: str) -> None:
    run = priced[language]
    turn = json.loads(run.stdout)

    assert (run.returncode, run.stderr) == (0, "")
    assert turn["parsed"]["language"] == turn["reply"]["language"] == language
    assert turn["parsed"]["intent"] == "pricing"
    assert 1 <= len(turn["evidence"]) <= 5
    assert ("हम्पता" if language == "hi" else "Hampta Pass") in turn["reply"]["text"]
    assert SPOKEN[language] in turn["reply"]["text"]
    assert all(claim["status"] == "supported" for claim in turn["verdict"]["claims"])
    assert [run["error"] for run in turn["trace"] if run["error"] and "over budget" not in run["error"]] == []


def test_every_value_of_the_turn_is_one_the_interface_names(priced: dict[str, Run]) -> None:
    turns = [json.loads(run.stdout) for run in priced.values()]

    assert {turn["parsed"]["intent"] for turn in turns} <= set(get_args(shapes.Intent))
    assert {turn["lead"]["segment"] for turn in turns} <= set(get_args(shapes.Segment))
    assert {turn["verdict"]["action"] for turn in turns} <= set(get_args(shapes.Action))
    assert len({turn["config_hash"] for turn in turns}) == 1


def test_a_customer_is_found_by_id_name_or_phone_and_a_follow_up_by_its_history(
    shipped_data: Path, tmp_path: Path
) -> None:
    earlier = tmp_path / "earlier.json"
    lines = [{"speaker": "U", "text": "Tell me about Kedarkantha"}, {"speaker": "S", "text": "A summit in the snow."}]
    earlier.write_text(json.dumps(lines), encoding="utf-8")
    follow_up = ("ask", "and what does it cost in January?", "--history", str(earlier), "--as", "meera", "--json")
    by_phone = ("ask", "hello", "--as", "+91 90000 10001", "--json")
    followed, known = (cairn_here(*words, data=shipped_data) for words in (follow_up, by_phone))

    turn = json.loads(followed.stdout)
    assert turn["customer"]["id"] == "c-0002"
    assert turn["customer"]["focus"] == ["kedarkantha"]
    assert "Kedarkantha" in turn["reply"]["text"]
    assert "₹" in turn["reply"]["text"]
    assert json.loads(known.stdout)["message"]["contact"] == "c-0001"


def test_for_people_the_reply_comes_first_and_then_how_it_came_about(shipped_data: Path) -> None:
    run = cairn_here("ask", PRICE_QUESTIONS["fr"], "--as", "Camille", data=shipped_data)

    assert run.returncode == 0
    assert run.stdout.index("145") < run.stdout.index("passages") < run.stdout.index("score_lead")


BROKEN = """steps:
  - step: parse
  - step: retreive
    topp_k: 3
  - step: generate
    budget_ms: -1
"""


def test_wrong_use_ends_with_2_and_the_reason_on_stderr(shipped_data: Path, tmp_path: Path) -> None:
    broken, nested, numbers = tmp_path / "broken.yaml", tmp_path / "nested.json", tmp_path / "numbers.json"
    broken.write_text(BROKEN, encoding="utf-8")
    nested.write_text("[" * 100_000, encoding="utf-8")
    numbers.write_text("[1]", encoding="utf-8")
    expected = {
        ("ask", "hi", "--as", "nobody", "--json"): "nobody here is called 'nobody'",
        ("ask", "hi", "--config", str(tmp_path / "nowhere.yaml")): "nowhere.yaml: line 1: cannot be read",
        ("ask", "hi", "--history", str(tmp_path / "nowhere.json")): "nowhere.json: line 1, history",
        ("ask", "hi", "--history", str(nested)): "not a JSON list",
        ("ask", "hi", "--history", str(numbers)): "not a JSON list",
        ("check", "--config", str(broken)): "did you mean 'retrieve'?",
        ("ask",): "Missing argument",
        ("aks", "hi"): "No such command",
    }
    runs = {words: (cairn if words[0] == "check" else cairn_here)(*words, data=shipped_data) for words in expected}

    assert {words: (run.returncode, run.stdout) for words, run in runs.items()} == dict.fromkeys(expected, (2, ""))
    assert [words for words, run in runs.items() if expected[words] not in run.stderr] == []
    assert "Traceback" not in "".join(run.stderr for run in runs.values())
    problems = runs["check", "--config", str(broken)].stderr.splitlines()
    assert [line.partition(": ")[2].split(",")[0] for line in problems[:3]] == ["line 3", "line 4", "line 6"]


def test_check_says_one_line_each_and_the_same_as_json(shipped_data: Path) -> None:
    told, plain = cairn("check", data=shipped_data), cairn_here("check", "--json", data=shipped_data)
    found = {check["name"]: check["state"] for check in json.loads(plain.stdout)}

    assert told.returncode == plain.returncode == 0
    assert found["config"] == found["index"] == "ok"
    assert found["WhatsApp"] == "note"
    assert all(f"{name}:" in told.stdout for name in found)


def test_what_is_missing_or_in_the_way_is_said_without_a_traceback(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    unwritable = tmp_path / "file" / "data"
    unwritable.parent.write_text("not a folder", encoding="utf-8")
    taken = socket.create_server(("127.0.0.1", 0))
    port = str(taken.getsockname()[1])
    secret = {name: value for name, value in KEYS.items() if name != "WHATSAPP_APP_SECRET"}
    cases: dict[str, tuple[tuple[str, ...], Path, dict[str, str], str]] = {
        "no index to ask": (("ask", "hi"), nothing, {}, "cairn ingest"),
        "unwritable for ingest": (("ingest",), unwritable, {}, "CAIRN_DATA"),
        "unwritable for serve": (("serve", "--port", str(free_port())), unwritable, KEYS, "may write"),
        "unwritable for ask": (("ask", "hi"), unwritable, {}, "cairn ingest"),
        "port of the server": (("serve", "--port", port), nothing, KEYS, f"port {port}"),
        "port of the simulator": (("simulator", "--port", port), nothing, KEYS, "give another --port"),
        "no secret to serve": (("serve",), nothing, secret, "WHATSAPP_APP_SECRET"),
        "no secret to sign": (("simulator",), nothing, secret, "WHATSAPP_APP_SECRET"),
        "no config": (("serve", "--config", "nowhere.yaml"), nothing, KEYS, "nowhere.yaml"),
    }
    with taken:
        failed = {
            name: (cairn if words[0] in ("serve", "simulator") else cairn_here)(*words, data=data, **env)
            for name, (words, data, env, _) in cases.items()
        }

    assert not (nothing / "index").exists(), "a server that cannot listen does nothing before"
    assert {name: run.stdout for name, run in failed.items()} == dict.fromkeys(cases, "")
    assert [name for name, run in failed.items() if run.returncode not in (1, 2)] == []
    assert [name for name, run in failed.items() if cases[name][3] not in run.stderr] == []
    assert [name for name, run in failed.items() if "Traceback" in run.stderr] == []


@pytest.fixture
def own_index(tmp_path: Path) -> Path:
    """A data folder whose index may be changed."""
    data = data_folder(tmp_path / "data")
    (data / "index").unlink()
    shutil.copytree(ROOT / ".cairn" / "index", data / "index")
    return data


def test_one_good_document_among_bad_ones_is_found_by_the_next_question(own_index: Path, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (desk / "empty.md").touch()
    text = "# Lost property\n\n## Left in the bus\n\nCameras left in our bus wait 45 days at the depot; ask Dolma.\n"
    (desk / "lost.md").write_text(text, encoding="utf-8")

    first = cairn_here("ingest", str(desk), data=own_index)
    again = cairn("ingest", str(desk), "--json", data=own_index)
    question = "I left my camera in your bus. How long does lost property wait?"
    found = cairn_here("ask", question, "--json", data=own_index)

    assert first.returncode == 1
    assert "new: desk/lost.md" in first.stdout
    assert "not used desk/broken.pdf" in first.stdout
    assert "not used desk/empty.md" in first.stdout
    report = json.loads(again.stdout)
    assert (report["added"], report["changed"], report["removed"], report["embedded"]) == ([], [], [], 0)
    assert again.stderr == ""  # the report names the file; a library's own warning does not
    turn = json.loads(found.stdout)
    assert turn["evidence"][0]["source"] == "desk/lost.md"
    assert "Dolma" in turn["reply"]["text"]


def test_a_conversation_on_a_pipe_is_answered_line_by_line(shipped_data: Path) -> None:
    said = "नमस्ते\n\nहम्पता पास ट्रेक का खर्चा कितना है?\n\ufffd <b>[red]</b>\n"
    run = cairn("chat", "--as", "c-0002", data=shipped_data, stdin=said)

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.count("─ cairn ─") == 3
    assert "Meera" in run.stdout
    assert "₹11,500" in run.stdout
    assert "you >" not in run.stdout
