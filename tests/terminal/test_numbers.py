"""`cairn number` on a journal of its own."""

from pathlib import Path

import pytest
from typer import BadParameter

from agent.journal import SQLiteJournal
from agent.ports import PortError
from agent.settings import Environment
from agent.terminal.numbers import line, plain, show_numbers, start_number, stop_number


@pytest.fixture
async def environment(tmp_path: Path) -> Environment:
    await SQLiteJournal.open(tmp_path / "journal.sqlite").aclose()
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


async def test_the_number_must_be_known_and_the_journal_there(environment: Environment, tmp_path: Path) -> None:
    nameless = environment.model_copy(update={"whatsapp_phone_number_id": ""})
    with pytest.raises(BadParameter, match="name the phone number id"):
        await stop_number("", "x", by="asha", environment=nameless)
    with pytest.raises(PortError, match="not there yet"):
        await show_numbers(environment=environment.model_copy(update={"cairn_data": tmp_path / "none"}))
