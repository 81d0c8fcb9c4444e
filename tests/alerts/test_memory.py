"""An alert that is on stays on over a restart: it is not told twice, and its end is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.alerts.memory import AlertMemory
from agent.alerts.settings import AlertSettings
from agent.alerts.watch import Watch
from tests.alerts.test_watch import finding, told

START = datetime(2026, 11, 26, 9, tzinfo=UTC)


def restarted(path: Path, watch: Watch) -> Watch:
    AlertMemory(path).save(watch.standings)
    return Watch(AlertMemory(path).load())


def test_what_is_on_is_not_told_again_after_a_restart_but_reminded_of_and_ended(tmp_path: Path) -> None:
    path = tmp_path / "alerts.json"
    watch = Watch()
    assert told(watch, 0, 0.2) == "firing"
    watch = restarted(path, watch)
    assert watch.firing == ["errors"]
    assert told(watch, 1, 0.3) is None
    assert told(watch, 61, 0.3) == "still"
    watch = restarted(path, watch)
    assert told(watch, 62, 0.0) is None
    watch = restarted(path, watch)
    assert told(watch, 65, 0.0) == "over"
    assert restarted(path, watch).firing == []


def test_the_end_says_how_long_it_lasted(tmp_path: Path) -> None:
    watch = Watch()
    told(watch, 0, 0.2)
    watch = restarted(tmp_path / "alerts.json", watch)
    notice = None
    for minute in (1, 5):
        notice = watch.judge(finding(0.0), AlertSettings(), START + timedelta(minutes=minute))
    assert notice is not None
    assert (notice.state, notice.since) == ("over", START)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"errors": {"fired_at": "yesterday"}}', b"\xff"])
def test_a_file_that_cannot_be_read_costs_a_repeated_alert_and_no_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "alerts.json"
    path.write_bytes(content)
    assert told(Watch(AlertMemory(path).load()), 0, 0.2) == "firing"


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    watch = Watch()
    told(watch, 0, 0.2)
    AlertMemory(tmp_path / "gone" / "alerts.json").save(watch.standings)
    AlertMemory(None).save(watch.standings)
    assert AlertMemory(None).load() == {}
