"""The vector index: exact for small collections, clustered and quantised for large ones."""

import math
from typing import Any

import faiss
import numpy as np

from agent.ports import Vectors

RECALL_FLOOR = 0.98
_SAMPLE = 200
_NPROBES = (8, 16, 32, 64, 128)


def build_nearest(vectors: Vectors, flat_below: int) -> Any:
    """Inner product over unit vectors. Few: all of them, in half precision (half the time, the same neighbours).

    Many: 4·√n clusters; as many are looked into as recall@10 ≥ 0.98 takes.
    """
    count, dim = vectors.shape
    if count < flat_below:
        flat = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        flat.add(vectors)
        return flat
    clusters = max(1, min(int(4 * math.sqrt(count)), count // 39 or 1))  # FAISS wants 39 points per cluster
    index: Any = faiss.index_factory(dim, f"IVF{clusters},SQ8", faiss.METRIC_INNER_PRODUCT)
    rows = np.random.default_rng(7).permutation(count)[: clusters * 64]
    index.train(vectors[np.sort(rows)])
    index.add(vectors)
    index.nprobe = _nprobe(index, vectors, clusters)
    return index


def _nprobe(index: Any, vectors: Vectors, clusters: int) -> int:
    """The smallest number of clusters at which the sample finds its true neighbours."""
    rows = np.random.default_rng(11).permutation(len(vectors))[:_SAMPLE]
    asked = vectors[np.sort(rows)]
    exact = faiss.knn(asked, vectors, min(10, len(vectors)), metric=faiss.METRIC_INNER_PRODUCT)[1]
    for nprobe in _NPROBES:
        index.nprobe = min(nprobe, clusters)
        found = index.search(asked, exact.shape[1])[1]
        hits = [len(set(a) & set(b)) / len(a) for a, b in zip(exact.tolist(), found.tolist(), strict=True)]
        if float(np.mean(hits)) >= RECALL_FLOOR:
            break
    return int(index.nprobe)


def nearest(index: Any, vector: Vectors, top_k: int) -> list[int]:
    """Row numbers of the nearest vectors, fewer when there are fewer."""
    if index.ntotal == 0:
        return []
    rows = index.search(vector.reshape(1, -1), min(top_k, index.ntotal))[1][0]
    return [int(row) for row in rows if row >= 0]


def save_nearest(index: Any, path: str) -> None:
    """FAISS's own format; it notices truncation but not flipped bytes, so the manifest holds a digest."""
    faiss.write_index(index, path)


def load_nearest(path: str) -> Any:
    """Raises RuntimeError when FAISS cannot read the file."""
    return faiss.read_index(path)
