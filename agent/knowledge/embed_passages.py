"""Vectors of passages, reusing those that are known."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from agent.knowledge.embedder import Embeds, unit
from agent.knowledge.split import split
from agent.ports import Vectors
from agent.turn import Passage

Progress = Callable[[str, int, int], None]
_SLICE = 32
_SPARE = 12  # special tokens and the model's own prompt


def passage_hash(passage: Passage) -> str:
    """Equal for passages that embed alike."""
    return hashlib.sha256(f"{passage.title}\0{passage.text}".encode()).hexdigest()


def embed_passages(
    passages: Sequence[Passage], embedder: Embeds, known: Mapping[str, Vectors], progress: Progress
) -> tuple[Vectors, int]:
    """One unit row per passage, and how many had to be computed. `known` maps passage hashes to rows."""
    hashes = [passage_hash(passage) for passage in passages]
    new = {key: passage for key, passage in zip(hashes, passages, strict=True) if key not in known}
    fresh = dict(zip(new, _embed(list(new.values()), embedder, progress), strict=True))
    rows = [known[key] if key in known else fresh[key] for key in hashes]
    return np.asarray(rows, dtype=np.float32).reshape(len(passages), embedder.dim), len(new)


def _embed(passages: list[Passage], embedder: Embeds, progress: Progress) -> Vectors:
    """A passage longer than the model's window is the mean of its windows: nothing of it is lost."""
    texts = [windows(passage, embedder) for passage in passages]
    flat = [text for one in texts for text in one]
    parts: list[Vectors] = []
    for start in range(0, len(flat), _SLICE):
        parts.append(embedder.embed(flat[start : start + _SLICE], "passage"))
        progress("embed", min(start + _SLICE, len(flat)), len(flat))
    rows = iter(np.vstack(parts)) if parts else iter(())
    means = [np.mean([next(rows) for _ in one], axis=0) for one in texts]
    return unit(np.asarray(means, dtype=np.float32).reshape(len(passages), embedder.dim))


def windows(passage: Passage, embedder: Embeds) -> list[str]:
    """Title and text in pieces the model reads to the end; each piece begins with the title."""
    room = max(embedder.max_tokens - _SPARE, 4)
    title = split(passage.title, max(room // 3, 1), embedder.count)[0]
    pieces = split(passage.text, max(room - embedder.count(title), 1), embedder.count)
    return [f"{title}\n{piece}" for piece in pieces]
