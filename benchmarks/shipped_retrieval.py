"""The retrieve step of the shipped config, timed by part."""

import asyncio
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from agent.bootstrap import DEFAULT_CONFIG
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.contents import Contents
from agent.knowledge.embedder import Embeds, Role, open_embedder
from agent.knowledge.faiss_index import FaissIndex, model_folder
from agent.knowledge.lexical import Lexical
from agent.knowledge.model_card import Precision
from agent.knowledge.nearest import build_nearest
from agent.pipeline import Pipeline
from agent.ports import Vectors
from agent.settings import Environment, find
from agent.steps.retrieve import Retrieve
from agent.turn import Inbound, Language, Parsed, Passage, Turn
from eval.job import Job, ports_over

Questions = Sequence[tuple[Language, str]]


@dataclass
class Times:
    """Of each question, in ms. `rest` is all but embedding and searching; `first` the whole at the first time."""

    whole: list[float] = field(default_factory=list)
    embed: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    peak_mb: float = 0.0


def shipped_times(found: Sequence[Passage], asked: Questions, precision: Precision, vectors: Vectors) -> Times:
    """Every question twice; no vector of a question is kept."""
    return asyncio.run(_measured(found, asked, precision, vectors))


async def _measured(found: Sequence[Passage], asked: Questions, precision: Precision, vectors: Vectors) -> Times:
    job = Job(pipeline=Pipeline.load(find(str(DEFAULT_CONFIG))), folder=Environment().cairn_data)
    folder = model_folder(job.folder, job.settings.model)
    embedder = _Watched(open_embedder(folder, precision=precision, threads=1, cache_size=0))
    index = _WatchedIndex(_contents(found, vectors, job), embedder, workers=1)
    step, ports = job.step(Retrieve), ports_over(index)
    await step.warm_up(ports)
    turns = [_turn(language, text) for language, text in asked]
    times = Times()
    for turn in turns:
        started = time.perf_counter()
        await step.run(turn, ports)
        times.first.append((time.perf_counter() - started) * 1000)
    for turn in turns:
        started = time.perf_counter()
        await step.run(turn, ports)
        whole = (time.perf_counter() - started) * 1000
        times.whole.append(whole)
        times.embed.append(embedder.ms)
        times.search.append(index.ms - embedder.ms)
        times.rest.append(whole - index.ms)
    times.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    await index.aclose()
    return times


def _contents(found: Sequence[Passage], vectors: Vectors, job: Job) -> Contents:
    return Contents(
        passages=tuple(found),
        vectors=vectors,
        nearest=build_nearest(vectors, job.settings.flat_below),
        lexical=Lexical.build(found, k1=job.settings.k1, b=job.settings.b),
        catalogue=Catalogue(),
        version="invented",
    )


def _turn(language: Language, text: str) -> Turn:
    parsed = Parsed(language=language, language_confidence=1.0, intent="trek_info", intent_confidence=1.0)
    return Turn(message=Inbound(id="bench", contact="bench", text=text, sent_at=datetime.now(UTC)), parsed=parsed)


class _Watched:
    """The embedder, and how long its last question took."""

    def __init__(self, inner: Embeds) -> None:
        self._inner = inner
        self.dim, self.digest, self.max_tokens, self.count = inner.dim, inner.digest, inner.max_tokens, inner.count
        self.ms = 0.0

    def embed(self, texts: Sequence[str], role: Role = "query") -> Vectors:
        started = time.perf_counter()
        rows = self._inner.embed(texts, role)
        self.ms = (time.perf_counter() - started) * 1000
        return rows


class _WatchedIndex(FaissIndex):
    """The index, and how long its last search took with the embedding."""

    ms = 0.0

    async def search(self, text: str, *, top_k: int, meaning: str = "") -> Sequence[Passage]:
        started = time.perf_counter()
        rows = await super().search(text, top_k=top_k, meaning=meaning)
        self.ms = (time.perf_counter() - started) * 1000
        return rows
