"""What a suite is asked to do, and the real steps it does it with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from agent.channel.memory import Outbox
from agent.config import ConfigError, Problem
from agent.journal.memory import MemoryJournal
from agent.knowledge.settings import IndexSettings
from agent.llm.offline import OfflineLLM
from agent.pipeline import Pipeline
from agent.ports import Index, Ports
from agent.step import Step
from agent.store.memory import MemoryStore
from eval.figures.report import Result
from eval.split import Split

Tell = Callable[[str, int, int], None]
"""Stage, done, total."""

Kind = TypeVar("Kind", bound=Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of a suite on one config. `data` is None for the project's own set; `folder` is the data folder,
    `all`: list the rows that pass too.

    For tuning: what errors cost (those not named have their default), and the share of bad ones in real traffic.
    """

    pipeline: Pipeline
    folder: Path
    data: Path | None = None
    train: Path | None = None
    history: bool = False
    all: bool = False
    split: Split = "all"
    costs: Mapping[str, float] = field(default_factory=dict)
    share: float | None = None
    tell: Tell = lambda stage, done, total: None

    @property
    def settings(self) -> IndexSettings:
        """The index of the config, without its memory of questions: each is embedded, as a new one would be."""
        return self.pipeline.config.ports.index.model_copy(update={"cache_size": 0})

    def step(self, kind: type[Kind]) -> Kind:
        """The first step of that kind. Raises ConfigError when the config has none."""
        return step_of(self.pipeline, kind)


def step_of(pipeline: Pipeline, kind: type[Kind]) -> Kind:
    """The first step of that kind. Raises ConfigError when the config has none."""
    found = next((placed.step for placed in pipeline.steps if isinstance(placed.step, kind)), None)
    if found is None:
        what = f"there is no {kind.__name__} step, and this suite measures it"
        raise ConfigError(pipeline.config.path, [Problem(line=1, where="steps", what=what)])
    return found


@dataclass(frozen=True, slots=True)
class Suite:
    """How it is measured, and which of the options `train`, `history` and `all` it takes."""

    measure: Callable[[Job], Awaitable[Result]]
    takes: frozenset[str] = frozenset()


def ports_over(index: Index) -> Ports:
    """An index and nothing else: no customer is known, no model is there, nothing leaves."""
    return Ports(journal=MemoryJournal(), store=MemoryStore(), index=index, llm=OfflineLLM(), channel=Outbox())
