"""Environment + YAML → adapters → agent. Only this file picks adapters."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog

from agent.alerts.desk import AlertDesk
from agent.alerts.memory import FILE as ALERTS
from agent.alerts.post import Post
from agent.alerts.targets import Target, targets_of
from agent.channel.cloud_api import CloudAPIChannel
from agent.channel.memory import Outbox
from agent.channel.number_probe import NumberProbe, probe_number
from agent.channel.paced import PacedChannel
from agent.channel.watched import WatchedChannel
from agent.health import Component, Limits, Vitals, components
from agent.intake.recall import recalled
from agent.journal.kept_deeds import catch_up
from agent.journal.lock import DataLock, lock_data_folder
from agent.journal.memory import MemoryJournal
from agent.journal.sqlite import SQLiteJournal
from agent.knowledge.faiss_index import FaissIndex
from agent.llm.answers import AnswerCache
from agent.llm.budget import Budget
from agent.llm.cassette import CassetteLLM
from agent.llm.governed import GovernedLLM
from agent.llm.ladder import Ladder
from agent.llm.offline import OfflineLLM
from agent.llm.settings import LLMSettings
from agent.llm.spend_book import SpendBook
from agent.mirror.records import Mirror
from agent.people.escalation import require_way_to_a_person
from agent.pipeline import Pipeline, TurnStoppedError
from agent.ports import LLM, Address, Channel, PortError, Ports, Price, Receipt, Rung
from agent.publishing.canary_watch import CanaryWatch
from agent.publishing.desk import Desk
from agent.publishing.open import open_desk
from agent.reload import LivePipeline
from agent.service import Service
from agent.settings import Environment, PortSettings, find
from agent.step import rehearsal
from agent.steps.generate import Generate
from agent.store.customers import import_customers
from agent.store.feed import Feed
from agent.store.memory import MemoryStore
from agent.store.open import open_store_when_free
from agent.store.pseudonyms import numbers_in, pseudonyms_of
from agent.store.readers_copy import ReadersCopy
from agent.turn import Inbound, Turn, Utterance
from agent.turn_log import failed

if TYPE_CHECKING:
    from agent.llm.openrouter import Fallback

DEFAULT_CONFIG = Path("config/pipeline.yaml")
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
        text=text,
        sent_at=datetime.now(UTC),
        number="local",
        history=tuple(history),
    )


async def build_server_agent(
    config: Path | None = None,
    environment: Environment | None = None,
    *,
    channel: Channel | None = None,
    llm: LLM | None = None,
) -> Agent:
    """The agent that serves live traffic: the one writer of the data folder.

    Raises ConfigError, and PortError when the app secret is missing, another server runs, or a part cannot be opened.
    """
    environment = environment or Environment()
    path = config or Path(os.environ.get("CAIRN_CONFIG", str(find(str(DEFAULT_CONFIG)))))
    pipeline = require_ready(path, environment)
    settings = pipeline.config.ports
    folder = environment.cairn_data
    lock = lock_data_folder(folder)
    journal = await asyncio.to_thread(SQLiteJournal.open, folder / "journal.sqlite")
    await asyncio.to_thread(catch_up, folder)
    await import_customers(find(settings.index.documents) / "customers", journal)
    store = await open_store_when_free(folder / "cairn.duckdb", journal, memory_limit=settings.store.memory_limit)
    ports = Ports(
        journal=journal,
        store=store,
        index=await asyncio.to_thread(FaissIndex.open, folder, settings.index),
        llm=OfflineLLM(),
        channel=WatchedChannel(channel or _cloud_api(environment, settings)),
    )
    require_way_to_a_person(pipeline, ports.index.catalogue.operator)
    governed = _governed(environment, settings.llm, ports)
    await governed.load(store)
    agent = await _assemble(pipeline, replace(ports, llm=llm or governed), environment)
    agent.lock = lock
    pseudonyms = pseudonyms_of(folder, numbers_in(ports.index.catalogue.operator))
    agent.readers = ReadersCopy(folder, journal, pseudonyms, memory_limit=settings.store.memory_limit)
    await agent.canary_watch.look()  # who was in a canary before the restart is in it from the first turn
    return agent


async def build_dry_agent(
    config: Path | None = None, environment: Environment | None = None, *, llm: LLM | None = None
) -> Agent:
    """The same pipeline that sends nothing and writes nothing: for `cairn ask`, the workbench and notebooks.

    `llm` may be a cassette, so that the same words come back every time. It follows the data folder, also while a
    server runs. Raises ConfigError, or PortError when there is no index.
    """
    environment = environment or Environment()
    return await _dry_agent(Pipeline.load(config or find(str(DEFAULT_CONFIG))), environment, llm)


async def rehearse(pipeline: Pipeline, environment: Environment | None = None) -> None:
    """Whether a server could start with it and answer, as a dry run without a model. PortError says why not."""
    agent = await _dry_agent(pipeline, environment or Environment(), OfflineLLM())
    try:
        require_way_to_a_person(pipeline, agent.ports.index.catalogue.operator)
        turn = await agent.ask(message_of(rehearsal().message.text))
    except TurnStoppedError as stopped:
        raise PortError(f"a plain question was not answered: {stopped}") from stopped
    finally:
        await agent.aclose()
    failures = [f"{run.step}: {run.error}" for run in turn.trace if failed(run)]
    if failures:
        raise PortError(f"a plain question was not answered as it should be: {'; '.join(failures)}")


async def _dry_agent(pipeline: Pipeline, environment: Environment, llm: LLM | None) -> Agent:
    settings = pipeline.config.ports
    mirror = Mirror(environment.cairn_data / "journal.sqlite", find(settings.index.documents) / "customers")
    await mirror.refresh()
    ports = Ports(
        journal=mirror.journal,
        store=mirror.store,
        index=await asyncio.to_thread(FaissIndex.open, environment.cairn_data, settings.index),
        llm=OfflineLLM(),
        channel=Outbox(repeat(Receipt(state="skipped"))),
    )
    ports = replace(ports, llm=llm or _governed(environment, settings.llm, ports))
    agent = await _assemble(pipeline, ports, environment)
    agent.mirror = mirror
    return agent


def build_bench(config: Path, environment: Environment) -> tuple[Pipeline, Ports]:
    """The pipeline of a config and ports to run logged turns again: index and model are real, the rest is empty.

    Nothing is warm yet. Raises ConfigError, or PortError when there is no index.
    """
    pipeline = Pipeline.load(config)
    settings = pipeline.config.ports
    ports = Ports(
        journal=MemoryJournal(),
        store=MemoryStore(),
        index=FaissIndex.open(environment.cairn_data, settings.index),
        llm=_model(environment, settings.llm, Budget(settings.llm.budget)),
        channel=Outbox(repeat(Receipt(state="skipped"))),
    )
    return pipeline, ports


async def _assemble(pipeline: Pipeline, ports: Ports, environment: Environment) -> Agent:
    await pipeline.warm_up(ports)
    live = LivePipeline(pipeline.config.path, pipeline, ports)
    feed = Feed(ports.journal, ports.store)
    service = Service(live.serving, ports, feed, pipeline.config.service)
    targets = targets_of(environment)
    return Agent(live=live, ports=ports, feed=feed, service=service, environment=environment, targets=targets)


def require_ready(config: Path, environment: Environment) -> Pipeline:
    """What can be known before anything is opened: the config is good and the keys are there."""
    pipeline = Pipeline.load(config)
    missing = environment.missing_whatsapp()
    if missing:
        raise PortError(
            f"not set: {', '.join(missing)}. Without them no webhook can be trusted and nothing sent; "
            "`make run` uses the simulator's, docs/operations.md says where Meta shows yours"
        )
    targets_of(environment)
    return pipeline


def _governed(environment: Environment, settings: LLMSettings, ports: Ports) -> GovernedLLM:
    """The model under budget and ladder, with a memory for its answers."""
    budget = Budget(settings.budget, SpendBook(ports.journal, ports.store))
    model = _recorded(environment, _model(environment, settings, budget))
    ladder = Ladder(settings.ladder, spent=lambda: budget.share, breakers=lambda: model.state.breakers)
    answers = AnswerCache(settings.cache, ports.index.embed) if settings.cache.enabled else None
    return GovernedLLM(model, ladder, budget, answers)


def _model(environment: Environment, settings: LLMSettings, budget: Budget) -> LLM:
    key = environment.openrouter_api_key.get_secret_value()
    if not key and not environment.has_fallback:
        return OfflineLLM()
    from agent.llm.openrouter import OpenRouterLLM  # the SDK takes 0.4 s to import: only where somebody can be asked

    return OpenRouterLLM(
        key,
        environment.openrouter_url,
        fallback=_fallback(environment, settings) if environment.has_fallback else None,
        budget=budget,
        attempts=settings.attempts,
    )


def _fallback(environment: Environment, settings: LLMSettings) -> "Fallback":
    from agent.llm.endpoint import Endpoint
    from agent.llm.openrouter import Fallback

    key = environment.cairn_fallback_llm_key.get_secret_value()
    price = Price(**settings.fallback.model_dump())
    return Fallback(
        Endpoint(environment.cairn_fallback_llm_url, key, price=price), environment.cairn_fallback_llm_model
    )


def _recorded(environment: Environment, model: LLM) -> LLM:
    """The model, or the cassette in front of it."""
    if environment.cairn_cassette is None:
        return model
    return CassetteLLM(environment.cairn_cassette, model, mode=environment.cairn_cassette_mode)


def _cloud_api(environment: Environment, settings: PortSettings) -> Channel:
    meta = CloudAPIChannel(
        url=environment.whatsapp_graph_url,
        token=environment.whatsapp_token.get_secret_value(),
        phone_number_id=environment.whatsapp_phone_number_id,
        version=settings.channel.version,
        timeout_s=settings.channel.timeout_s,
    )
    return PacedChannel(meta, settings.channel.pace)
