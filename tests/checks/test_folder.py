"""`cairn check` about the data folder: permissions, room, journal, numbers and store."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.checks.finding import Check
from agent.checks.folder import check_folder
from agent.checks.run import try_alerts
from agent.journal.sqlite import SQLiteJournal
from agent.pipeline import Pipeline
from agent.settings import Environment
from tests.conftest import Load
from tests.real_parts import free_port
from tests.sample_steps import TABLE


@pytest.fixture
def pipeline(load: Load) -> Pipeline:
    return load("steps: [answer]\nalerts: {disk_free_mb: 1}", TABLE)


async def checked(pipeline: Pipeline, folder: Path) -> Mapping[str, Check]:
    environment = Environment().model_copy(update={"cairn_data": folder})
    return {check.name: check for check in await check_folder(pipeline, environment)}


async def test_a_folder_only_its_owner_may_look_into_is_well(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    found = await checked(pipeline, tmp_path / "data")

    assert {name for name, check in found.items() if check.state == "ok"} == {"data folder", "disk"}


async def test_a_folder_everybody_may_look_into_is_worth_a_line(pipeline: Pipeline, tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)

    assert "chmod o-rwx" in (await checked(pipeline, tmp_path))["data folder"].remedy


async def test_a_folder_that_cannot_be_one_fails(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert (await checked(pipeline, tmp_path / "file"))["data folder"].failed


async def test_a_stopped_number_fails_with_why_and_how_it_starts(pipeline: Pipeline, tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await journal.stop_number("100", "131048: too many people blocked it", "whatsapp")
    found = await checked(pipeline, tmp_path)
    await journal.aclose()

    assert found["journal"].state == "ok"
    assert found["number"].failed
    assert "131048" in found["number"].says
    assert "cairn number start" in found["number"].remedy


async def test_a_damaged_store_is_no_failure_for_it_is_rebuilt(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "cairn.duckdb").write_bytes(b"torn" * 5000)
    store = (await checked(pipeline, tmp_path))["store"]

    assert store.state == "note"
    assert "rebuilds it from the journal" in store.remedy


async def test_little_room_is_named(load: Load, tmp_path: Path) -> None:
    greedy = load("steps: [answer]\nalerts: {disk_free_mb: 10000000}", TABLE)

    assert "MB free" in (await checked(greedy, tmp_path))["disk"].says


async def test_a_test_alert_that_reaches_nobody_fails() -> None:
    nowhere = SecretStr(f"http://127.0.0.1:{free_port()}/secret-path")
    empty = {"cairn_alert_smtp": SecretStr(""), "cairn_alert_url": nowhere}
    (found,) = await try_alerts(Environment().model_copy(update=empty))

    assert found.failed
    assert "secret-path" not in str(found)
