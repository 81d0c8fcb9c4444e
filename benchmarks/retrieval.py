"""One question at a time among 11,000 passages on one core, against the plain way: torch, FAISS, BM25 and their ranks.

Each way runs in a process of its own, so that memory is its own and no thread of another is about.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import numpy as np
from rich.table import Table

from agent.bootstrap import DEFAULT_CONFIG
from agent.knowledge.embedder import open_embedder
from agent.knowledge.faiss_index import model_folder
from agent.pipeline import Pipeline
from agent.settings import Environment, find
from benchmarks.figures import spread, table
from benchmarks.invented import passages, questions
from benchmarks.plain_retrieval import plain_times
from benchmarks.shipped_retrieval import Times, shipped_times
from eval.suites.vectors import KeptVectors

PASSAGES, QUESTIONS = 11_000, 200
_COLUMNS = ("p50", "p99", "p50 to plain", "embed p50", "search p50", "rest p50", "first time p50", "memory MB")


async def retrieval_figures() -> Table:
    """Median and p99 in ms, ratio to the plain way, the median of each part, and peak memory.

    `first time`: the same questions before any passage was read. The vectors are the config's for all.
    """
    settings = Pipeline.load(find(str(DEFAULT_CONFIG))).config.ports.index
    folder = Environment().cairn_data
    embedder = open_embedder(model_folder(folder, settings.model), precision=settings.precision, threads=2)
    vectors = await asyncio.to_thread(KeptVectors(folder, embedder).of_passages, passages(PASSAGES), lambda *_: None)
    plain = _apart(plain_times, settings.model, vectors)
    found = {precision: _apart(shipped_times, precision, vectors) for precision in ("int8", "fp32")}
    base = float(np.median(plain.whole))
    rows = {"plain": _row(plain, base), **{f"shipped, {name}": _row(times, base) for name, times in found.items()}}
    return table(f"retrieval, {QUESTIONS} questions, {PASSAGES:,} passages, one core, ms", _COLUMNS, rows)


def _apart(measure: Callable[..., Times], *told: object) -> Times:
    with _one_core(), ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(measure, passages(PASSAGES), questions(QUESTIONS), *told).result()


@contextmanager
def _one_core() -> Iterator[None]:
    """Inherited by processes started meanwhile, whose libraries so start no threads that wait for each other."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _row(times: Times, base: float) -> tuple[str, ...]:
    parts = (times.embed, times.search, times.rest, times.first)
    medians = [f"{np.median(part):.2f}" for part in parts]
    return (*spread(times.whole), f"{np.median(times.whole) / base:.2f}", *medians, f"{times.peak_mb:.0f}")
