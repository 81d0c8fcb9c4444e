"""Vectors kept between runs, by model and text: a set is embedded once."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from agent.knowledge.embed_passages import embed_passages, passage_hash
from agent.knowledge.embedder import Embeds
from agent.ports import Vectors
from agent.turn import Passage
from eval.job import Tell

Item = TypeVar("Item")

_TABLE = "CREATE TABLE IF NOT EXISTS vectors (model TEXT, key TEXT, row BLOB, PRIMARY KEY (model, key)) WITHOUT ROWID"
_AT_ONCE = 500
_SLICE = 256  # embedded before they are kept: what was done counts when somebody presses Ctrl-C


class KeptVectors:
    """One SQLite file in the data folder. A file that cannot be used costs time, nothing else."""

    def __init__(self, folder: Path, embedder: Embeds) -> None:
        self._path = folder / "learnt" / "eval-vectors.sqlite"
        self._embedder = embedder

    def of_texts(self, texts: Sequence[str], tell: Tell) -> Vectors:
        """One row per text, embedded as questions are."""
        keys = [hashlib.sha256(f"query\0{text}".encode()).hexdigest() for text in texts]
        return self._of(dict(zip(keys, texts, strict=True)), keys, self._embedder.embed, "embedding examples", tell)

    def of_passages(self, passages: Sequence[Passage], tell: Tell) -> Vectors:
        """One row per passage, embedded as `cairn ingest` does."""
        keys = [passage_hash(passage) for passage in passages]
        return self._of(dict(zip(keys, passages, strict=True)), keys, self._embedded, "embedding passages", tell)

    def _embedded(self, passages: Sequence[Passage]) -> Vectors:
        return embed_passages(passages, self._embedder, {}, lambda *_: None)[0]

    def _of(
        self,
        items: Mapping[str, Item],
        keys: Sequence[str],
        embed: Callable[[list[Item]], Vectors],
        what: str,
        tell: Tell,
    ) -> Vectors:
        """One row per key; what is not kept yet is embedded and kept slice by slice."""
        known = self._known(keys)
        new = [key for key in items if key not in known]
        for start in range(0, len(new), _SLICE):
            part = new[start : start + _SLICE]
            rows = dict(zip(part, embed([items[key] for key in part]), strict=True))
            known |= rows
            self._keep(rows)
            tell(what, min(start + _SLICE, len(new)), len(new))
        return self._stacked([known[key] for key in keys])

    def _stacked(self, rows: Sequence[Vectors]) -> Vectors:
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), self._embedder.dim)

    def _known(self, keys: Sequence[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(self._path)) as file:
            for start in range(0, len(keys), _AT_ONCE):
                part = keys[start : start + _AT_ONCE]
                marks = ",".join("?" * len(part))
                rows = file.execute(
                    f"SELECT key, row FROM vectors WHERE model = ? AND key IN ({marks})", (self._embedder.digest, *part)
                )
                found |= {key: np.frombuffer(row, dtype=np.float32) for key, row in rows}
        return found

    def _keep(self, rows: Mapping[str, Vectors]) -> None:
        told = [(self._embedder.digest, key, np.asarray(row, np.float32).tobytes()) for key, row in rows.items()]
        with contextlib.suppress(OSError, sqlite3.Error):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, timeout=30)) as file, file:
                file.execute(_TABLE)
                file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", told)
