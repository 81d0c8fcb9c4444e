"""`cairn review` on a journal of its own."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.journal import SQLiteJournal
from agent.people.reviews import Choice, close_beside, decide_beside, line, list_reviews
from agent.ports import Outgoing, PortError, ReviewItem
from agent.sending.person import SEND
from agent.settings import Environment

BODY = {"type": "text", "text": {"body": "Hampta Pass costs ₹ 9,950.\nShall I hold two places?"}}


@pytest.fixture
async def environment(tmp_path: Path) -> Environment:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await journal.open_send("c-1", Outgoing(id="s1", message_id="m1", contact="c-1", body=BODY, state="sending"))
    await journal.close_send("s1", "unknown", error="lost")
    for key, flags, severity in (("r-send", ("delivery:unknown", f"{SEND}s1"), "medium"), ("r-other", (), "high")):
        await journal.open_review(
            ReviewItem(
                id=key,
                contact="c-1",
                message_id="m1",
                reason="delivery" if flags else "asked",
                flags=flags,
                severity=severity,  # type: ignore[arg-type]
                opened_at=datetime.now(UTC),
            )
        )
    await journal.aclose()
    return Environment(cairn_data=tmp_path)


async def ids(environment: Environment, state: str = "open") -> list[str]:
    items = await list_reviews("done" if state == "done" else "open", environment=environment)
    return [item["id"] for item in items]


async def state_of(environment: Environment) -> str:
    journal = SQLiteJournal.open(environment.cairn_data / "journal.sqlite", read_only=True)
    send = await journal.send_of("s1")
    await journal.aclose()
    return send.state if send else ""


async def test_the_queue_shows_the_gravest_first_and_what_was_said(environment: Environment) -> None:
    first, second = await list_reviews("open", environment=environment)
    assert (first["id"], second["id"], second["send_state"]) == ("r-other", "r-send", "unknown")
    assert "“Hampta Pass costs ₹ 9,950. Shall I hold two places?”" in line(second)


@pytest.mark.parametrize(("choice", "state"), [("arrived", "delivered"), ("again", "queued")])
async def test_a_decision_settles_the_send_and_the_item(environment: Environment, choice: Choice, state: str) -> None:
    item = await decide_beside("r-send", choice, by="asha", environment=environment)
    assert (item["state"], item["done_by"], await state_of(environment)) == ("done", "asha", state)
    assert (await ids(environment), await ids(environment, "done")) == (["r-other"], ["r-send"])
    with pytest.raises(PortError, match="no such open item"):
        await decide_beside("r-send", "arrived", by="asha", environment=environment)


async def test_what_a_status_settled_in_between_is_left_alone(environment: Environment) -> None:
    journal = SQLiteJournal.open(environment.cairn_data / "journal.sqlite", clear_leases=False)
    await journal.close_send("s1", "delivered", wamid="w1")
    await journal.aclose()
    choices: tuple[Choice, ...] = get_args(Choice)
    for choice in choices:
        with pytest.raises(PortError, match=r"no longer unknown|has arrived"):
            await decide_beside("r-send", choice, by="x", environment=environment)
    assert await ids(environment) == ["r-other", "r-send"]


async def test_any_item_can_be_done_and_an_unknown_one_is_named(environment: Environment) -> None:
    assert (await close_beside("r-other", by="asha", environment=environment))["state"] == "done"
    with pytest.raises(PortError, match="no such item"):
        await close_beside("r-none", by="asha", environment=environment)


def test_the_command_prints_json_and_lines(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_DATA", str(environment.cairn_data))
    listed: list[Mapping[str, str]] = json.loads(CliRunner().invoke(app, ["review", "list", "--json"]).stdout)
    assert [item["id"] for item in listed] == ["r-other", "r-send"]
    told = CliRunner().invoke(app, ["review", "again", "r-send", "--by", "asha"])
    assert told.stdout == "r-send: to be sent once more\n"
    assert CliRunner().invoke(app, ["review", "list", "--state", "gone"]).exit_code == 2
    assert json.loads(CliRunner().invoke(app, ["review", "done", "r-other", "--json"]).stdout)["state"] == "done"
    assert CliRunner().invoke(app, ["review", "list"]).stdout == "nothing waits\n"
