"""An index in memory that keeps what is learnt from it."""

from collections.abc import Awaitable, Callable, Sequence

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.memory import ListIndex
from agent.ports import Arrays, Vectors


class KeepingIndex(ListIndex):
    """Learns once, as the index on disk does, and counts the texts it embedded."""

    def __init__(self) -> None:
        super().__init__([], Catalogue())
        self.embedded = 0
        self._learnt: dict[str, Arrays] = {}

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return await super().embed(texts)

    async def kept(self, key: str, make: Callable[[], Awaitable[Arrays]]) -> Arrays:
        if key not in self._learnt:
            self._learnt[key] = await make()
        return self._learnt[key]
