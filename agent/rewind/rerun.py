"""One turn run again: what does not depend on anything new is taken from the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from agent.pipeline import Pipeline, checked_changes, run_step, with_reply_for
from agent.ports import Ports
from agent.rewind.stages import Ran
from agent.step import PlacedStep, Step
from agent.turn import Risk, StepRun, Turn
from agent.turn_log import failed


def changed_steps(made_by: Pipeline, now: Pipeline) -> frozenset[str]:
    """Names of the steps of `now` that `made_by` has not, or has with other settings. Budgets change no answer."""
    before = {placed.name: _settings(placed) for placed in made_by.steps}
    return frozenset(placed.name for placed in now.steps if before.get(placed.name) != _settings(placed))


def _settings(placed: PlacedStep) -> tuple[object, ...]:
    return placed.kind, placed.on_error, type(placed.step), placed.step.model_dump()


@dataclass(slots=True)
class Rerun:
    """A pass of one turn through a pipeline. `ran` are the steps that really ran.

    `then`: the logged stages, none where everything must run. `changed`: steps that are not the ones of then, or that
    shall run whatever they depend on. `made_by`: the steps of then.
    `warm` are steps that have loaded what is heavy: each does before it first runs.
    """

    pipeline: Pipeline
    then: Mapping[str, Ran]
    changed: frozenset[str]
    made_by: Mapping[str, Step] = field(default_factory=dict)
    warm: set[int] = field(default_factory=set)
    ran: list[str] = field(default_factory=list)

    async def turn(self, logged: Turn, ports: Ports) -> Turn:
        """The turn as this pipeline would have made it. Raises TurnStoppedError."""
        now = Turn(message=logged.message, config_hash=self.pipeline.config_hash, index_version=logged.index_version)
        for stage in self.pipeline.stages:
            now = await self.pipeline.run_stage(stage, with_reply_for(stage, now), ports, self._run)
        return replace(now, index_version=ports.index.version) if self.ran else now

    async def _run(self, placed: PlacedStep, before: Turn, ports: Ports) -> tuple[Turn, StepRun]:
        ran = self.then.get(placed.name)
        same = ran is not None and self._same(placed, before, ran.before)
        if ran is not None and same and placed.name not in self.changed:
            return _taken(before, ran), ran.run
        self.ran.append(placed.name)
        after = await self._from_the_log(placed, before, ran, ports) if ran is not None and same else None
        if after is None:
            await self._warm_up(placed.step, ports)
            return await run_step(replace(placed, budget_ms=None), before, ports)
        changed = checked_changes(placed, before, after)
        note = placed.step.note(after) if changed else ""
        return after, StepRun(step=placed.name, ms=0.0, changed=changed, note=note)

    async def _warm_up(self, step: Step, ports: Ports) -> None:
        if id(step) not in self.warm:
            self.warm.add(id(step))
            await step.warm_up(ports)

    async def _from_the_log(self, placed: PlacedStep, before: Turn, ran: Ran, ports: Ports) -> Turn | None:
        """What the step can tell from what it left then; None where it must run, as where it only was told to."""
        made_by = self.made_by.get(placed.name)
        if made_by is None or made_by.model_dump() == placed.step.model_dump():
            return None
        return await placed.step.again(before, ran.after, made_by, ports)

    def _same(self, placed: PlacedStep, now: Turn, then: Turn) -> bool:
        """Whether everything the step depends on is as it was."""
        return all(_equal(name, now, then) for name in placed.step.depends_on())


def _equal(name: str, now: Turn, then: Turn) -> bool:
    if name == "trace":  # what a step may see there is which others failed
        return [run.step for run in now.trace if failed(run)] == [run.step for run in then.trace if failed(run)]
    one, two = getattr(now, name), getattr(then, name)
    return one is two or one == two


def _taken(now: Turn, ran: Ran) -> Turn:
    """The turn with what the step changed then."""
    values = {name: getattr(ran.after, name) for name in ran.run.changed}
    if ran.before.risk is not None and ran.after.risk is not None and "risk" in values:
        # The score of the reply beside the message's, which may be another now.
        values["risk"] = Risk(message=now.risk.message if now.risk else None, reply=ran.after.risk.reply)
    return replace(now, **values)
