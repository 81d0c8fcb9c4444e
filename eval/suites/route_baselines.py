"""What routing has to beat: one route for all, a coin, and the route of the nearest example."""

import asyncio
import random
from collections.abc import Sequence

import numpy as np

from agent.knowledge.faiss_index import FaissIndex
from agent.language.follow_up import glossed
from agent.llm.route_model import example_vectors, route_examples
from agent.llm.route_signals import ROUTE_NAMES, RouteName
from eval.job import Job

_SEED = 20261122


def at_random(count: int) -> list[RouteName]:
    """Every route as likely as another; the same draw every time."""
    return random.Random(_SEED).choices(ROUTE_NAMES, k=count)


async def nearest(job: Job, texts: Sequence[str]) -> list[RouteName]:
    """The label of the routing example whose sentence vector lies nearest: what the learnt signal learns from."""
    index = await asyncio.to_thread(FaissIndex.open, job.folder, job.settings)
    try:
        examples = route_examples()
        known = await example_vectors(examples, index)
        asked = await index.embed([glossed(text) for text in texts])
    finally:
        await index.aclose()
    return [examples[int(at)].label for at in np.argmax(asked @ known.T, axis=1)]
