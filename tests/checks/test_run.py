"""`cairn check`: each finding with what to do."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.checks.finding import Check
from agent.checks.models import check_models
from agent.checks.run import check_all
from agent.journal.sqlite import SQLiteJournal
from agent.pipeline import Pipeline
from agent.settings import ROOT, Environment
from tests.real_parts import data_folder

CONFIG = ROOT / "config/pipeline.yaml"


async def checked(data: Path, **keys: SecretStr) -> Mapping[str, Check]:
    environment = Environment().model_copy(update={"cairn_data": data, **keys})
    return {check.name: check for check in await check_all(CONFIG, environment)}


async def test_an_empty_folder_lacks_only_the_index(tmp_path: Path) -> None:
    found = await checked(tmp_path)

    assert [name for name, check in found.items() if check.failed] == ["index"]
    assert found["index"].remedy == "run `cairn ingest`"
    assert found["journal"].state == found["store"].state == "note"
    assert os.listdir(tmp_path) == []


async def test_a_folder_in_use_is_whole(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "data")
    journal = SQLiteJournal.open(data / "journal.sqlite")
    found = await checked(data)
    await journal.aclose()

    assert found["index"].state == "ok"
    assert found["journal"].state == "ok"
    assert "waiting 0" in found["journal"].says


async def test_a_damaged_journal_fails_and_a_store_set_aside_is_mentioned(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "data")
    (data / "journal.sqlite").write_bytes(b"no journal at all" * 500)
    (data / "cairn.duckdb.corrupt-20261122T000000000000Z").touch()
    found = await checked(data)

    assert found["journal"].failed
    assert found["journal"].remedy
    assert "corrupt-2026" in found["store"].says


async def test_no_check_ever_says_a_key(tmp_path: Path) -> None:
    keys = {
        name: SecretStr(f"value-of-{name}") for name in Environment.model_fields if "token" in name or "key" in name
    }
    found = await checked(tmp_path, **keys)

    assert "value-of" not in "".join(f"{check.says}{check.remedy}{check.as_dict()}" for check in found.values())
    assert found["model"].state == "ok"


def written(tmp_path: Path, *changes: tuple[str, str]) -> Pipeline:
    text = CONFIG.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "pipeline.yaml"
    path.write_text(text, encoding="utf-8")
    return Pipeline.load(path)


def of_models(pipeline: Pipeline, **environment: object) -> Mapping[str, Check]:
    without_keys = {"openrouter_api_key": SecretStr(""), "cairn_fallback_llm_url": "", "cairn_fallback_llm_model": ""}
    found = check_models(pipeline, Environment().model_copy(update={**without_keys, **environment}))
    return {check.name: check for check in found}


def test_the_shipped_config_has_money_and_time_for_every_route(tmp_path: Path) -> None:
    found = of_models(written(tmp_path))

    assert found["budget"].state == "ok"
    assert "20 USD a day" in found["budget"].says
    assert "time" not in found
    assert "ladder" not in found


def test_without_keys_the_check_says_who_answers_and_what_to_set(tmp_path: Path) -> None:
    found = of_models(written(tmp_path))

    assert (found["model"].state, found["second address"].state) == ("note", "note")
    assert "composer" in found["model"].says
    assert "CAIRN_FALLBACK_LLM_URL" in found["second address"].remedy


@pytest.mark.parametrize(
    ("url", "model", "state"),
    [
        ("https://llm.example/v1", "qwen", "ok"),
        ("https://llm.example/v1", "", "failed"),
        ("", "qwen", "failed"),
        ("https://openrouter.ai/api/v1", "qwen", "note"),
    ],
)
def test_a_second_address_is_named_whole_and_lies_elsewhere(tmp_path: Path, url: str, model: str, state: str) -> None:
    found = of_models(written(tmp_path), cairn_fallback_llm_url=url, cairn_fallback_llm_model=model)

    assert found["second address"].state == state


def test_a_budget_below_one_call_a_forced_rung_and_too_little_time_are_named(tmp_path: Path) -> None:
    poor, forced = ("turn_usd: 0.12", "turn_usd: 0.001"), ("mode: auto", "mode: composer")
    hurried = ("budget_ms: 22000", "budget_ms: 9000")
    found = of_models(written(tmp_path, poor, forced, hurried), cairn_cassette=Path("tape.jsonl"))

    assert "quality" in found["budget"].says
    assert "composer" in found["ladder"].says
    assert "20 s" in found["time"].says
    assert "tape.jsonl" in found["cassette"].says
