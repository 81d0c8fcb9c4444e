"""A broken config file: what is wrong at which line, and the last good version."""

from pathlib import Path

import pytest

from agent.config import ConfigError
from agent.publishing.broken import around, difference, lines_of
from agent.publishing.desk import Desk
from agent.publishing.reading import config_of
from agent.settings import ROOT

GOOD = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    config = tmp_path / "pipeline.yaml"
    config.write_text(GOOD, encoding="utf-8")
    return Desk(config, tmp_path / "data" / "config")


def break_by(desk: Desk, text: str | bytes) -> None:
    desk.config.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "steps: [",
        "steps:\n- parse\n- no_such_step\n",
        GOOD.replace("steps:", "stepz:", 1),
        GOOD.encode() + b"# caf\xe9\n",
        b"\x00\x01\x02",
    ],
    ids=["empty", "torn", "unknown step", "unknown key", "latin-1", "binary"],
)
def test_whatever_is_in_the_file_the_desk_says_what_is_wrong_and_goes_back_to_the_last_good_one(
    desk: Desk, broken: str | bytes
) -> None:
    good = desk.live()
    break_by(desk, broken)
    live = desk.live()
    assert live.hash == ""
    assert live.problems
    assert lines_of(live.problems)
    assert desk.last_good() == good
    assert desk.draft("asha").values == {}
    desk.rollback(str(good.number), "asha", "the file was broken")
    assert desk.config.read_text(encoding="utf-8") == GOOD
    assert desk.live().problems == ()


def test_a_file_that_is_gone_is_put_back(desk: Desk) -> None:
    good = desk.live()
    desk.config.unlink()
    assert desk.live().problems
    assert desk.text_now() == ""
    desk.rollback(str(good.number), "asha", "the file was gone")
    assert desk.config.read_text(encoding="utf-8") == GOOD


def test_a_draft_waits_for_the_file_and_is_as_it_was_then(desk: Desk) -> None:
    desk.save("asha", {"validate.threshold": 61})
    break_by(desk, "steps: [")
    assert dict(desk.draft("asha").values) == {"validate.threshold": 61}
    with pytest.raises(ConfigError):
        desk.draft("asha").changes()
    break_by(desk, GOOD)
    assert [change.path for change in desk.draft("asha").changes()] == ["validate.threshold"]


def test_bytes_that_are_no_utf8_are_named_by_their_line() -> None:
    with pytest.raises(ConfigError, match="line 3: holds bytes that are no UTF-8"):
        config_of("a: 1\nb: 2\nc: \ufffd\n", Path("pipeline.yaml"))


def test_the_wrong_lines_stand_among_their_neighbours_with_a_mark() -> None:
    text = "\n".join(f"key{n}: {n}" for n in range(1, 13))
    assert around(text, (2, 11)).splitlines() == [
        "   1  key1: 1",
        "▶  2  key2: 2",
        "   3  key3: 3",
        "   4  key4: 4",
        "  …",
        "   9  key9: 9",
        "  10  key10: 10",
        "▶ 11  key11: 11",
        "  12  key12: 12",
    ]
    assert around("", (1,)) == ""
    assert around("one", (7,)) == ""
    assert lines_of(["line 7, steps[0]: x", "line 3: y", "line 7: z", "no line"]) == (3, 7)


def test_what_was_edited_is_a_diff() -> None:
    assert "-b\n+c" in difference("a\nb\n", "a\nc\n")
    assert difference("a\n", "a\n") == ""
