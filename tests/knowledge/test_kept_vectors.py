"""Vectors of examples are made once for a model, and hang on nothing else."""

from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from agent.knowledge.kept_vectors import kept_vectors
from agent.knowledge.memory import ListIndex
from agent.ports import Arrays, Vectors

SAID = ["what does it cost", "is the road open now"]


class Keeping(ListIndex):
    """Keeps arrays, and counts the texts it had to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded = 0
        self._arrays: dict[str, Arrays] = {}

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return await super().embed(texts)

    async def kept(self, key: str, make: Callable[[], Awaitable[Arrays]]) -> Arrays:
        if key not in self._arrays:
            self._arrays[key] = await make()
        return self._arrays[key]


async def test_the_same_texts_are_embedded_once() -> None:
    index = Keeping()
    probe = await ListIndex().embed(SAID[:1])
    first, again = [await kept_vectors(SAID, probe, index) for _ in range(2)]

    assert index.embedded == len(SAID)
    assert np.array_equal(first, again)
    assert np.array_equal(first, await ListIndex().embed(SAID))


async def test_another_text_or_another_model_is_embedded_anew() -> None:
    index = Keeping()
    probe = await ListIndex().embed(SAID[:1])
    await kept_vectors(SAID, probe, index)
    await kept_vectors(SAID[::-1], probe, index)
    await kept_vectors(SAID, -probe, index)

    assert index.embedded == 3 * len(SAID)
