from dataclasses import replace
from pathlib import Path

import pytest

from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.knowledge.memory import ListIndex
from agent.llm.cassette import CassetteLLM, key_of
from agent.llm.offline import OfflineLLM
from agent.llm.scripted import ScriptedLLM
from agent.ports import ChatMessage, CompletionRequest, PortError, Ports, Price
from agent.steps.generate import Generate
from agent.store.memory import MemoryStore
from tests.llm.samples import FEW_ROUTES, asked, catalogue

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


def fenced(fence: str) -> CompletionRequest:
    told = f"<<<{fence} QUESTION\nनमस्ते\n<<<{fence} END"
    return replace(REQUEST, messages=(ChatMessage(role="user", content=told),))


def test_the_fence_of_a_message_is_no_part_of_the_question() -> None:
    assert key_of(fenced("0a1b2c3d4e5f")) == key_of(fenced("ffffffffffff"))
    assert key_of(fenced("0a1b2c3d4e5f")) != key_of(REQUEST)


async def test_the_same_question_of_another_message_is_replayed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    turns = [asked("Do dogs enjoy Hampta Pass?", trek="hampta-pass") for _ in range(2)]
    turns = [replace(turn, message=replace(turn.message, id=f"m-{n}")) for n, turn in enumerate(turns)]
    texts = []
    for turn, llm in zip(turns, (CassetteLLM(path, ScriptedLLM(["Yes, they do."]), mode="record"), None), strict=True):
        ports = Ports(
            journal=MemoryJournal(),
            store=MemoryStore(),
            index=ListIndex([], catalogue()),
            llm=llm or CassetteLLM(path, OfflineLLM()),
            channel=Outbox(),
        )
        after = await Generate(composer_first=False, route_examples=FEW_ROUTES).run(turn, ports)
        assert after.reply is not None
        texts.append((after.reply.text, after.reply.model, after.reply.cost_usd))
    assert texts[0] == texts[1]
    assert texts[0][0].startswith("Yes")


def test_who_pays_is_no_part_of_the_question() -> None:
    assert key_of(replace(REQUEST, contact="c-1", turn="m-1", price=Price(usd_per_million_in=3))) == key_of(REQUEST)
