"""The embedder: int8 against fp32 (the baseline), one question at a time on one thread."""

import time
from collections.abc import Callable

import numpy as np
from rich.table import Table

from agent.bootstrap import DEFAULT_CONFIG
from agent.knowledge.embedder import open_embedder
from agent.knowledge.faiss_index import model_folder
from agent.pipeline import Pipeline
from agent.ports import Vectors
from agent.settings import Environment, find
from benchmarks.figures import spread, table

QUESTIONS = [f"What does the trek number {number} cost in June for two people?" for number in range(300)]


async def embedding_figures() -> Table:
    """Median and p99 per question, ratio to fp32, and how near int8's vectors are to fp32's."""
    model = Pipeline.load(find(str(DEFAULT_CONFIG))).config.ports.index.model
    folder = model_folder(Environment().cairn_data, model)
    fp32, exact = _measure(open_embedder(folder, precision="fp32", threads=1, cache_size=0).embed)
    int8, near = _measure(open_embedder(folder, precision="int8", threads=1, cache_size=0).embed)
    cosine = float(np.mean(np.sum(exact * near, axis=1)))
    ratio = np.median(int8) / np.median(fp32)
    rows = {"fp32": (*spread(fp32), "1.00", "1.000"), "int8": (*spread(int8), f"{ratio:.2f}", f"{cosine:.3f}")}
    return table("embedding one question, ms", ("p50", "p99", "time to fp32", "cosine to fp32"), rows)


def _measure(embed: Callable[[list[str]], Vectors]) -> tuple[list[float], Vectors]:
    embed(QUESTIONS[:10])
    times, vectors = [], []
    for question in QUESTIONS:
        started = time.perf_counter()
        vectors.append(embed([question])[0])
        times.append((time.perf_counter() - started) * 1000)
    return times, np.stack(vectors)
