"""A logged turn as it was before and after each of its steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from agent.pipeline import Pipeline
from agent.reply_stages import put_back
from agent.turn import Reply, Risk, StepRun, Turn
from agent.turn_log import failed


@dataclass(frozen=True, slots=True)
class Ran:
    """One step of a logged turn: what it was given, what it gave, and its line of the trace."""

    before: Turn
    after: Turn
    run: StepRun


def stages_of(logged: Turn, pipeline: Pipeline) -> Mapping[str, Ran] | None:
    """Every step that ran, by name; None where the log does not say enough to tell.

    That is so where a step failed then, where the config is not the one that made the turn, and for replies that
    were changed before the log kept what a change replaced. `pipeline` is the one that made the turn.
    """
    readers = {placed.name: "reply" in placed.step.inputs() for placed in pipeline.steps}
    if any(failed(run) or run.step not in readers for run in logged.trace):
        return None
    replies = _replies(logged, readers)
    if replies is None:
        return None
    found: dict[str, Ran] = {}
    now = Turn(message=logged.message, config_hash=logged.config_hash, index_version=logged.index_version)
    for run, (before_reply, after_reply) in zip(logged.trace, replies, strict=True):
        before = replace(now, reply=before_reply, trace=logged.trace[: len(found)])
        values = {name: _value(name, logged, before) for name in run.changed if name != "reply"}
        after = replace(before, reply=after_reply, **values)
        found[run.step] = Ran(before, after, run)
        now = replace(after, reply=None)
    return found


def _value(name: str, logged: Turn, before: Turn) -> Any:
    """What the step left in a field. Two steps write `risk`, each a part of it."""
    if name == "risk" and before.risk is None and logged.risk is not None and before.reply is None:
        return Risk(message=logged.risk.message)
    return getattr(logged, name)


def _replies(logged: Turn, readers: Mapping[str, bool]) -> Sequence[tuple[Reply | None, Reply | None]] | None:
    """The reply before and after each step of the trace, from the last one back."""
    found: list[tuple[Reply | None, Reply | None]] = []
    now = logged.reply
    for run in reversed(logged.trace):
        if "reply" not in run.changed:
            there = now if readers[run.step] else None
            found.append((there, there))
            continue
        before = _before(now, run, reads=readers[run.step])
        if before is None and readers[run.step]:
            return None
        found.append((before, now))
        now = before
    return found[::-1]


def _before(after: Reply | None, run: StepRun, *, reads: bool) -> Reply | None:
    if not reads or after is None or not run.replaced:
        return None
    try:
        return put_back(after, run.replaced)
    except ValidationError:
        return None
