"""All an index holds at one time, and the search over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.lexical import Lexical
from agent.knowledge.nearest import nearest
from agent.ports import Vectors
from agent.turn import Passage, Scores

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Contents:
    """One generation in memory: row n of `vectors` stands for passage n. Never changed, only replaced."""

    passages: tuple[Passage, ...]
    vectors: Vectors
    nearest: Any
    lexical: Lexical
    catalogue: Catalogue
    version: str

    @cached_property
    def by_id(self) -> Mapping[str, Passage]:
        return {passage.id: passage for passage in self.passages}

    def search(self, text: str, vector: Vectors, top_k: int, treks: Sequence[str] = ()) -> tuple[Passage, ...]:
        """The union of both searches with both exact scores, by dense score; ties by id.

        With `treks`, the `top_k` of either search among their passages, and as many among those of no trek.
        """
        if not self.passages or top_k < 1:
            return ()
        lexical = self.lexical.scores(text)
        found: set[int] = set()
        for pool in self._pools(treks):
            found.update(nearest(self.nearest, vector, top_k, pool), _best(lexical, top_k, pool))
        rows = np.array(sorted(found), dtype=np.int64)
        dense = np.asarray(self.vectors[rows], dtype=np.float32) @ vector
        scored = [
            self.passages[row].scored(cosine, Scores(dense=cosine, lexical=words))
            for row, cosine, words in zip(rows.tolist(), dense.tolist(), lexical[rows].tolist(), strict=True)
        ]
        return tuple(sorted(scored, key=lambda passage: (-passage.scores.dense, passage.id)))

    def _pools(self, treks: Sequence[str]) -> list[Rows | None]:
        """Rows to search apart from each other; None stands for all."""
        own = [self._rows_of[trek] for trek in treks if trek in self._rows_of]
        return [np.sort(np.concatenate(own)), self._rows_of[None]] if own else [None]

    @cached_property
    def _rows_of(self) -> Mapping[str | None, Rows]:
        rows: dict[str | None, list[int]] = {None: []}
        for row, passage in enumerate(self.passages):
            rows.setdefault(passage.trek, []).append(row)
        return {trek: np.array(found, dtype=np.int64) for trek, found in rows.items()}

    def pick(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """Passages by id in the order asked, unknown ones left out."""
        return tuple(self.by_id[one] for one in ids if one in self.by_id)


def _best(scores: Vectors, top_k: int, pool: Rows | None) -> list[int]:
    """Rows of the highest scores above zero, among those of the pool; among equals the first."""
    rows = np.arange(len(scores)) if pool is None else pool
    held = scores[rows]
    count = min(top_k, len(rows))
    order = np.argsort(-held, kind="stable")[:count] if len(rows) < 4096 else _partial(held, count)
    return [int(row) for row in rows[order] if scores[row] > 0]


def _partial(scores: Vectors, count: int) -> Any:
    rows = np.argpartition(-scores, count - 1)[:count]
    return rows[np.lexsort((rows, -scores[rows]))]
