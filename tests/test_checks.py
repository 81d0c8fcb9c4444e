"""`cairn check`: each finding with what to do."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from agent.checks import Check, check_all
from agent.journal.sqlite import SQLiteJournal
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
