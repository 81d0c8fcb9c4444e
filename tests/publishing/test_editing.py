"""Values changed in the text of a config: comments and layout stay, and what is refused is refused at its key."""

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from agent.config import ConfigError, parse_config
from agent.publishing.changes import values_of
from agent.publishing.editing import edited
from agent.settings import ROOT

SHIPPED = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
HERE = Path("pipeline.yaml")
SMALL = """steps:
  - parse # first
  - check_consent
  - [build_context, score_ban_risk]
  - retrieve
  - generate
  - validate
  - check_compliance
  - {step: hand_off}
  - step: send
  - log
alerts:
service: {}"""


def lines_changed(before: str, after: str) -> list[str]:
    told = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in told if line[0] in "+-" and not line.startswith(("+++", "---"))]


def test_one_value_changes_one_line_and_its_comment_stays() -> None:
    after = edited(SHIPPED, {"retrieve.keep": 4})

    assert lines_changed(SHIPPED, after) == [
        "-    keep: 5 # Passages kept for the answer",
        "+    keep: 4 # Passages kept for the answer",
    ]


def test_a_step_that_stands_twice_is_edited_by_its_own_name() -> None:
    after = values_of(parse_config(edited(SHIPPED, {"score_reply_risk.medium_from": 30}), HERE))

    assert after["score_reply_risk.medium_from"] == 30
    assert after["score_message_risk.medium_from"] == 25


def test_a_value_as_it_is_in_force_changes_nothing_be_it_written_or_a_default() -> None:
    assert edited(SHIPPED, {"retrieve.keep": 5, "parse.enabled": True, "retrieve.weights.fused": 1}) == SHIPPED
    assert edited(SMALL, {"send.page_language": "en"}) == SMALL


@pytest.mark.parametrize(
    ("setting", "value", "line"),
    [
        ("parse.languages", ["en"], "  - {step: parse, languages: [en]} # first"),
        ("hand_off.release_after_hours", 2, "  - {step: hand_off, release_after_hours: 2}"),
        ("send.page_language", "no", '    page_language: "no"'),
        ("alerts.least", 7, "alerts: {least: 7}"),
        ("service.drain_s", 2.5, "service: {drain_s: 2.5}"),
        ("ports.store.memory_limit", "2GB", 'ports: {store: {memory_limit: "2GB"}}'),
        ("log.budget_ms", None, None),
        ("log.on_error", "stop", "  - {step: log, on_error: stop}"),
        ("log.enabled", False, "  - {step: log, enabled: false}"),
        ("score_ban_risk.medium_from", 20, "  - [build_context, {step: score_ban_risk, medium_from: 20}]"),
    ],
)
def test_what_is_not_written_yet_is_added_where_it_belongs(setting: str, value: JsonValue, line: str | None) -> None:
    after = edited(SMALL, {setting: value})

    assert (line in after.splitlines()) if line else after == SMALL


def test_a_block_of_lines_becomes_the_new_list_and_what_follows_stays() -> None:
    text = SMALL.replace("- parse # first", "- step: parse\n    languages:\n      - en\n      - hi\n    # a remark")
    after = edited(text, {"parse.languages": ["fr"]})

    assert values_of(parse_config(after, HERE))["parse.languages"] == ["fr"]
    assert "    # a remark" in after.splitlines()


@pytest.mark.parametrize(
    ("values", "where", "says"),
    [
        ({"retrieve.keep": 99}, "retrieve.keep", "less than or equal to 10"),
        ({"retrieve.keep": "4"}, "retrieve.keep", "valid integer"),
        ({"retrieve.keep": True}, "retrieve.keep", "valid integer"),
        ({"retrieve.kep": 4}, "retrieve.kep", "did you mean 'keep'"),
        ({"retrieve.weights.titel": 4}, "retrieve.weights.titel", "unknown key"),
        ({"retrieve.keep.more": 4}, "retrieve.keep.more", "no such setting"),
        ({"retreive.keep": 4}, "retreive.keep", "no such setting"),
        ({"retrieve": 4}, "retrieve", "no such setting"),
        ({"": 4}, "", "no such setting"),
        ({"ports.store.memory_limit": "lots"}, "ports.store.memory_limit", "pattern"),
        ({"retrieve.top_k": 20, "retrieve.min_score": -1}, "retrieve.min_score", "greater than or equal to 0"),
    ],
)
def test_what_is_refused_is_refused_at_its_key(values: dict[str, JsonValue], where: str, says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        edited(SHIPPED, values)

    assert [problem.where for problem in refused.value.problems] == [where]
    assert says in str(refused.value)


def test_a_step_that_others_need_cannot_be_left_out() -> None:
    with pytest.raises(ConfigError, match="reads 'parsed', but no earlier step writes it"):
        edited(SHIPPED, {"parse.enabled": False})


def test_an_alias_is_not_edited_behind_its_anchor() -> None:
    text = SHIPPED.replace("top_k: 30", "top_k: &many 30").replace("rerank_top: 20", "rerank_top: *many")
    with pytest.raises(ConfigError, match="by hand"):
        edited(text, {"retrieve.rerank_top": 10})


def test_a_config_that_is_broken_already_says_so_itself() -> None:
    with pytest.raises(ConfigError, match="unknown key"):
        edited(SHIPPED.replace("top_k: 30", "top_q: 30"), {"retrieve.keep": 4})


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None, max_examples=25)
@given(WORDS)
def test_any_words_come_back_as_they_were_given(words: str) -> None:
    after = edited(SMALL, {"check_compliance.human_contact": words})

    assert values_of(parse_config(after, HERE))["check_compliance.human_contact"] == words


@settings(deadline=None, max_examples=25)
@given(st.floats(0, 1, allow_nan=False))
def test_any_number_comes_back_as_it_was_given(number: float) -> None:
    after = edited(SMALL, {"retrieve.min_score": number})

    assert values_of(parse_config(after, HERE))["retrieve.min_score"] == number
