"""Environment + YAML → adapters → agent. Only this file picks adapters."""

import asyncio
import os
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from agent.agent import Agent, message_of
from agent.alerts.targets import targets_of
from agent.channel.cloud_api import CloudAPIChannel
from agent.channel.limited import LimitedChannel
from agent.channel.memory import Outbox
from agent.channel.paced import PacedChannel
from agent.channel.watched import WatchedChannel
from agent.journal.kept_deeds import catch_up
from agent.journal.lock import lock_data_folder
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
from agent.ports import LLM, Channel, PortError, Ports, Price, Receipt
from agent.reload import LivePipeline
from agent.service import Service
from agent.settings import Environment, PortSettings, find, operator_folder
from agent.step import rehearsal
from agent.store.customers import import_customers
from agent.store.feed import Feed
from agent.store.memory import MemoryStore
from agent.store.open import open_store_when_free
from agent.store.pseudonyms import numbers_in, pseudonyms_of
from agent.store.readers_copy import ReadersCopy
from agent.turn_log import failed

if TYPE_CHECKING:
    from agent.llm.openrouter import Fallback

DEFAULT_CONFIG = Path("config/pipeline.yaml")


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
    await import_customers(operator_folder(settings.index.documents, path) / "customers", journal)
    store = await open_store_when_free(folder / "cairn.duckdb", journal, memory_limit=settings.store.memory_limit)
    paced = PacedChannel(_cloud_api(environment, settings), settings.channel.pace)
    ports = Ports(
        journal=journal,
        store=store,
        index=await asyncio.to_thread(FaissIndex.open, folder, settings.index),
        llm=OfflineLLM(),
        channel=WatchedChannel(channel or LimitedChannel(paced, journal, settings.channel.messaging_limit)),
    )
    require_way_to_a_person(pipeline, ports.index.catalogue.operator)
    governed = _governed(environment, settings.llm, ports)
    await governed.load(store)
    agent = await _assemble(pipeline, replace(ports, llm=llm or governed), environment, serves=True)
    agent.lock = lock
    agent.service.on_heard = paced.heard
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
    operator = operator_folder(settings.index.documents, pipeline.config.path)
    mirror = Mirror(environment.cairn_data / "journal.sqlite", operator / "customers")
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


async def _assemble(pipeline: Pipeline, ports: Ports, environment: Environment, *, serves: bool = False) -> Agent:
    await pipeline.warm_up(ports, further=serves)
    live = LivePipeline(pipeline.config.path, pipeline, ports, serves=serves)
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
    return CloudAPIChannel(
        url=environment.whatsapp_graph_url,
        token=environment.whatsapp_token.get_secret_value(),
        phone_number_id=environment.whatsapp_phone_number_id,
        version=settings.channel.version,
        timeout_s=settings.channel.timeout_s,
    )
