"""What routing has to beat: one route for all, a coin, and the route of the nearest example."""

import random
from collections.abc import Sequence

import numpy as np

from agent.knowledge.embedder import open_embedder
from agent.knowledge.faiss_index import model_folder
from agent.language.follow_up import glossed
from agent.language.intent import load_examples
from agent.llm.route_model import EXAMPLES
from agent.llm.route_signals import ROUTE_NAMES, RouteName
from agent.settings import find
from eval.job import Job
from eval.suites.vectors import KeptVectors

_SEED = 20261122


def at_random(count: int) -> list[RouteName]:
    """Every route as likely as another; the same draw every time."""
    return random.Random(_SEED).choices(ROUTE_NAMES, k=count)


def nearest(job: Job, texts: Sequence[str]) -> list[RouteName]:
    """The label of the routing example whose sentence vector lies nearest: what the learnt signal learns from."""
    settings = job.settings
    embedder = open_embedder(model_folder(job.folder, settings.model), precision=settings.precision, cache_size=0)
    vectors = KeptVectors(job.folder, embedder)
    examples = load_examples(find(EXAMPLES))
    known = vectors.of_texts([glossed(example.text) for example in examples], job.tell)
    asked = vectors.of_texts([glossed(text) for text in texts], job.tell)
    labels: dict[str, RouteName] = {name: name for name in ROUTE_NAMES}
    return [labels[examples[int(at)].label] for at in np.argmax(asked @ known.T, axis=1)]
