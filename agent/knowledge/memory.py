"""The `Index` port in memory, with an embedding that needs no model: for tests, notebooks and demos."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence

import numpy as np

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.contents import Contents
from agent.knowledge.embed_passages import embed_passages, passage_hash
from agent.knowledge.embedder import Role, pieces_per_word, unit
from agent.knowledge.lexical import Lexical
from agent.knowledge.nearest import build_nearest
from agent.knowledge.words import stems, words
from agent.ports import Arrays, Vectors
from agent.turn import Passage


class HashingEmbedder:
    """Feature hashing of stems: texts that share words are near, nothing else is. Same text, same vector, anywhere."""

    dim = 384
    digest = "hashing-384"
    max_tokens = 100_000

    def count(self, text: str) -> int:
        return len(words(text))

    def embed(self, texts: Sequence[str], role: Role = "query") -> Vectors:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for stem in stems(text, "en"):
                place = int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=4).digest())
                row[place % self.dim] += 1.0
        return unit(np.sqrt(rows))


class ListIndex:
    """Passages given as a list. Same order and scores as the real adapter, other cosines."""

    def __init__(self, passages: Sequence[Passage] = (), catalogue: Catalogue | None = None):
        self._embedder = HashingEmbedder()
        vectors, _ = embed_passages(passages, self._embedder, {}, lambda stage, done, total: None)
        told = "\n".join(f"{passage.id} {passage_hash(passage)}" for passage in passages)
        self._contents = Contents(
            passages=tuple(passages),
            vectors=vectors,
            nearest=build_nearest(vectors, len(passages) + 1),
            lexical=Lexical.build(passages),
            catalogue=catalogue or Catalogue(),
            version=hashlib.sha256(told.encode()).hexdigest()[:16],
        )

    @property
    def catalogue(self) -> Catalogue:
        return self._contents.catalogue

    @property
    def texts(self) -> Mapping[bytes, bytes]:
        """None: every text is read when it is met."""
        return self._contents.texts

    @property
    def version(self) -> str:
        return self._contents.version

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed(texts)

    def pieces_per_word(self, text: str) -> float:
        return pieces_per_word(text, self._embedder)

    async def search(self, text: str, *, top_k: int, meaning: str = "") -> Sequence[Passage]:
        return self._contents.search(text, self._embedder.embed([meaning or text])[0], top_k)

    async def kept(self, key: str, make: Callable[[], Awaitable[Arrays]]) -> Arrays:
        """Made anew each time: there is nowhere to keep it."""
        return await make()

    async def passages(self, ids: Sequence[str]) -> Sequence[Passage]:
        return self._contents.pick(ids)

    async def of_kind(self, kind: str) -> Sequence[Passage]:
        return self._contents.of_kind(kind)

    async def vectors(self) -> tuple[Sequence[Passage], Vectors]:
        return self._contents.passages, self._contents.vectors

    async def refresh(self) -> bool:
        return False

    async def aclose(self) -> None:
        """Nothing to close."""
