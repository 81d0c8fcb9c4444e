"""The loop: order, budgets, errors, trace."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import fields, replace
from inspect import isawaitable, iscoroutinefunction
from pathlib import Path
from typing import Any, Self

from agent.config import PipelineConfig, load_config
from agent.llm.noted import NotedLLM
from agent.people.handoff import handoff_reply
from agent.ports import Ports
from agent.process import blas
from agent.process.computing import computed
from agent.reply_stages import replaced_in_reply
from agent.step import PlacedStep, Step
from agent.turn import StepRun, Turn

RunStep = Callable[[PlacedStep, Turn, Ports], Awaitable[tuple[Turn, StepRun]]]
FIELDS = tuple(field.name for field in fields(Turn))


class StepError(Exception):
    """A step broke its contract: it changed a field it does not declare, or returned something else than a turn."""


class TurnStoppedError(Exception):
    """A step marked `on_error: stop` failed: the message must be tried again. `turn` is what was reached."""

    def __init__(self, turn: Turn, step: str, reason: str) -> None:
        super().__init__(f"step {step} failed and may not be skipped: {reason}")
        self.turn = turn
        self.step = step
        self.reason = reason


async def _at_once() -> None:
    return None


class Pipeline:
    """The steps of one config, in order. Shared by all turns; a turn sees one pipeline from start to end."""

    def __init__(self, config: PipelineConfig) -> None:
        self.config = config
        self.stages = config.stages
        self.config_hash = config.hash

    @classmethod
    def load(cls, path: Path | str, steps: Mapping[str, type[Step]] | None = None) -> Self:
        """Build from a YAML file; `steps` replaces the shipped table. Raises ConfigError with every problem."""
        return cls(load_config(Path(path), steps))

    @property
    def steps(self) -> tuple[PlacedStep, ...]:
        """All steps, side-by-side ones in the order of the YAML."""
        return tuple(placed for stage in self.stages for placed in stage)

    async def warm_up(self, ports: Ports, *, further: bool = False) -> None:
        """Load every step's heavy parts, with `further` also what few turns need; PortError when one cannot be had."""
        for placed in self.steps:
            await placed.step.warm_up(ports)
            if further:
                await placed.step.warm_up_further(ports)
        blas.use_one_thread()

    async def run(self, turn: Turn, ports: Ports, before: Callable[[], Awaitable[None]] = _at_once) -> Turn:
        """Take the turn through all steps that are due. Raises TurnStoppedError, nothing else.

        `before` each stage is waited for: what else runs in this process may come first.
        """
        turn = replace(turn, config_hash=self.config_hash, index_version=ports.index.version)
        for stage in self.stages:
            await before()
            turn = await self.run_stage(stage, with_reply_for(stage, turn), ports, run_step)
        return turn

    async def run_stage(self, stage: Sequence[PlacedStep], turn: Turn, ports: Ports, run: RunStep) -> Turn:
        """The turn after the steps of a stage that are due, each run by `run`. Raises TurnStoppedError."""
        due = [placed for placed in stage if placed.is_due(turn)]
        results = await asyncio.gather(*(run(placed, turn, ports) for placed in due))
        after = turn
        for placed, (changed_turn, line) in zip(due, results, strict=True):
            after = replace(after, trace=(*after.trace, line), **_values(changed_turn, line.changed))
            if _failed(placed, line):
                after = _handle(placed, line.error or "", after)
        return after


def with_reply_for(stage: tuple[PlacedStep, ...], turn: Turn) -> Turn:
    """The customer always gets an answer or a human: where replies are read, there is one."""
    if turn.reply is not None or not any("reply" in placed.step.inputs() for placed in stage):
        return turn
    return replace(turn, reply=handoff_reply(turn.language, "unsure"))


async def run_step(placed: PlacedStep, turn: Turn, ports: Ports) -> tuple[Turn, StepRun]:
    """The step's turn and its trace line; after an error, the turn as it was."""
    started = time.perf_counter()
    error: str | None = None
    after = turn
    noted = NotedLLM(ports.llm)
    try:
        after = await _within_budget(placed, turn, replace(ports, llm=noted))
        changed = checked_changes(placed, turn, after)
    except Exception as problem:  # whatever a step raises is data here: the trace keeps it, on_error decides
        after, changed = turn, ()
        error = _describe(placed, problem)
    ms = (time.perf_counter() - started) * 1000
    if error is None and placed.budget_ms is not None and ms > placed.budget_ms:
        error = f"over budget: {ms:.0f} of {placed.budget_ms:.0f} ms"
    note = placed.step.note(after) if changed else ""
    replaced = replaced_in_reply(turn.reply, after.reply) if "reply" in changed else {}
    line = StepRun(step=placed.name, ms=round(ms, 3), changed=changed, error=error, note=note, replaced=replaced)
    return after, replace(line, calls=tuple(noted.calls))


async def _within_budget(placed: PlacedStep, turn: Turn, ports: Ports) -> Turn:
    run = placed.step.run
    after = run(turn, ports) if iscoroutinefunction(run) else await computed(run, turn, ports)
    if not isawaitable(after):
        return after
    limit = placed.budget_ms / 1000 if placed.budget_ms is not None and placed.step.interruptible else None
    async with asyncio.timeout(limit):
        return await after


def _describe(placed: PlacedStep, problem: Exception) -> str:
    if isinstance(problem, TimeoutError) and placed.budget_ms is not None and placed.step.interruptible:
        return f"over budget: cut off at {placed.budget_ms:.0f} ms"
    return f"{type(problem).__name__}: {problem}"


def checked_changes(placed: PlacedStep, before: Turn, after: Turn) -> tuple[str, ...]:
    """Names of the fields a step changed. Raises StepError for one that it does not declare."""
    if not isinstance(after, Turn):
        raise StepError(f"{placed.name} returned {type(after).__name__}, not a turn; is a return missing?")
    changed = tuple(
        name
        for name in FIELDS
        if getattr(after, name) is not getattr(before, name) and getattr(after, name) != getattr(before, name)
    )
    undeclared = sorted(set(changed) - placed.step.outputs())
    if undeclared:
        raise StepError(f"{placed.name} changed {', '.join(undeclared)}, which is not in its writes")
    return changed


def _values(turn: Turn, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(turn, name) for name in names}


def _failed(placed: PlacedStep, run: StepRun) -> bool:
    """A step that may not be cut off is late at worst: that is noted, not punished."""
    late = (run.error or "").startswith("over budget")
    return run.error is not None and (placed.step.interruptible or not late)


def _handle(placed: PlacedStep, error: str, turn: Turn) -> Turn:
    if placed.on_error == "stop":
        raise TurnStoppedError(turn, placed.name, error)
    if placed.on_error == "fallback":
        return replace(turn, reply=handoff_reply(turn.language, "failure"))
    return turn
