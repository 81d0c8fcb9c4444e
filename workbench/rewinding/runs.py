"""Rewinds that go on while the page is drawn again and again: one for each user, draft and stretch."""

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime

import streamlit as st

from agent.config import PipelineConfig
from agent.pipeline import Pipeline
from agent.rewind import Rewound, logged_turns, past_of, rewind
from agent.rewind.bench import bench_of
from agent.settings import Environment
from agent.store.pseudonyms import numbers_in, pseudonyms_of
from agent.store.reader import open_reader
from workbench.desk import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Which logged turns: the newest `limit` from `since` up to `until`."""

    since: datetime | None
    until: datetime | None
    limit: int


@dataclass(slots=True)
class Job:
    """One rewind under way or done. `told` says what it is at; `halt` asks it to stop and keep what it has."""

    halt: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    total: int = 0
    told: str = "Reading the logged turns"
    future: Future[Rewound] | None = None

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.future is not None and not self.future.done()

    def found(self) -> Rewound | None:
        """What it found; None while it runs. Raises what went wrong."""
        return self.future.result() if self.future is not None and self.future.done() else None

    def tell(self, done: int, total: int) -> None:
        """How far it is."""
        self.done, self.total, self.told = done, total, "Running turns again"


class Rewinds:
    """By user and draft, for as long as the workbench runs."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, str, Stretch], Job] = {}

    def of(self, desk: Workbench, stretch: Stretch) -> Job | None:
        """This user's rewind of the draft as it is now; None when it was never begun."""
        return self._jobs.get(_key(desk, stretch))

    def begin(self, desk: Workbench, stretch: Stretch, *, spend_cap_usd: float = 0.0) -> Job:
        """Start it, or start it again; the one before is told to stop."""
        key = _key(desk, stretch)
        if key in self._jobs:
            self._jobs[key].halt.set()
        job = self._jobs[key] = Job()
        draft = desk.draft.config
        hide = not desk.may("reveal")
        job.future = desk.bridge.start(_rewound(desk, draft, stretch, job, spend_cap_usd, hide=hide))
        return job


def _key(desk: Workbench, stretch: Stretch) -> tuple[str, str, Stretch]:
    return desk.user.name, desk.draft.config.hash, stretch


@st.cache_resource(show_spinner=False)
def rewinds() -> Rewinds:
    """One register for all sessions: closing the page ends nothing."""
    return Rewinds()


async def _rewound(
    desk: Workbench, draft: PipelineConfig, stretch: Stretch, job: Job, spend_cap_usd: float, *, hide: bool
) -> Rewound:
    environment = Environment()
    agent = desk.agent
    bench = bench_of(agent.pipeline, agent.ports, environment)
    # As it was written, because a prompt with a pseudonym in it is another prompt; what is shown has pseudonyms.
    reader = await asyncio.to_thread(open_reader, environment, role="admin")
    try:
        turns = await asyncio.to_thread(logged_turns, reader, stretch.since, stretch.until, stretch.limit)
        job.total, job.told = len(turns), "Reading what was known then"
        past = await asyncio.to_thread(past_of, reader, turns)
        pseudonyms = reader.role != "admin"
    finally:
        reader.close()
    versions: Mapping[str, Pipeline] = await asyncio.to_thread(bench.versions, turns)
    found = await rewind(
        turns,
        bench.live,
        Pipeline(draft),
        bench.ports,
        past=past,
        versions=versions,
        known=bench.known,
        ask=bench.ask if spend_cap_usd else None,
        spend_cap_usd=spend_cap_usd,
        crew=bench.crew,
        on_progress=job.tell,
        stop=job.halt.is_set,
    )
    found = replace(found, pseudonyms=pseudonyms)
    if not hide:
        return found
    known = pseudonyms_of(environment.cairn_data, numbers_in(bench.ports.index.catalogue.operator))
    return found.hidden(known.text)
