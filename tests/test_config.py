"""A config is valid as a whole, or one error names every problem with its line."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from agent.config import ConfigError, load_config
from agent.knowledge.faiss_index import FaissIndex
from agent.pipeline import Pipeline
from agent.ports import Ports
from agent.reload import LivePipeline
from agent.settings import ROOT
from agent.steps import STEPS
from tests.conftest import Load
from tests.sample_steps import TABLE


def problems(load: Load, text: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load(text, TABLE)
    return [str(problem) for problem in error.value.problems]


def test_the_shipped_file_lists_all_eleven_steps() -> None:
    kinds = {placed.kind for placed in Pipeline.load(ROOT / "config/pipeline.yaml").steps}

    assert kinds == set(STEPS)


def test_every_problem_is_named_at_once_each_with_its_line(load: Load) -> None:
    text = """
steps:
  - step: read
    topk: 3
    language: fr
  - step: anser
  - step: look
    budget_ms: -1
"""
    assert problems(load, text) == [
        "line 4, steps[0] read.topk: unknown key; did you mean 'top_k'?",
        "line 5, steps[0] read.language: \"fr\" is wrong: should be 'en' or 'hi'",
        "line 6, steps[1]: unknown step 'anser'; did you mean 'answer'?",
        "line 8, steps[2] look.budget_ms: -1 is wrong: should be greater than 0",
    ]


def test_the_keys_of_a_misspelt_step_are_checked_as_the_likely_ones(load: Load) -> None:
    found = problems(load, "steps:\n  - step: raed\n    topp_k: 3\n  - answer\n")

    assert found[0].endswith("unknown step 'raed'; did you mean 'read'?")
    assert found[1] == "line 3, steps[0] read.topp_k: unknown key; did you mean 'top_k'?"


def test_a_setting_inside_a_setting_is_named_with_its_path(load: Load) -> None:
    found = problems(load, "steps:\n  - step: read\n    weights:\n      titel: 0.2\n  - answer\n")

    assert found == ["line 4, steps[0] read.weights.titel: unknown key; did you mean 'title'?"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [("'7'", "a valid integer"), ("true", "a valid integer"), ("7.5", "a valid integer"), ("11", "less than or equal")],
)
def test_values_are_never_bent_into_shape(load: Load, value: str, reason: str) -> None:
    found = problems(load, f"steps:\n  - step: read\n    top_k: {value}\n  - answer\n")

    assert reason in found[0]
    assert found[0].startswith("line 3")


def test_a_field_read_before_anything_writes_it_is_refused(load: Load) -> None:
    found = problems(load, "steps:\n  - look\n  - read\n  - answer\n")

    assert found == ["line 2, look: reads 'parsed', but no earlier step writes it; nothing enabled before it does"]


def test_a_step_may_not_read_what_a_step_beside_it_writes(load: Load) -> None:
    found = problems(load, "steps:\n  - [read, look]\n  - answer\n")

    assert found == [
        "line 2, look: reads 'parsed', but no earlier step writes it; a step beside it does: put it after that one"
    ]


def test_steps_side_by_side_may_not_write_the_same_field(load: Load) -> None:
    found = problems(load, "steps:\n  - - step: answer\n    - step: answer\n      name: second\n")

    assert found == ["line 3, second: writes 'reply' beside 'answer', which writes it too"]


def test_a_step_that_is_not_enabled_writes_nothing(load: Load) -> None:
    found = problems(load, "steps:\n  - {step: read, enabled: false}\n  - look\n  - answer\n")

    assert "reads 'parsed'" in found[0]


def test_a_pipeline_that_never_answers_is_refused(load: Load) -> None:
    assert problems(load, "steps: [read]") == [
        "line 1, steps: no step writes 'reply': the customer would never be answered"
    ]


def test_the_same_step_twice_needs_two_names(load: Load) -> None:
    assert "the name 'read' is taken by line 2" in problems(load, "steps:\n  - read\n  - read\n  - answer\n")[0]
    pipeline = load("steps:\n  - read\n  - {step: read, name: again}\n  - answer\n", TABLE)
    assert [placed.name for placed in pipeline.steps] == ["read", "again", "answer"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must be a mapping"),
        ("- read", "must be a mapping"),
        ("steps:", "must be a list of at least one step"),
        ("steps: []", "must be a list of at least one step"),
        ("steps: [7]", "must be the name of a step"),
        ("steps: [{top_k: 3}]", "must be the name of a step"),
        ("steps: [[[read]]]", "must be the name of a step"),
        ("steps: [read\nports: {", "not readable as YAML"),
        ("steps: [answer]\nsteps: [read]", "not readable as YAML"),
        ("steps: [answer]\nstep: [read]", "did you mean 'steps'?"),
        ("steps: [answer]\nservice: 3", "must be a mapping"),
        ("steps: [answer]\nservice: {lease: 3}", "did you mean 'lease_s'?"),
        ("steps: [&a [*a]]", ""),
    ],
)
def test_whatever_stands_in_the_file_the_error_says_what_and_where(load: Load, text: str, said: str) -> None:
    found = problems(load, text)

    assert any(said in problem for problem in found)
    assert all(problem.startswith("line ") for problem in found)


def test_a_file_that_is_not_there_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: line 1: cannot be read"):
        load_config(tmp_path / "nowhere.yaml")


def test_the_hash_is_of_settings_not_of_layout(load: Load) -> None:
    plain = load("steps: [read, answer]", TABLE).config_hash
    commented = load("# hello\nsteps:\n  - step: read  # here\n    top_k: 5\n  - answer\n", TABLE).config_hash
    moved = load("steps: [{step: read, top_k: 6}, answer]", TABLE).config_hash

    assert plain == commented
    assert plain != moved


async def test_a_good_edit_goes_into_service_and_a_broken_one_does_not(
    ports: Ports, shipped_data: Path, tmp_path: Path
) -> None:
    pipeline = Pipeline.load(ROOT / "config/pipeline.yaml")
    ports = replace(ports, index=FaissIndex.open(shipped_data, pipeline.config.ports.index))
    path = tmp_path / "pipeline.yaml"
    good = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    path.write_text(good, encoding="utf-8")
    live = LivePipeline(path, pipeline, ports)

    path.write_text(good.replace("step: retrieve", "step: retreive"), encoding="utf-8")
    assert not await live.refresh()
    assert live.current is pipeline
    assert "did you mean 'retrieve'?" in live.problems[0]

    path.write_text(good.replace("keep: 5 ", "keep: 4 "), encoding="utf-8")
    assert await live.refresh()
    assert live.current.config_hash != pipeline.config_hash
    assert live.problems == ()
    await ports.index.aclose()


@pytest.mark.parametrize("kind", STEPS)
def test_the_shipped_file_shows_every_key_with_its_meaning(kind: str) -> None:
    text = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    section = text.split(f"- step: {kind}\n", 1)[1].split("- step:", 1)[0]

    missing = [key for key in STEPS[kind].model_fields if not re.search(rf"^\s+{key}:.* # \w", section, re.MULTILINE)]
    assert missing == []
