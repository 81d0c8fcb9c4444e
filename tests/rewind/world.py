"""A stretch of traffic as a server logs it: the real pipeline on the shipped documents, everything else in memory."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from agent.channel.memory import Outbox
from agent.intake.merged import merge
from agent.intake.recall import recalled
from agent.journal.memory import MemoryJournal
from agent.knowledge.faiss_index import FaissIndex
from agent.llm.offline import OfflineLLM
from agent.pipeline import Pipeline
from agent.ports import LLM, Address, InboxMessage, Ports, Store
from agent.settings import find
from agent.store.customers import import_customers
from agent.store.feed import Feed
from agent.store.open import open_store
from agent.turn import Turn

START = datetime(2026, 9, 1, 4, tzinfo=UTC)
NUMBER = "100000000000001"
ASHA, BEN, CARLA, DEVI, EMIL, FAY = (f"91987650{n:04d}" for n in range(6))
TALK: Sequence[tuple[str, ...]] = (
    (ASHA, "Hi! How much is Roopkund for 2 people in September?"),
    (BEN, "hola, ¿qué dificultad tiene el trek de Kedarkantha?"),
    (ASHA, "and is food included?"),
    (CARLA, "STOP"),
    (DEVI, "मुझे हर की दून के बारे में बताइए"),
    (CARLA, "how much is Chadar?"),
    (EMIL, "Bonjour, quels sont les prochains départs ?", "nous sommes quatre"),
    (DEVI, "kitna kharcha aayega 3 logon ka"),
    (CARLA, "START"),
    (ASHA, "My friend fell and cannot walk, we are stuck at camp 2, please help!"),
    (CARLA, "what should I pack for Kedarkantha?"),
    (ASHA, "are you there?"),
    (FAY, "This is the worst company ever, I want my money back and will sue you"),
    (FAY, "hello??"),
    (FAY, "(released)"),
    (FAY, "ok. what is your cancellation policy?"),
    (BEN, "stop the offers please"),
    (BEN, "¿y cuánto cuesta para dos personas en octubre?"),
    (EMIL, "what is the capital of Mongolia"),
    (DEVI, "I want to talk to a person"),
    (EMIL, "compare Kedarkantha and Roopkund for a beginner of 60, which is safer and why"),
    (CARLA, "🎉🎉🎉 FREE MONEY CLICK www.win-prizes.biz NOW!!!"),
    (BEN, "gracias"),
    (EMIL, "qzxv blorp"),
)
"""Who writes what; several texts are one burst."""


@dataclass(slots=True)
class Clock:
    """Epoch seconds that move when told."""

    now: datetime = START

    def __call__(self) -> float:
        return self.now.timestamp()


class StoreReader:
    """A store as a reader of tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        with ThreadPoolExecutor(1) as aside:
            return aside.submit(lambda: asyncio.run(self._store.query(sql, parameters))).result()


@dataclass(slots=True)
class World:
    """A server's ports, and the turns it answered."""

    pipeline: Pipeline
    ports: Ports
    clock: Clock
    feed: Feed
    reader: StoreReader
    outbox: Outbox

    @classmethod
    async def on(cls, folder: Path, index: FaissIndex, pipeline: Pipeline, llm: LLM | None = None) -> "World":
        """Nobody has written yet; the sample customers are known."""
        clock = Clock()
        journal, outbox = MemoryJournal(now=clock), Outbox()
        store = await open_store(folder / "cairn.duckdb", journal)
        ports = Ports(journal=journal, store=store, index=index, llm=llm or OfflineLLM(), channel=outbox)
        await import_customers(find("data/customers"), journal)
        world = cls(pipeline, ports, clock, Feed(journal, store), StoreReader(store), outbox)
        await world.feed.catch_up()
        return world

    async def write(self, phone: str, *texts: str, after: timedelta = timedelta(minutes=7)) -> Turn:
        """A burst of one person is answered; the clock moves on."""
        self.clock.now += after
        items = [
            InboxMessage(
                id=f"wamid.{self.clock.now.timestamp():.0f}.{n}",
                number=NUMBER,
                sender=Address(phone=phone, name=f"Guest {phone[-3:]}"),
                kind="text",
                text=text,
                sent_at=self.clock.now,
                payload={},
            )
            for n, text in enumerate(texts)
        ]
        journal = self.ports.journal
        await journal.receive(items)
        await self.feed.catch_up()
        contact = await journal.resolve(Address(phone=phone))
        lease = await journal.lease(contact, 60)
        assert lease is not None
        message = merge(lease.messages)
        assert message is not None
        self.clock.now += timedelta(seconds=2)
        turn = await self.pipeline.run(Turn(message=await recalled(message, self.ports.store)), self.ports)
        await journal.settle(lease)
        await self.feed.catch_up()
        return turn

    async def release(self, phone: str) -> None:
        """A colleague is done with this contact."""
        await self.ports.journal.end_pause(await self.ports.journal.resolve(Address(phone=phone)), "colleague")
        await self.feed.catch_up()


def drafted(**settings: dict[str, Any]) -> Pipeline:
    """The shipped config with other settings: `drafted(validate={"threshold": 90})`; by the name of the step."""
    shipped = _shipped()
    stages = tuple(
        tuple(
            replace(
                placed,
                step=type(placed.step).model_validate({**placed.step.model_dump(), **settings.get(placed.name, {})}),
            )
            for placed in stage
        )
        for stage in shipped.stages
    )
    hashed = shipped.config_hash if not settings else f"draft-{'-'.join(sorted(settings))}"
    return Pipeline(replace(shipped.config, stages=stages, hash=hashed))


@cache
def _shipped() -> Pipeline:
    return Pipeline.load(find("config/pipeline.yaml"))


def shipped_index(data: Path) -> FaissIndex:
    """The index of the shipped documents."""
    return FaissIndex.open(data, _shipped().config.ports.index)
