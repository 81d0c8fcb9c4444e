"""The `Index` port over a generation on disk: FAISS and BM25, in threads of their own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import structlog

from agent.facts.context.kept import Kept
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.contents import Contents
from agent.knowledge.embed_passages import embed_passages
from agent.knowledge.embedder import Embeds, open_embedder, pieces_per_word
from agent.knowledge.generation import Generation, current_name, index_folder, read_generation
from agent.knowledge.kept import kept_path, read_arrays, write_arrays
from agent.knowledge.lexical import Lexical
from agent.knowledge.nearest import build_nearest
from agent.knowledge.settings import IndexSettings
from agent.ports import Arrays, PortError, Vectors
from agent.turn import Passage

Result = TypeVar("Result")

_AT_ONCE = 32  # texts: a fifth of a second


class FaissIndex:
    """Embedding and searching never run on the event loop. A call sees one generation from start to end."""

    def __init__(self, contents: Contents, embedder: Embeds, *, workers: int = 2, notes: Sequence[str] = ()):
        self.notes = tuple(notes)
        self._contents = contents
        self._embedder = embedder
        self._workers = workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="index")
        self._folder: Path | None = None
        self._name = ""

    @classmethod
    def open(cls, data_folder: Path, settings: IndexSettings) -> "FaissIndex":
        """Load model and newest sound generation. Raises PortError when either is missing or they do not fit."""
        embedder = open_embedder(
            model_folder(data_folder, settings.model),
            precision=settings.precision,
            threads=settings.threads,
            cache_size=settings.cache_size,
        )
        found = _fitting(read_generation(index_folder(data_folder)), embedder)
        index = cls(found.contents, embedder, workers=settings.workers, notes=found.notes)
        index._folder, index._name = index_folder(data_folder), found.name
        return index

    @property
    def catalogue(self) -> Catalogue:
        return self._contents.catalogue

    @property
    def texts(self) -> Kept:
        return self._contents.texts

    @property
    def version(self) -> str:
        return self._contents.version

    def __len__(self) -> int:
        return len(self._contents.passages)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """All workers take part, a few texts at a time: a question asked meanwhile waits for no more than those."""
        parts = [np.zeros((0, self._embedder.dim), dtype=np.float32)]
        together = _AT_ONCE * self._workers
        for start in range(0, len(texts), together):
            end = min(start + together, len(texts))
            slices = [texts[at : min(at + _AT_ONCE, end)] for at in range(start, end, _AT_ONCE)]
            parts += await asyncio.gather(*(self._aside(partial(self._embedder.embed, some)) for some in slices))
        return np.vstack(parts)

    def pieces_per_word(self, text: str) -> float:
        return pieces_per_word(text, self._embedder)

    async def search(self, text: str, *, top_k: int, meaning: str = "") -> Sequence[Passage]:
        contents, asked = self._contents, [meaning or text]
        return await self._aside(lambda: contents.search(text, self._embedder.embed(asked)[0], top_k))

    async def kept(self, key: str, make: Callable[[], Awaitable[Arrays]]) -> Arrays:
        if self._folder is None:
            return await make()
        path = kept_path(self._folder, key)
        found = await self._aside(lambda: read_arrays(path))
        if found is not None:
            return found
        arrays = await make()
        await self._aside(lambda: write_arrays(path, arrays))
        return arrays

    async def passages(self, ids: Sequence[str]) -> Sequence[Passage]:
        return self._contents.pick(ids)

    async def of_kind(self, kind: str) -> Sequence[Passage]:
        return self._contents.of_kind(kind)

    async def vectors(self) -> tuple[Sequence[Passage], Vectors]:
        contents = self._contents
        return contents.passages, contents.vectors

    async def refresh(self) -> bool:
        """Take over a newer generation if there is one; the old one stays in service when it cannot be read."""
        if self._folder is None or current_name(self._folder) == self._name:
            return False
        folder = self._folder
        found = await self._aside(lambda: _fitting(read_generation(folder), self._embedder))
        changed = found.contents.version != self.version
        self._contents, self._name, self.notes = found.contents, found.name, found.notes
        return changed

    async def aclose(self) -> None:
        """End the threads after the work they hold."""
        await asyncio.to_thread(self._threads.shutdown)

    async def _aside(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def model_folder(data_folder: Path, model: str) -> Path:
    """Where the exported model lives; a path or a name with an owner becomes one folder name."""
    return data_folder / "models" / model.strip("/").replace("/", "--")


def contents_of(
    passages: Sequence[Passage], embedder: Embeds, settings: IndexSettings, catalogue: Catalogue | None = None
) -> Contents:
    """An index in memory, for temporary collections: `FaissIndex(contents_of(…), embedder)`."""
    vectors, _ = embed_passages(passages, embedder, {}, lambda stage, done, total: None)
    return Contents(
        passages=tuple(passages),
        vectors=np.ascontiguousarray(vectors),
        nearest=build_nearest(vectors, settings.flat_below),
        lexical=Lexical.build(passages, k1=settings.k1, b=settings.b),
        catalogue=catalogue or Catalogue(),
        version="in-memory",
    )


def _fitting(found: Generation, embedder: Embeds) -> Generation:
    for note in found.notes:
        structlog.get_logger(__name__).warning("index_generation_skipped", reason=note, in_service=found.name)
    if found.manifest.model_digest != embedder.digest:
        raise PortError(f"the index {found.name} was built with another model or precision; run `cairn ingest data`")
    return found
