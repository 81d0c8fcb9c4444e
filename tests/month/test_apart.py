"""The month in a process of its own, as the workbench loads it: beside a server, or refused in words."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agent.journal.sqlite import SQLiteJournal
from agent.month.apart import fill_apart
from agent.ports import PortError
from agent.settings import ROOT, Environment
from agent.store.reader import open_reader
from tests.real_parts import Deployment, data_folder, running_deployment, until
from workbench import sample_month

CONFIG = ROOT / "config/pipeline.yaml"


def test_loaded_beside_a_running_server_it_is_in_the_figures_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_month, "TURNS", 20)
    with running_deployment(Deployment, tmp_path, CONFIG.read_text(encoding="utf-8")) as running:
        monkeypatch.setenv("CAIRN_DATA", str(running.data))
        monkeypatch.setenv("CAIRN_CONFIG", str(running.config))
        reader = open_reader(Environment())
        written: list[tuple[Any, ...]] = []
        desk: Any = SimpleNamespace(reader=reader, write_down=lambda *words: written.append(words))
        assert reader.source == "server"
        assert sample_month.nothing_logged(desk)

        filling = sample_month.Filling()
        filling.begin(desk)
        filling.begin(desk)  # a second click starts no second one
        until(lambda: not filling.running, "the month is loaded")

        assert filling.problem == ""
        assert filling.done >= 20
        assert not sample_month.nothing_logged(desk)
        turns = reader.query("SELECT count(*) AS n FROM turns").column("n")[0].as_py()
        assert turns >= 20
        assert written == [("month.load", "", {"days": 30, "turns": turns})]
        reader.close()


async def test_a_folder_with_real_traffic_is_refused_in_words_for_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = data_folder(tmp_path / "data")
    journal = await asyncio.to_thread(SQLiteJournal.open, data / "journal.sqlite")
    await journal.record("turn", "m1", "c-1", {"a": "turn"})
    await journal.aclose()
    monkeypatch.setenv("CAIRN_DATA", str(data))

    with pytest.raises(PortError, match="holds 1 messages of real traffic"):
        await asyncio.to_thread(fill_apart, config=CONFIG, days=3, turns=5, on_progress=lambda done, total: None)


def test_a_process_that_dies_is_told_as_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_DATA", str(data_folder(tmp_path / "data")))

    with pytest.raises(PortError, match="broken off; nothing was put in"):
        fill_apart(config=CONFIG, days=0, turns=5, on_progress=lambda done, total: None)
