"""Vectors of examples, kept with the index: model and examples decide them, whatever an operator sells."""

import json
from collections.abc import Sequence

import numpy as np

from agent.ports import Arrays, Index, Vectors


async def kept_vectors(texts: Sequence[str], probe: Vectors, index: Index) -> Vectors:
    """A row for each text; after a change of the catalogue they need not be embedded again.

    `probe`, the vector of one of them as the index embeds it now, tells models apart.
    """

    async def make() -> Arrays:
        return {"vectors": await index.embed(texts)}

    told = json.dumps([list(texts), np.round(probe, 4).tolist()], ensure_ascii=False)
    return np.asarray((await index.kept(f"vectors {told}", make))["vectors"], dtype=np.float32)
