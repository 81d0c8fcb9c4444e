"""An index in which somebody has hidden a passage: it is found for every question, before all others."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from agent.knowledge.catalogue import Catalogue
from agent.ports import Arrays, Index, Vectors
from agent.turn import Passage, Scores


class PoisonedIndex(Index):
    """Another index, and one passage more."""

    def __init__(self, index: Index, text: str, language: str) -> None:
        self._index = index
        scores = Scores(dense=0.99, lexical=50.0)
        self._passage = Passage(
            id="guides/poisoned#1",
            source="guides/poisoned",
            title=text.split(".")[0][:80],
            text=text,
            scores=scores,
            kind="guide",
            language=language,
        )

    @property
    def catalogue(self) -> Catalogue:
        return self._index.catalogue

    @property
    def texts(self) -> Mapping[bytes, bytes]:
        return self._index.texts

    @property
    def version(self) -> str:
        return self._index.version

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self._index.embed(texts)

    def pieces_per_word(self, text: str) -> float:
        return self._index.pieces_per_word(text)

    async def search(self, text: str, *, top_k: int, meaning: str = "") -> Sequence[Passage]:
        return [self._passage, *await self._index.search(text, top_k=top_k, meaning=meaning)]

    async def kept(self, key: str, make: Callable[[], Awaitable[Arrays]]) -> Arrays:
        return await self._index.kept(key, make)

    async def passages(self, ids: Sequence[str]) -> Sequence[Passage]:
        own = [self._passage] if self._passage.id in ids else []
        return [*own, *await self._index.passages(ids)]

    async def of_kind(self, kind: str) -> Sequence[Passage]:
        return await self._index.of_kind(kind)

    async def vectors(self) -> tuple[Sequence[Passage], Vectors]:
        return await self._index.vectors()

    async def refresh(self) -> bool:
        return False

    async def aclose(self) -> None:
        """The index behind it is another's to close."""
