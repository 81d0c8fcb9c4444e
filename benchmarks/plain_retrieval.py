"""The plain way: fp32 by sentence-transformers, a flat FAISS index, BM25 by bm25s, ranks fused, best five."""

import importlib.resources
import resource
import time
from collections import defaultdict
from collections.abc import Sequence

import bm25s
import faiss
import numpy as np

from agent.knowledge.export import PACKAGED
from agent.ports import Vectors
from agent.turn import Passage
from benchmarks.shipped_retrieval import Questions, Times

_CANDIDATES, _KEPT, _RRF_K = 30, 5, 60


def plain_times(found: Sequence[Passage], asked: Questions, model: str, vectors: Vectors) -> Times:
    """Every question once, after three to warm up."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    encoder = SentenceTransformer(_folder(model), device="cpu")
    dense = faiss.IndexFlatIP(vectors.shape[1])
    dense.add(np.ascontiguousarray(vectors))
    words = bm25s.BM25()
    words.index(bm25s.tokenize([f"{one.title}\n{one.text}" for one in found], show_progress=False), show_progress=False)
    times = Times()
    for number, (_, text) in enumerate([*asked[:3], *asked]):
        started = time.perf_counter()
        vector = encoder.encode([text], normalize_embeddings=True, show_progress_bar=False)
        embedded = time.perf_counter()
        near = dense.search(vector, _CANDIDATES)[1][0].tolist()
        tokens = bm25s.tokenize([text], show_progress=False)
        worded = words.retrieve(tokens, k=_CANDIDATES, show_progress=False).documents[0].tolist()
        searched = time.perf_counter()
        _fused(near, worded)
        ended = time.perf_counter()
        if number >= 3:
            _add(times, started, embedded, searched, ended)
    times.first = times.whole
    times.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return times


def _fused(*rankings: Sequence[int]) -> list[int]:
    points: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for place, row in enumerate(ranking, start=1):
            points[row] += 1 / (_RRF_K + place)
    return sorted(points, key=lambda row: -points[row])[:_KEPT]


def _add(times: Times, started: float, embedded: float, searched: float, ended: float) -> None:
    times.embed.append((embedded - started) * 1000)
    times.search.append((searched - embedded) * 1000)
    times.rest.append((ended - searched) * 1000)
    times.whole.append((ended - started) * 1000)


def _folder(model: str) -> str:
    package = PACKAGED.get(model)
    return str(importlib.resources.files(package) / "model") if package else model
