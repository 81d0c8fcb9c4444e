"""BM25 over stemmed words of any script."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from agent.knowledge.words import query_stems, stems
from agent.turn import Passage

FOLDER = "bm25"


class Lexical:
    """Scores every passage for a question. Built once, read by many threads."""

    def __init__(self, size: int, bm25: bm25s.BM25 | None):
        self._size = size
        self._bm25 = bm25

    @classmethod
    def build(cls, passages: Sequence[Passage], *, k1: float = 1.2, b: float = 0.75) -> "Lexical":
        """Titles count as text. Without a single word there is nothing to score, and every score is 0."""
        tokens = [stems(f"{passage.title}\n{passage.text}", passage.language) for passage in passages]
        if not any(tokens):
            return cls(len(passages), None)
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
        bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
        bm25.index(tokens, show_progress=False)
        return cls(len(passages), bm25)

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 ≥ 0 for each passage, in their order."""
        known = self._known(query)
        if self._bm25 is None or not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def _known(self, query: str) -> list[str]:
        vocabulary = self._bm25.vocab_dict if self._bm25 else {}
        return [stem for stem in query_stems(query) if stem in vocabulary]

    def save(self, folder: Path) -> None:
        """Arrays and JSON, no pickle."""
        target = folder / FOLDER
        target.mkdir(parents=True, exist_ok=True)
        (target / "size.json").write_text(json.dumps({"size": self._size, "empty": self._bm25 is None}))
        if self._bm25 is not None:
            self._bm25.save(target, show_progress=False, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "Lexical":
        target = folder / FOLDER
        about = json.loads((target / "size.json").read_text())
        bm25 = None if about["empty"] else bm25s.BM25.load(target, allow_pickle=False, show_progress=False)
        return cls(int(about["size"]), bm25)
