"""`cairn replay` as a user runs it, on a data folder with a month in it."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from agent.llm.simulator import OpenRouterSimulator
from agent.month.filling import fill
from agent.settings import ROOT, Environment
from tests.real_parts import cairn, cairn_here, data_folder, edited

TURNS = 24
"""Enough for calls that no model was asked, and for others on the first day than on the last."""
Command = Callable[..., CompletedProcess[str]]


@dataclass(frozen=True)
class Office:
    """A data folder with a small month, and a draft that asks a model first and lets the composer say little."""

    data: Path
    draft: Path

    def replay(self, *words: str, how: Command = cairn_here, **environment: str) -> dict[str, Any]:
        ran = how("replay", *words, "--json", data=self.data, **environment)
        assert ran.returncode == 0, ran.stderr
        found: dict[str, Any] = json.loads(ran.stdout)
        return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("replay")
    data = data_folder(folder / "data")
    asyncio.run(fill(seed=7, turns=TURNS, environment=Environment(cairn_data=data)))
    draft = folder / "draft.yaml"
    shipped = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    draft.write_text(edited(shipped, "generate", composer_first=False, composer_max_chars=300), encoding="utf-8")
    return Office(data, draft)


@pytest.fixture(scope="module")
def whole(office: Office) -> dict[str, Any]:
    """All turns under the config they were made with."""
    return office.replay()


def test_an_unchanged_config_flips_nothing(whole: dict[str, Any]) -> None:
    assert whole["n"] >= TURNS
    assert whole["identical"] == whole["n"]
    assert not any(whole["flips"].values())
    assert whole["turns"] == []
    assert whole["calls"]["new"] == 0


def test_a_draft_flips_turns_by_name_with_before_and_after_and_is_priced(office: Office) -> None:
    found = office.replay("--config", str(office.draft))
    assert found["flips"]["answer"] + found["flips"]["route"] > 0
    assert found["calls"]["unasked"] > 0
    assert found["calls"]["left_usd"] > 0
    assert found["calls"]["spent_usd"] == 0
    low, high = found["shares"]["any"]["ci95"]
    assert low <= found["shares"]["any"]["value"] <= high
    one = found["turns"][0]
    assert all(flip["before"] != flip["after"] for flip in one["flips"].values())


def test_days_and_limit_choose_the_turns(office: Office, whole: dict[str, Any]) -> None:
    newest = office.replay("--limit", "5")
    assert newest["n"] + newest["left_out"] == 5
    since = newest["since"][:19]
    assert office.replay("--since", since)["n"] < whole["n"]


async def test_models_are_asked_within_the_cap_and_the_answers_are_kept(office: Office) -> None:
    gateway = OpenRouterSimulator(usd_per_token=3e-8)  # as the cheapest model on the list
    async with gateway.serve() as url:
        keys = {"OPENROUTER_API_KEY": "key-of-the-tests", "OPENROUTER_URL": url}
        asked = ("--config", str(office.draft), "--spend-cap", "0.02")
        found = await asyncio.to_thread(partial(office.replay, *asked, how=cairn, **keys))
    assert gateway.requests
    assert 0 < found["calls"]["spent_usd"] <= 0.02 == found["spend_cap_usd"]
    kept = (office.data / "rewind/answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(kept) > 0
    assert "key-of-the-tests" not in "".join(kept)


def test_it_says_what_it_found_to_people_too(office: Office) -> None:
    ran = cairn_here("replay", "--config", str(office.draft), data=office.data)
    assert ran.returncode == 0, ran.stderr
    assert "another answer" in ran.stdout
    assert "95 % interval" in ran.stdout
    assert "model answers are not known" in ran.stdout


def test_a_stretch_without_turns_says_what_to_do(office: Office) -> None:
    ran = cairn_here("replay", "--since", "2031-01-01", data=office.data)
    assert ran.returncode != 0
    assert "no logged turns in this stretch" in ran.stderr
    assert "Traceback" not in ran.stderr
