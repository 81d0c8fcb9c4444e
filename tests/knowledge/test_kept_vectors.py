"""Vectors of examples are made once for a model, and hang on nothing else."""

import numpy as np

from agent.knowledge.kept_vectors import kept_vectors
from agent.knowledge.memory import ListIndex
from tests.keeping_index import KeepingIndex

SAID = ["what does it cost", "is the road open now"]


async def test_the_same_texts_are_embedded_once() -> None:
    index = KeepingIndex()
    probe = await ListIndex().embed(SAID[:1])
    first, again = [await kept_vectors(SAID, probe, index) for _ in range(2)]

    assert index.embedded == len(SAID)
    assert np.array_equal(first, again)
    assert np.array_equal(first, await ListIndex().embed(SAID))


async def test_another_text_or_another_model_is_embedded_anew() -> None:
    index = KeepingIndex()
    probe = await ListIndex().embed(SAID[:1])
    await kept_vectors(SAID, probe, index)
    await kept_vectors(SAID[::-1], probe, index)
    await kept_vectors(SAID, -probe, index)

    assert index.embedded == 3 * len(SAID)
