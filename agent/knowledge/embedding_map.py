"""All passages on a plane: near on it are those whose vectors are near. For eyes, not for ranking."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.ports import Arrays, Index, Vectors
from agent.turn import Passage

_NEIGHBOURS = 8
"""Passages that say where a question stands: it has no place of its own on a map made of passages."""
_SEED = 20261126


@dataclass(frozen=True, slots=True)
class EmbeddingMap:
    """Row n of `places` (x, y, no unit) is where passage n stands; `vectors` are theirs, of length 1."""

    passages: Sequence[Passage]
    vectors: Vectors
    places: Vectors

    def place_of(self, vector: Vectors) -> tuple[float, float]:
        """Amid the nearest passages, each as heavy as it is near: e to the power of ten times the cosine."""
        cosines = self.vectors @ vector
        near = np.argsort(-cosines)[:_NEIGHBOURS]
        weights = np.exp(10 * (cosines[near] - cosines[near].max()))
        x, y = (weights[:, None] * self.places[near]).sum(axis=0) / weights.sum()
        return float(x), float(y)


async def embedding_map(index: Index) -> EmbeddingMap:
    """Drawn once for each version of the index and kept with it; the same vectors make the same map."""
    passages, vectors = await index.vectors()

    async def make() -> Arrays:
        return {"places": await asyncio.to_thread(_flat, vectors)}

    kept = await index.kept(f"embedding map {index.version} {_SEED}", make)
    return EmbeddingMap(passages, vectors, kept["places"])


def _flat(vectors: Vectors) -> Vectors:
    """t-SNE (van der Maaten & Hinton 2008) from the two main components, which keeps the large shape."""
    from sklearn.manifold import TSNE  # half a second to import, and only a page draws maps

    if len(vectors) < 10:
        return np.asarray(vectors[:, :2], dtype=np.float32)
    perplexity = min(30.0, (len(vectors) - 1) / 3)
    made = TSNE(2, perplexity=perplexity, init="pca", random_state=_SEED, n_jobs=1)
    return np.asarray(made.fit_transform(vectors), dtype=np.float32)
