"""Processes that share a rewind: each has the index and the pipelines of its own."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from agent.channel.memory import Outbox
from agent.config import PipelineConfig
from agent.journal.memory import MemoryJournal
from agent.knowledge.faiss_index import FaissIndex
from agent.llm.offline import OfflineLLM
from agent.logs import configure_logs
from agent.pipeline import Pipeline
from agent.ports import Ports, Rung
from agent.rewind.compare import Comparison
from agent.rewind.flips import Compared
from agent.rewind.past import Past
from agent.rewind.shared import with_shared_steps
from agent.rewind.then import Known
from agent.step import PlacedStep, Step
from agent.store.memory import MemoryStore
from agent.turn import Turn

Found = dict[str, Compared | None]
_TURNS_OF_A_TASK = 50
_LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """A pipeline on its way into another process: classes and settings, nothing that was loaded."""

    config: PipelineConfig
    steps: Sequence[Sequence[tuple[PlacedStep, type[Step], Mapping[str, Any]]]]

    @classmethod
    def of(cls, pipeline: Pipeline) -> "Plan":
        """Without what its steps have loaded."""
        config = replace(pipeline.config, stages=())
        return cls(config, [[_plan(placed) for placed in stage] for stage in pipeline.stages])

    def pipeline(self) -> Pipeline:
        """The same pipeline, cold."""
        stages = tuple(
            tuple(replace(placed, step=kind.model_validate(settings)) for placed, kind, settings in stage)
            for stage in self.steps
        )
        return Pipeline(replace(self.config, stages=stages))


def _plan(placed: PlacedStep) -> tuple[PlacedStep, type[Step], Mapping[str, Any]]:
    return replace(placed, step=Step()), type(placed.step), placed.step.model_dump()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A comparison that can travel: everything but the ports."""

    live: Plan
    draft: Plan
    versions: Mapping[str, Plan] = field(default_factory=dict)
    past: Past
    usual: Rung
    known: Known
    all_steps: bool

    @classmethod
    def of(cls, job: Comparison) -> "Work":
        """The work of a comparison."""
        return cls(
            live=Plan.of(job.live),
            draft=Plan.of(job.draft),
            versions={hashed: Plan.of(one) for hashed, one in job.versions.items()},
            past=job.past,
            usual=job.usual,
            known=job.known,
            all_steps=job.all_steps,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """`processes` workers on the index of a data folder.

    Starting them takes seconds: they are when what is left would take longer than `worth_s` seconds here.
    """

    data: Path
    processes: int = 2
    worth_s: float = 20.0

    def through(
        self, work: Work, turns: Sequence[Turn], tell: Callable[[int, int], None], stop: Callable[[], bool]
    ) -> Found:
        """Every turn compared; fewer where it was stopped. Blocks; what a worker raises is raised here."""
        found: Found = {}
        pool = ProcessPoolExecutor(self.processes, get_context("spawn"), initializer=_begin, initargs=(self.data, work))
        try:
            left = {pool.submit(_compare, part) for part in _parts(turns)}
            while left and not stop():
                done, left = wait(left, _LOOK_EVERY_S, FIRST_COMPLETED)
                for part in done:
                    found.update(part.result())
                    tell(len(found), len(turns))
        finally:
            pool.shutdown(wait=not stop(), cancel_futures=True)
        return found


def _parts(turns: Sequence[Turn]) -> Iterator[Sequence[Turn]]:
    for start in range(0, len(turns), _TURNS_OF_A_TASK):
        yield turns[start : start + _TURNS_OF_A_TASK]


# --- in a worker ---------------------------------------------------------------------------------------------

_worker: "_Worker | None" = None


class _Worker:
    """One loop, one comparison, for as long as the process lives."""

    def __init__(self, data: Path, work: Work) -> None:
        self._loop = asyncio.new_event_loop()
        self._job = self._loop.run_until_complete(_job(data, work))

    def compare(self, turns: Sequence[Turn]) -> Found:
        return self._loop.run_until_complete(self._each(turns))

    async def _each(self, turns: Sequence[Turn]) -> Found:
        return {turn.message.id: await self._job.of(turn) for turn in turns}


async def _job(data: Path, work: Work) -> Comparison:
    live = work.live.pipeline()
    index = await asyncio.to_thread(FaissIndex.open, data, live.config.ports.index)
    ports = Ports(journal=MemoryJournal(), store=MemoryStore(), index=index, llm=OfflineLLM(), channel=Outbox())
    draft = with_shared_steps(work.draft.pipeline(), live)
    return Comparison(
        live=live,
        draft=draft,
        ports=ports,
        past=work.past,
        usual=work.usual,
        known=work.known,
        versions={hashed: with_shared_steps(one.pipeline(), live) for hashed, one in work.versions.items()},
        all_steps=work.all_steps,
    )


def _begin(data: Path, work: Work) -> None:
    global _worker
    configure_logs(level="WARNING")
    _worker = _Worker(data, work)


def _compare(turns: Sequence[Turn]) -> Found:
    if _worker is None:
        raise RuntimeError("this process was never told its work")
    return _worker.compare(turns)
