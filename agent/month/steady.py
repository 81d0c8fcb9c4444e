"""The pipeline as the month needs it: the same steps, and nothing that depends on how fast this machine is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from agent.compose.composer import draft
from agent.compose.reading.times import today_of
from agent.config import PipelineConfig
from agent.month.stand_in import StandIn
from agent.pipeline import Pipeline, RunStep
from agent.ports import Ports
from agent.step import PlacedStep
from agent.steps.generate import Generate
from agent.turn import StepRun, Turn
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("paces.yaml")
_MODEL_STEP = "generate"

Pace = tuple[float, float]


class SteadyPipeline(Pipeline):
    """No step is cut off, and the milliseconds of the trace are drawn from `paces.yaml` by message and step.

    The hash stays that of the config: what is said and decided is what that config says and decides.
    """

    def __init__(self, config: PipelineConfig, seed: int, model: StandIn) -> None:
        """`model` is told what the composer would say, before a route may ask it."""
        stages = tuple(tuple(replace(placed, budget_ms=None) for placed in stage) for stage in config.stages)
        super().__init__(replace(config, stages=stages))
        self._seed = seed
        self._model = model

    async def run_stage(self, stage: Sequence[PlacedStep], turn: Turn, ports: Ports, run: RunStep) -> Turn:
        async def timed(placed: PlacedStep, before: Turn, using: Ports) -> tuple[Turn, StepRun]:
            if isinstance(placed.step, Generate):
                catalogue = using.index.catalogue
                own = draft(before, catalogue, today_of(before, catalogue), placed.step.manner)
                self._model.words[before.message.id] = own.reply
            after, line = await run(placed, before, using)
            return after, replace(line, ms=self._ms(line.step, before.message.id))

        return await super().run_stage(stage, turn, ports, timed)

    def _ms(self, step: str, message_id: str) -> float:
        rng = Random(f"{self._seed} pace {step} {message_id}")
        steps, models = _paces()["steps"], _paces()["models"]
        ms = _drawn(steps.get(step, _paces()["other"]), rng)
        model = self._model.asked.get(message_id, "") if step == _MODEL_STEP else ""
        if model:
            ms += _drawn(models.get(model.split("/")[0], models["other"]), rng)
        return round(ms, 3)


def _drawn(pace: Pace, rng: Random) -> float:
    middle, spread = pace
    return middle * rng.lognormvariate(0.0, spread)


@cache
def _paces() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml(_FILE)
    return found
