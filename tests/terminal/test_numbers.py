"""`cairn number` on a journal of its own."""

from pathlib import Path

import pytest
from typer import BadParameter

from agent.journal import SQLiteJournal
from agent.ports import PortError
from agent.settings import Environment
from agent.terminal.numbers import line, plain, show_numbers, start_number, stop_number
from tests.journal.test_numbers_contract import written


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
