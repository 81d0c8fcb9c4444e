from dataclasses import replace
from pathlib import Path

import pytest

from agent.llm.cassette import CassetteLLM, key_of
from agent.llm.offline import OfflineLLM
from agent.llm.scripted import ScriptedLLM
from agent.ports import ChatMessage, CompletionRequest, PortError

REQUEST = CompletionRequest(
    messages=(ChatMessage(role="user", content="नमस्ते"),), models=("qwen/a",), max_tokens=10, timeout_s=1
)


async def test_what_was_recorded_is_replayed_without_the_model(tmp_path: Path) -> None:
    path = tmp_path / "tape" / "answers.jsonl"
    recorded = await CassetteLLM(path, ScriptedLLM(["jawab"]), mode="record").complete(REQUEST)
    assert await CassetteLLM(path, OfflineLLM()).complete(REQUEST) == recorded


async def test_recording_asks_once_for_the_same_question(tmp_path: Path) -> None:
    model = ScriptedLLM(["one", "two"])
    tape = CassetteLLM(tmp_path / "a.jsonl", model, mode="record")
    assert (await tape.complete(REQUEST)).text == (await tape.complete(REQUEST)).text == "one"
    assert len(model.history) == 1


async def test_an_unknown_question_says_how_to_record_it(tmp_path: Path) -> None:
    with pytest.raises(PortError, match="record"):
        await CassetteLLM(tmp_path / "a.jsonl", OfflineLLM()).complete(REQUEST)


def test_the_key_knows_words_models_and_parameters_but_not_the_time_out() -> None:
    assert key_of(replace(REQUEST, timeout_s=9)) == key_of(REQUEST)
    assert key_of(replace(REQUEST, models=("x/y",))) != key_of(REQUEST)
    assert key_of(replace(REQUEST, temperature=0.9)) != key_of(REQUEST)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("not json\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        CassetteLLM(path, OfflineLLM())
