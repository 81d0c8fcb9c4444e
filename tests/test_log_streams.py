"""Five streams, one id per turn, files that turn over; read from real lines."""

import io
import json
import logging
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import structlog

from agent.channel.memory import Outbox
from agent.log_streams import STREAMS, LogFiles
from agent.logs import Libraries, configure_logs, turn_label
from agent.ports import PortError, Ports, Receipt
from tests.conftest import Load
from tests.sample_steps import TABLE
from tests.test_service import LINES, STEPS, serving, texts, until, written

PHONE = "919000000001"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    found = io.StringIO()
    configure_logs(["a-secret-of-ours"], found)
    yield found
    structlog.reset_defaults()
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Libraries)]:
        root.removeHandler(handler)


def lines(stream: io.StringIO) -> Sequence[Mapping[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_every_line_of_a_turn_has_its_id_in_its_stream(stream: io.StringIO, load: Load, ports: Ports) -> None:
    async with serving(load(LINES, STEPS), ports) as service:
        await service.receive([written(1, "my word is Xyzzy"), written(2, "other words", "919000000002")])
        await until(lambda: len(texts(ports)) == 2)
    of_first = [line for line in lines(stream) if line.get("turn") == turn_label("wamid.1")]

    assert {line["event"]: line["stream"] for line in of_first} == {
        "attempt": "channel",
        "turn": "pipeline",
        "reply": "channel",
        "turn timed": "performance",
    }
    assert {line.get("turn") for line in lines(stream)} == {turn_label("wamid.1"), turn_label("wamid.2")}
    assert not any(word in stream.getvalue() for word in ("Xyzzy", PHONE, "wamid"))


async def test_a_turn_leaves_the_time_of_each_step_beside_its_budget(
    stream: io.StringIO, load: Load, ports: Ports
) -> None:
    steps = LINES.replace("echo,", "{step: echo, budget_ms: 250},")
    async with serving(load(steps, STEPS), ports) as service:
        await service.receive([written(1, "hello")])
        await until(lambda: len(texts(ports)) == 1)
    (timed,) = [line for line in lines(stream) if line["stream"] == "performance"]

    assert set(timed["steps"]) == {"echo", "send", "log"}
    assert timed["budgets"] == {"echo": 250}
    assert timed["ms"] >= max(timed["steps"].values())
    assert timed["over"] == []


async def test_a_step_that_fails_is_an_error_of_its_turn_without_the_words_it_failed_on(
    stream: io.StringIO, load: Load, ports: Ports
) -> None:
    steps = LINES.replace("[echo,", "[{step: break, on_error: continue}, echo,")
    async with serving(load(steps, {**TABLE, **STEPS}), ports) as service:
        await service.receive([written(1, "hello")])
        await until(lambda: len(texts(ports)) == 1)
    (error,) = [line for line in lines(stream) if line["stream"] == "errors"]

    assert (error["event"], error["step"], error["turn"]) == ("step failed", "break", turn_label("wamid.1"))
    assert ":" not in error["reason"]


async def test_a_send_made_again_later_still_belongs_to_its_turn(stream: io.StringIO, load: Load, ports: Ports) -> None:
    assert isinstance(ports.channel, Outbox)
    ports.channel._receipts = iter([Receipt(state="failed", retryable=True, error="no connection")])
    async with serving(load(LINES, STEPS), ports) as service:
        await service.receive([written(1, "hello")])
        await until(lambda: len(texts(ports)) == 2)
    attempts = [line for line in lines(stream) if line["event"] == "attempt"]

    assert [line["state"] for line in attempts] == ["failed", "sent"]
    assert {line["turn"] for line in attempts} == {turn_label("wamid.1")}


@pytest.mark.parametrize(
    ("part", "level", "stream_name"),
    [
        ("channel", "info", "channel"),
        ("people", "warning", "channel"),
        ("knowledge", "info", "knowledge"),
        ("agent.knowledge.faiss_index", "warning", "knowledge"),
        ("llm", "info", "pipeline"),
        ("", "warning", "pipeline"),
        ("knowledge", "error", "errors"),
        ("channel", "critical", "errors"),
        ("performance", "info", "performance"),
    ],
)
def test_a_line_stands_in_one_stream(stream: io.StringIO, part: str, level: str, stream_name: str) -> None:
    getattr(structlog.get_logger(part), level)("said")
    (line,) = lines(stream)

    assert line["stream"] == stream_name
    assert line.get("part", line["stream"]) in (part or stream_name, stream_name)


def test_files_turn_over_at_their_size_and_old_ones_go(tmp_path: Path) -> None:
    files = LogFiles(tmp_path / "logs", max_mb=1, keep=2)
    for _ in range(45):
        files.write("x" * 100_000, "channel")
    files.close()
    kept = sorted(path.name for path in (tmp_path / "logs").glob("channel*"))

    assert kept == ["channel.log", "channel.log.1", "channel.log.2"]
    assert all(path.stat().st_size <= 1024 * 1024 for path in (tmp_path / "logs").iterdir())
    assert {path.stem for path in (tmp_path / "logs").glob("*.log")} == set(STREAMS)
    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700


def test_files_hold_what_stderr_holds_scrubbed_and_by_stream(tmp_path: Path) -> None:
    files, out = LogFiles(tmp_path, max_mb=1, keep=1), io.StringIO()
    configure_logs(["a-secret-of-ours"], out, files=files)
    structlog.get_logger("channel").info(f"to +{PHONE} with a-secret-of-ours")
    structlog.get_logger("channel").error("broken")
    files.close()
    structlog.reset_defaults()

    written_down = (tmp_path / "channel.log").read_text() + (tmp_path / "errors.log").read_text()
    assert written_down == out.getvalue()
    assert "[phone] with [secret]" in written_down


def test_a_folder_that_cannot_be_made_stops_the_start_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(PortError, match="may write to"):
        LogFiles(tmp_path / "file" / "logs", max_mb=1, keep=1)


def test_a_disk_that_fails_is_told_once_and_the_turn_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = LogFiles(tmp_path, max_mb=1, keep=1)
    broken = files._files["channel"].stream
    assert broken is not None
    broken.close()
    for _ in range(3):
        files.write("a line", "channel")

    files.close()
    assert capsys.readouterr().err.count("cannot be written") == 1


def test_a_closed_terminal_stops_nothing() -> None:
    out = io.StringIO()
    configure_logs(stream=out)
    out.close()
    structlog.get_logger("channel").info("nobody reads it")
    structlog.reset_defaults()
