"""BM25 over stemmed words of any script, one index for each language."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from agent.knowledge.glossary import in_english
from agent.knowledge.words import query_stems, stems
from agent.turn import Passage

FOLDER = "bm25"


@dataclass(frozen=True, slots=True)
class _Part:
    """The passages of one language: which they are, and their index."""

    language: str
    rows: NDArray[np.int64]
    bm25: Any

    def add_scores(self, query: str, scores: NDArray[np.float32]) -> None:
        known = [stem for stem in query_stems(query, self.language) if stem in self.bm25.vocab_dict]
        if known:
            scores[self.rows] = self.bm25.get_scores(known)


class Lexical:
    """Scores every passage for a question. Built once, read by many threads.

    A word is as rare as it is among the texts of its language: in a collection that is mostly English, every Spanish
    `para` would otherwise weigh as much as a name.
    """

    def __init__(self, size: int, parts: Sequence[_Part]):
        self._size = size
        self._parts = tuple(parts)

    @classmethod
    def build(cls, passages: Sequence[Passage], *, k1: float = 1.2, b: float = 0.75) -> "Lexical":
        """Titles count as text. Without a single word there is nothing to score, and every score is 0."""
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
        languages = sorted({passage.language for passage in passages})
        parts = (_part(language, passages, k1, b) for language in languages)
        return cls(len(passages), [part for part in parts if part])

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 ≥ 0 for each passage, in their order."""
        scores = np.zeros(self._size, dtype=np.float32)
        for part in self._parts:
            part.add_scores(query, scores)
        return scores

    def save(self, folder: Path) -> None:
        """Arrays and JSON, no pickle."""
        target = folder / FOLDER
        target.mkdir(parents=True, exist_ok=True)
        about = {"size": self._size, "languages": [part.language for part in self._parts]}
        (target / "about.json").write_text(json.dumps(about))
        for place, part in enumerate(self._parts):
            part.bm25.save(target / str(place), show_progress=False, allow_pickle=False)
            np.save(target / str(place) / "rows.npy", part.rows, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "Lexical":
        target = folder / FOLDER
        about = json.loads((target / "about.json").read_text())
        return cls(int(about["size"]), [_load(target / str(n), name) for n, name in enumerate(about["languages"])])


def _part(language: str, passages: Sequence[Passage], k1: float, b: float) -> _Part | None:
    rows = [row for row, passage in enumerate(passages) if passage.language == language]
    tokens = [_tokens(f"{passages[row].title}\n{passages[row].text}", language) for row in rows]
    if not any(tokens):
        return None
    bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
    bm25.index(tokens, show_progress=False)
    return _Part(language, np.array(rows, dtype=np.int64), bm25)


def _tokens(text: str, language: str) -> list[str]:
    """Its stems, and of another language than English what the glossary makes of it: who asks in a third finds it."""
    return stems(text if language == "en" else f"{text}\n{in_english(text)}", language)


def _load(folder: Path, language: str) -> _Part:
    bm25 = bm25s.BM25.load(folder, allow_pickle=False, show_progress=False)
    return _Part(language, np.load(folder / "rows.npy", allow_pickle=False), bm25)
