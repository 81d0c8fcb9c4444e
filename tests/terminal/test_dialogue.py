"""A conversation in the terminal: a hand-off silences the bot until it is released."""

import asyncio
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.agent import Agent
from agent.ports import PortError
from agent.settings import ROOT
from agent.terminal import dialogue
from tests.real_parts import data_folder


async def test_after_a_hand_off_the_bot_is_silent_until_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = iter(["I want to speak to a human", "how long is Hampta Pass?", "/release", "how long is Hampta Pass?", ""])
    monkeypatch.setenv("CAIRN_DATA", str(data_folder(tmp_path / "data")))
    monkeypatch.setattr(dialogue, "_read_line", lambda: next(lines))

    await dialogue.converse(config=ROOT / "config/pipeline.yaml")

    silent, answered = capsys.readouterr().out.split("(the bot answers again)")
    assert "(/release lets the bot answer again)" in silent
    assert "5 days" not in silent
    assert "5 days" in answered


async def test_a_question_may_be_put_on_another_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_DATA", str(data_folder(tmp_path / "data")))
    config, text = ROOT / "config/pipeline.yaml", "next departures of Hampta Pass?"
    turn = await dialogue.ask_once(text, config=config, on=date(2027, 6, 15))

    assert turn.message.sent_at == datetime(2027, 6, 15, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert turn.reply is not None
    assert "26 June" in turn.reply.text


async def test_a_long_start_is_explained_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def slow(config: Path) -> Agent:
        await asyncio.sleep(0.05)
        raise PortError("no index")

    monkeypatch.setattr(dialogue, "build_dry_agent", slow)
    monkeypatch.setattr(dialogue, "_PATIENCE_S", 0.01)
    for on_terminal in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda answer=on_terminal: answer)
        with pytest.raises(PortError):
            await dialogue.ask_once("hello", config=ROOT / "config/pipeline.yaml")
        assert ("learnt once" in capsys.readouterr().err) is on_terminal
