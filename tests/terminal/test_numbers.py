"""`cairn number` on a journal of its own."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer import BadParameter
from typer.testing import CliRunner

from agent.cli import app
from agent.journal import SQLiteJournal
from agent.ports import InboxEvent, NumberNews, Outgoing, PortError
from agent.settings import Environment
from agent.terminal import messaging
from agent.terminal.messaging import show_messaging
from agent.terminal.numbers import line, plain, show_numbers, start_number, stop_number
from tests.journal.conftest import START
from tests.journal.test_numbers_contract import written

CONFIG = Path("config/pipeline.yaml")


@pytest.fixture
async def environment(tmp_path: Path) -> Environment:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await journal.receive([written(number="200")])
    await journal.aclose()
    return Environment(cairn_data=tmp_path, whatsapp_phone_number_id="100")


async def test_a_number_is_stopped_shown_and_started(environment: Environment) -> None:
    assert [line(state) for state in await show_numbers(environment=environment)] == ["100: may send"]
    stopped = await stop_number("", "complaints", by="asha", hours=1, environment=environment)
    assert (stopped.stopped, stopped.until is not None) == (True, True)
    await stop_number("200", "sold", by="asha", environment=environment)
    shown = await show_numbers(environment=environment)
    assert [plain(state)["reason"] for state in shown] == ["complaints", "sold"]
    assert "until it is started: sold" in line(shown[1])
    state, was_stopped = await start_number("", by="vikram", environment=environment)
    assert (state.stopped, was_stopped) == (False, True)
    assert (await start_number("", by="vikram", environment=environment))[1] is False


async def test_people_reached_are_shown_beside_the_limit_of_the_settings_until_meta_tells_one(
    environment: Environment,
) -> None:
    before = messaging.line(await show_messaging(CONFIG, environment=environment))
    assert before.startswith(
        "all numbers together: 0 of 250 people reached outside the 24 hours (limit of the settings"
    )
    journal = SQLiteJournal.open(environment.cairn_data / "journal.sqlite")
    template = Outgoing(id="s1", message_id="m1", contact="c-1", body={"type": "template"}, state="sending")
    await journal.open_send("c-1", template)
    await journal.reach_out("s1", 250)
    await told(journal, "TIER_2K", 1)
    await journal.aclose()
    shown = await show_messaging(CONFIG, environment=environment)
    assert messaging.line(shown) == (
        "all numbers together: 1 of 2000 people reached outside the 24 hours (limit told by Meta: TIER_2K)"
    )
    assert messaging.plain(shown) == {"people_reached": 1, "messaging_limit": 2000, "limit_told": "TIER_2K"}


async def test_a_limit_of_none_is_told_as_any_number(environment: Environment) -> None:
    journal = SQLiteJournal.open(environment.cairn_data / "journal.sqlite")
    await told(journal, "TIER_UNLIMITED", 1)
    assert "0 of any number of people" in messaging.line(await messaging.messaging_of(journal, 250))
    await journal.aclose()


def test_the_command_tells_both(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_DATA", str(environment.cairn_data))
    monkeypatch.setenv("WHATSAPP_PHONE_NUMBER_ID", "100")
    lines = CliRunner().invoke(app, ["number", "show"]).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["100", "all numbers together"]
    (row,) = json.loads(CliRunner().invoke(app, ["number", "show", "200", "--json"]).stdout)
    assert (row["number"], row["people_reached"], row["messaging_limit"]) == ("200", 0, 250)


async def told(journal: SQLiteJournal, limit: str, second: int) -> None:
    news = NumberNews(numbers=("100",), at=START + timedelta(seconds=second), facts={"daily_limit": limit})
    event = InboxEvent(id=limit, number="100", field="business_capability_update", payload={}, news=news)
    await journal.receive([event])


async def test_a_mistyped_number_is_refused_with_those_there_are(environment: Environment) -> None:
    for refused in (
        stop_number("201", "x", by="asha", environment=environment),
        start_number("201", by="asha", environment=environment),
        show_numbers("201", environment=environment),
    ):
        with pytest.raises(BadParameter, match=r"201: not a number of ours.* known: 100, 200; name one of them"):
            await refused
    assert [state.stopped for state in await show_numbers(environment=environment)] == [False]


async def test_the_number_must_be_known_and_the_journal_there(environment: Environment, tmp_path: Path) -> None:
    nameless = environment.model_copy(update={"whatsapp_phone_number_id": ""})
    with pytest.raises(BadParameter, match="name the phone number id"):
        await stop_number("", "x", by="asha", environment=nameless)
    with pytest.raises(PortError, match="not there yet"):
        await show_numbers(environment=environment.model_copy(update={"cairn_data": tmp_path / "none"}))
