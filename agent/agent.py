"""The running agent: a pipeline with its ports, live or as a dry run, and what watches over it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import structlog

from agent.alerts.desk import AlertDesk
from agent.alerts.memory import FILE as ALERTS
from agent.alerts.post import Post
from agent.alerts.targets import Target
from agent.channel.kinds import part_read
from agent.channel.number_probe import NumberProbe, probe_number
from agent.health import Component, Limits, Vitals, components
from agent.intake.recall import recalled
from agent.journal.lock import DataLock
from agent.mirror.records import Mirror
from agent.pipeline import Pipeline
from agent.ports import Address, PortError, Ports, Rung
from agent.publishing.canary_watch import CanaryWatch
from agent.publishing.desk import Desk
from agent.publishing.open import open_desk
from agent.reload import LivePipeline
from agent.service import Service
from agent.settings import Environment
from agent.steps.generate import Generate
from agent.store.feed import Feed
from agent.store.readers_copy import ReadersCopy
from agent.turn import Inbound, Turn, Utterance

_PROBE_AGAIN_S = 10.0
VISITOR = "c-visitor"
"""The contact of a message nobody is named for."""

log = structlog.get_logger("knowledge")


@dataclass(slots=True)
class Agent:
    """A pipeline with its ports. `service` takes live traffic; `ask` answers one message and touches nothing."""

    live: LivePipeline
    ports: Ports
    feed: Feed
    service: Service
    environment: Environment
    mirror: Mirror | None = None
    lock: DataLock | None = None
    targets: Sequence[Target] = ()
    probe: NumberProbe | None = None
    readers: ReadersCopy | None = None
    alerts: AlertDesk = field(init=False)
    desk: Desk = field(init=False)
    canary_watch: CanaryWatch = field(init=False)
    _tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        post = Post(self.targets, attempts=lambda: self.pipeline.config.alerts.attempts)
        memory = self.environment.cairn_data / ALERTS
        self.alerts = AlertDesk(self.ports, post, lambda: self.pipeline.config.alerts, self.health, memory=memory)
        self.desk = open_desk(self.live.path, self.environment)
        self.canary_watch = CanaryWatch(self.desk, self.live, self.ports, self.alerts.tell)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline in service."""
        return self.live.current

    def start(self) -> None:
        """Take up what waits in the inbox; watch the config file and the documents."""
        watching = (
            self.live.watch(),
            self.canary_watch.run(),
            self._watch_documents(),
            self._watch_number(),
            self.alerts.run(),
        )
        work = (self.service.run(), *watching)
        self._tasks = [asyncio.create_task(task) for task in work]
        self.alerts.post.start()
        if self.readers is not None:
            self.feed.on_moved = self.readers.poke
            self.readers.start()

    async def _watch_documents(self, every_s: float = 2.0) -> None:
        """Take over what `cairn ingest` wrote while the server runs."""
        while True:
            await asyncio.sleep(every_s)
            try:
                if await self.ports.index.refresh():
                    log.info("documents in service", version=self.ports.index.version)
            except PortError as error:
                log.error("newer documents cannot be read, the old ones stay", reason=str(error))

    async def _watch_number(self) -> None:
        """Ask the Graph API for our number now and then, more often while it does not answer."""
        if self.environment.missing_whatsapp():
            return
        while True:
            config = self.pipeline.config
            self.probe = await probe_number(self.environment, config.ports.channel.version)
            every_s = config.alerts.probe_s
            await asyncio.sleep(every_s if self.probe.state == "ok" else min(every_s, _PROBE_AGAIN_S))

    async def health(self) -> Sequence[Component]:
        """Every component, with what to do where it is not well."""
        alerts = self.pipeline.config.alerts
        vitals = Vitals(
            rung=self.rung,
            feed=self.feed,
            folder=self.environment.cairn_data,
            has_model=self.environment.has_model,
            probe=self.probe,
            limits=Limits(disk_free_mb=alerts.disk_free_mb, clock_off_s=alerts.clock_off_s),
        )
        return await components(self.ports, vitals)

    @property
    def rung(self) -> Rung:
        """The rung of the degradation ladder: the one forced by the config, or where the process stands."""
        generating = (placed.step for placed in self.pipeline.steps if isinstance(placed.step, Generate))
        return next((step.rung(self.ports) for step in generating), self.ports.llm.rung)

    async def ask(self, message: Inbound) -> Turn:
        """One message through the pipeline in service, as a dry run on what is known now."""
        if self.mirror is not None:
            self.mirror.set_clock(message.sent_at)
            await self.mirror.refresh()
            if await self.ports.journal.address(message.contact) is None:
                await self.ports.journal.enrol(message.contact, Address(user_id=f"local.{message.contact}"))
        return await self.pipeline.run(Turn(message=await recalled(message, self.ports.store)), self.ports)

    async def forget(self, contact: str) -> None:
        """In a dry run: a STOP or START of this session no longer counts, nor that a person took over."""
        if self.mirror is not None:
            await self.mirror.restore_consent(contact)
            await self.mirror.restore_pause(contact)

    async def aclose(self) -> None:
        """Finish the turns under way, then close everything in the order of its dependence."""
        await self.service.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.alerts.post.aclose()
        await self.feed.aclose()
        if self.readers is not None:
            await self.readers.aclose()
        for port in (self.ports.channel, self.ports.llm, self.ports.index, self.ports.store, self.ports.journal):
            await port.aclose()
        if self.lock is not None:
            self.lock.release()


def message_of(text: str, contact: str = VISITOR, history: Sequence[Utterance] = ()) -> Inbound:
    """A message that came through no channel: typed in the terminal, the workbench or a notebook."""
    return Inbound(
        id=f"local.{uuid4().hex}",
        contact=contact,
        text=part_read(text),
        sent_at=datetime.now(UTC),
        number="local",
        history=tuple(history),
    )
