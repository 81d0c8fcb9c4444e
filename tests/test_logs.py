"""What leaves as a log line: one JSON event, without secrets, numbers, addresses or message ids."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from agent.logs import Libraries, configure_logs

Lines = Callable[[], list[dict[str, Any]]]
SECRET = "a-secret/with+signs"


@pytest.fixture
def lines() -> Iterator[Lines]:
    stream = io.StringIO()
    configure_logs([SECRET, "abc"], stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Libraries)]:
        root.removeHandler(handler)


@pytest.mark.parametrize(
    "leak",
    [
        SECRET,
        "+91 90000 10001",
        "919000010001",
        "(+34) 600-000-103",
        "wamid.HBgMOTE5MDAwMDEwMDAxFQIAEhgUMjY5RUYyQTc0REU0NTJFNkI0MzgA",
        "meera.rawat@mail.example",
    ],
)
@pytest.mark.parametrize("around", ["{}", "for {}.", "to:{}", "<{}>", "phone={}, retry", "'{}': gone"])
def test_no_personal_data_leaves_wherever_it_stands_in_the_event(lines: Lines, leak: str, around: str) -> None:
    said = around.format(leak)
    structlog.get_logger().warning(said, nested={"list": [said, {"deep": (said,)}]})
    logging.getLogger("library").error("could not reach %s", said)

    assert leak not in json.dumps(lines(), ensure_ascii=False)
    assert len(lines()) == 2


def test_what_people_need_to_read_stays(lines: Lines) -> None:
    structlog.get_logger().info("config in service", config_hash="454416346533", turn="568fc508187a", abc="abc 50 %")
    structlog.get_logger().info("sent 33808eb7-3909-5944-8000-059700490538 on 2026-11-22 09:30:00.123 for ₹84,130")

    assert lines()[0]["config_hash"] == "454416346533"
    assert lines()[0]["abc"] == "abc 50 %"  # three letters are no secret
    assert "[" not in lines()[1]["event"]
    assert lines()[0]["timestamp"].startswith("20")


def test_an_error_of_a_library_is_one_line_with_its_place_and_without_its_values(lines: Lines) -> None:
    def deep() -> None:
        raise ValueError(f"no number like +919000010001 in {SECRET}")

    try:
        deep()
    except ValueError:
        logging.getLogger("sanic.error").exception("100% wrong")

    (event,) = lines()
    assert event["event"] == "100% wrong"
    assert event["error"] == "ValueError: no number like [phone] in [secret]"
    assert event["raised"].endswith(" deep")
    assert event["logger"] == "sanic.error"


def test_to_configure_twice_does_not_say_everything_twice(lines: Lines) -> None:
    configure_logs([SECRET], io.StringIO())
    stream = io.StringIO()
    configure_logs([SECRET], stream)
    logging.getLogger("library").warning("once")
    logging.getLogger("library").info("not worth a line")

    assert len(stream.getvalue().splitlines()) == 1


def test_the_level_decides_what_is_said(lines: Lines) -> None:
    stream = io.StringIO()
    configure_logs(stream=stream, level="WARNING")
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["loud"]
