"""What differs between two configs, told setting by setting."""

from pathlib import Path

from agent.config import PipelineConfig, parse_config
from agent.publishing.changes import Change, diff
from agent.publishing.editing import edited
from agent.setting import unit_of
from agent.settings import ROOT

SHIPPED = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")


def config(text: str) -> PipelineConfig:
    return parse_config(text, Path("pipeline.yaml"))


LIVE = config(SHIPPED)


def told(text: str) -> dict[str, Change]:
    return {change.path: change for change in diff(LIVE, config(text))}


def test_the_same_config_differs_in_nothing_nor_does_a_comment_or_another_layout() -> None:
    assert diff(LIVE, LIVE) == ()
    assert told(f"# reviewed\n{SHIPPED}") == {}


def test_a_change_says_what_it_is_about_in_whose_step_and_in_which_unit() -> None:
    change = told(edited(SHIPPED, {"hand_off.release_after_hours": 2}))["hand_off.release_after_hours"]

    assert (change.old, change.new, change.unit, change.owner, change.needs) == (0, 2, "hours", "hand_off", "")
    assert change.label.startswith("Answer again so many hours")
    assert change.line.startswith("hand_off.release_after_hours: 0 → 2 hours (Answer again")


def test_what_only_counts_after_a_restart_says_so() -> None:
    changes = told(edited(SHIPPED, {"service.drain_s": 5, "ports.index.k1": 1.5, "alerts.least": 9}))

    assert {path: change.needs for path, change in changes.items()} == {
        "service.drain_s": "restart",
        "ports.index.k1": "restart and ingest",
        "alerts.least": "",
    }


def test_a_list_is_one_value() -> None:
    assert told(edited(SHIPPED, {"parse.languages": ["en"]}))["parse.languages"].new == ["en"]


def test_a_step_left_out_is_one_change_and_not_thirty() -> None:
    assert list(told(edited(SHIPPED, {"answer_media.enabled": False}))) == ["answer_media.enabled"]


def test_a_step_that_came_back_is_one_change() -> None:
    without = config(edited(SHIPPED, {"answer_media.enabled": False}))

    assert diff(without, LIVE) == (Change("answer_media.enabled", False, True),)


def test_another_order_is_told_with_both_orders() -> None:
    media = "  - step: answer_media\n    budget_ms: 20\n    on_error: continue\n"
    moved = told(SHIPPED.replace(media, "").replace("  # 6. Write", f"{media}\n  # 6. Write"))["steps"]
    assert isinstance(moved.old, list)
    assert isinstance(moved.new, list)
    assert moved.old[2:5] == ["[build_context, score_message_risk]", "answer_media", "retrieve"]
    assert moved.new[2:5] == ["[build_context, score_message_risk]", "retrieve", "answer_media"]


def test_another_step_under_the_same_name_is_told() -> None:
    renamed = SHIPPED.replace("  - step: answer_media\n", "  - step: hand_off\n    name: answer_media\n").replace(
        "  - step: hand_off\n    budget_ms: 20\n    on_error: continue\n    say_when",
        "  - step: hand_off\n    say_when",
    )
    assert told(renamed)["answer_media.step"] == Change("answer_media.step", "answer_media", "hand_off")


def test_units_follow_the_names() -> None:
    assert [unit_of(path) for path in ("a.timeout_s", "b.usd_per_million_in", "c.max_chars", "d.keep")] == [
        "s",
        "USD",
        "characters",
        "",
    ]
