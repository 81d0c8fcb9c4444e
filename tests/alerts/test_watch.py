"""An alert is told once, again after a while, and when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.alerts.rules import Finding
from agent.alerts.settings import AlertSettings
from agent.alerts.watch import Watch

START = datetime(2026, 11, 26, 9, tzinfo=UTC)
SETTINGS = AlertSettings(recover_at=0.8, calm_s=120, remind_min=60)


def finding(value: float | None, *, threshold: float = 0.05, unwell_s: float = 0.0) -> Finding:
    said = f"{value}"
    return Finding(
        alert="errors",
        severity="critical",
        value=value,
        threshold=threshold,
        says=said,
        remedy="look",
        unwell_s=unwell_s,
    )


def told(watch: Watch, minutes: float, value: float | None, **more: float) -> str | None:
    notice = watch.judge(finding(value, **more), SETTINGS, START + timedelta(minutes=minutes))
    return notice.state if notice else None


def test_it_fires_above_its_threshold_and_only_once() -> None:
    watch = Watch()

    assert told(watch, 0, 0.05) is None
    assert told(watch, 1, 0.051) == "firing"
    assert told(watch, 2, 0.4) is None
    assert watch.firing == ["errors"]


def test_it_reminds_after_the_time_set_and_not_before() -> None:
    watch = Watch()
    states = [told(watch, minute, 0.2) for minute in (0, 30, 59, 60, 61, 119, 120)]

    assert states == ["firing", None, None, "still", None, None, "still"]


def test_it_is_over_only_when_it_was_well_below_for_long_enough() -> None:
    watch = Watch()
    told(watch, 0, 0.2)

    assert told(watch, 1, 0.045) is None  # below the threshold, but not well below: nothing is over
    assert told(watch, 10, 0.045) is None
    assert told(watch, 11, 0.03) is None
    assert told(watch, 12, 0.03) is None
    assert told(watch, 13, 0.03) == "over"
    assert watch.firing == []


def test_a_figure_that_swings_around_its_threshold_is_one_alert() -> None:
    watch = Watch()
    states = [told(watch, minute / 2, 0.2 if minute % 2 else 0.01) for minute in range(1, 100)]

    assert [state for state in states if state] == ["firing"]


def test_after_it_was_over_it_fires_anew() -> None:
    watch = Watch()
    told(watch, 0, 0.2)
    told(watch, 1, 0.0)
    assert told(watch, 4, 0.0) == "over"
    assert told(watch, 5, 0.2) == "firing"


def test_no_traffic_is_calm_and_no_alert() -> None:
    watch = Watch()

    assert told(watch, 0, None) is None
    told(watch, 1, 0.2)
    assert told(watch, 2, None) is None
    assert told(watch, 5, None) == "over"


def test_what_must_last_first_is_told_when_it_did_without_a_break() -> None:
    watch = Watch()

    assert told(watch, 0, 1, threshold=0, unwell_s=120) is None
    assert told(watch, 1, 0, threshold=0, unwell_s=120) is None
    assert told(watch, 2, 1, threshold=0, unwell_s=120) is None
    assert told(watch, 3, 1, threshold=0, unwell_s=120) is None
    assert told(watch, 4, 1, threshold=0, unwell_s=120) == "firing"


def test_without_reminders_it_is_told_once_however_long_it_lasts() -> None:
    watch, quiet = Watch(), AlertSettings(remind_min=0)
    states = [watch.judge(finding(1.0), quiet, START + timedelta(hours=hour)) for hour in range(50)]

    assert [notice.state for notice in states if notice] == ["firing"]


def test_the_end_says_since_when_and_how_bad_it_was() -> None:
    watch = Watch()
    told(watch, 0, 0.2)
    told(watch, 1, 0.0)
    notice = watch.judge(finding(0.0), SETTINGS, START + timedelta(minutes=9))

    assert notice
    assert (notice.since, notice.says, notice.state) == (START, "0.2", "over")
    assert "since 26 Nov 09:00 UTC" in notice.text


@pytest.mark.parametrize("key", [name for name in AlertSettings.model_fields])
def test_every_key_stands_in_the_shipped_file_with_its_meaning(key: str) -> None:
    from agent.settings import ROOT

    text = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    section = text.split("\nalerts:\n", 1)[1].split("\nports:\n", 1)[0]
    (line,) = [line for line in section.splitlines() if line.startswith(f"  {key}:")]

    assert len(line.split(" # ", 1)[1].split()) >= 3


def test_a_clock_that_is_set_back_delays_neither_the_alert_nor_its_end() -> None:
    watch = Watch()

    assert told(watch, 0, 0.2, unwell_s=60) is None
    assert told(watch, -60, 0.2, unwell_s=60) is None
    assert told(watch, -59, 0.2, unwell_s=60) == "firing"
    assert told(watch, -58, 0.0) is None
    assert told(watch, -120, 0.0) is None
    assert told(watch, -118, 0.0) == "over"


def test_a_clock_that_is_set_back_delays_no_reminder() -> None:
    watch = Watch()
    told(watch, 0, 0.2)

    assert [told(watch, minute, 0.2) for minute in (-600, -541, -540)] == [None, None, "still"]
