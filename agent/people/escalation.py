"""WhatsApp asks every business that automates for a way to a person: without one nothing is served."""

from collections.abc import Mapping
from typing import Any

from agent.config import ConfigError, Problem
from agent.pipeline import Pipeline
from agent.steps.check_compliance import CheckCompliance

_WHERE = "check_compliance.human_contact"


def no_way_to_a_person(pipeline: Pipeline, operator: Mapping[str, Any]) -> Problem | None:
    """What is missing when neither the config nor operator.yaml says how to reach a human."""
    steps = (placed.step for placed in pipeline.steps)
    if any(isinstance(step, CheckCompliance) and step.reaches_a_human(operator) for step in steps):
        return None
    what = "no way to a person: operator.yaml has neither phone nor email, and check_compliance no human_contact"
    return Problem(line=_line(pipeline), where=_WHERE, what=what)


def require_way_to_a_person(pipeline: Pipeline, operator: Mapping[str, Any]) -> None:
    """Raises ConfigError when there is none."""
    missing = no_way_to_a_person(pipeline, operator)
    if missing:
        raise ConfigError(pipeline.config.path, [missing])


def _line(pipeline: Pipeline) -> int:
    """Where the step stands in the file; its first line where it is not named."""
    try:
        lines = pipeline.config.path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return 1
    return next((n for n, line in enumerate(lines, start=1) if "step: check_compliance" in line), 1)
