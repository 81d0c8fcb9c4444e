"""The docs say what the code does: a step, setting or command that is missing in them fails here."""

import re

import pytest

from agent import reference
from agent.cli import app
from agent.settings import ROOT
from agent.steps import STEPS


def test_the_reference_is_what_the_code_says_today() -> None:
    written = (ROOT / "docs/reference.md").read_text(encoding="utf-8")

    assert written == reference.render(), "stale: run `python -m agent.reference`"


def test_brackets_in_the_reference_stand_around_what_may_be_left_out() -> None:
    page = (ROOT / "docs/reference.md").read_text(encoding="utf-8")

    assert "| `cairn number show [NUMBER] [--json]` |" in page
    assert "| `cairn config rollback TO --reason [--by] [--json]` |" in page


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_its_keys_in_the_reference(step: str) -> None:
    page = (ROOT / "docs/reference.md").read_text(encoding="utf-8")

    section = page.split(f"### `{step}`", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    assert all(f"| `{key}` |" in section for key in STEPS[step].model_fields)


@pytest.mark.parametrize("step", STEPS)
def test_every_setting_is_described(step: str) -> None:
    undescribed = [key for key, field in STEPS[step].model_fields.items() if not field.description]

    assert undescribed == []


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [command.callback.__name__ for command in app.registered_commands if command.callback]

    assert [name for name in names if f"cairn {name}" not in readme] == []


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/answers.md",
        "docs/architecture.md",
        "docs/channel.md",
        "docs/data.md",
        "docs/evaluation.md",
        "docs/facts.md",
        "docs/knowledge.md",
        "docs/models.md",
        "docs/month.md",
        "docs/operations.md",
        "docs/people.md",
        "docs/performance.md",
        "docs/publishing.md",
        "docs/security.md",
        "docs/simulator.md",
        "data/README.md",
        "eval/README.md",
    ],
)
def test_every_file_a_page_points_to_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    named = re.findall(r"`((?:agent|serve|workbench|config|docs|data|eval|notebooks|tests)/[\w./-]+\.\w+)`", text)
    beside = ROOT / page

    missing = [path for path in linked if not (beside.parent / path).exists()]
    missing += [path for path in named if not (ROOT / path).exists() and "spot_companion" not in path]
    assert missing == []


def test_the_package_imported_is_this_checkouts() -> None:
    import agent

    assert agent.__file__ is not None
    assert str(ROOT) in agent.__file__
