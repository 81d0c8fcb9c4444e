"""All an index holds at one time, and the search over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from agent.facts.context.kept import Kept
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.lexical import Lexical
from agent.knowledge.nearest import nearest
from agent.ports import Vectors
from agent.turn import Passage, Scores


@dataclass(frozen=True)
class Contents:
    """One generation in memory: row n of `vectors` stands for passage n. Never changed, only replaced."""

    passages: tuple[Passage, ...]
    vectors: Vectors
    nearest: Any
    lexical: Lexical
    catalogue: Catalogue
    version: str
    texts: Kept = field(default_factory=dict)
    """What the fact ledger read in them at ingest."""

    @cached_property
    def by_id(self) -> Mapping[str, Passage]:
        return {passage.id: passage for passage in self.passages}

    def search(self, text: str, vector: Vectors, top_k: int) -> tuple[Passage, ...]:
        """The union of both searches with both exact scores, by dense score; ties by id."""
        if not self.passages or top_k < 1:
            return ()
        lexical = self.lexical.scores(text)
        rows = np.array(sorted({*nearest(self.nearest, vector, top_k), *_best(lexical, top_k)}), dtype=np.int64)
        dense = np.asarray(self.vectors[rows], dtype=np.float32) @ vector
        scored = [
            self.passages[row].scored(cosine, Scores(dense=cosine, lexical=words))
            for row, cosine, words in zip(rows.tolist(), dense.tolist(), lexical[rows].tolist(), strict=True)
        ]
        return tuple(sorted(scored, key=lambda passage: (-passage.scores.dense, passage.id)))

    def pick(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """Passages by id in the order asked, unknown ones left out."""
        return tuple(self.by_id[one] for one in ids if one in self.by_id)

    def of_kind(self, kind: str) -> tuple[Passage, ...]:
        """Passages of that kind, in their order."""
        return tuple(passage for passage in self.passages if passage.kind == kind)


def _best(scores: Vectors, top_k: int) -> list[int]:
    """Rows of the highest scores above zero; among equals the first."""
    count = min(top_k, len(scores))
    order = np.argsort(-scores, kind="stable")[:count] if len(scores) < 4096 else _partial(scores, count)
    return [int(row) for row in order if scores[row] > 0]


def _partial(scores: Vectors, count: int) -> Any:
    rows = np.argpartition(-scores, count - 1)[:count]
    return rows[np.lexsort((rows, -scores[rows]))]
