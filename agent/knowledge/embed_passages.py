"""Vectors of passages, reusing those that are known."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from agent.knowledge.embedder import Embeds, unit
from agent.knowledge.split import split
from agent.ports import Vectors
from agent.turn import Passage

Progress = Callable[[str, int, int], None]
_SLICE = 32
_SCHEME = "title beside text"  # changes with the way a passage becomes one vector
_SPARE = 12  # special tokens and the model's own prompt


def passage_hash(passage: Passage) -> str:
    """Equal for passages that embed alike."""
    return hashlib.sha256(f"{_SCHEME}\0{passage.title}\0{passage.text}".encode()).hexdigest()


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
    """Title and text speak with equal weight: a question is mostly like a title, its words are in the text.

    A passage longer than the model's window is the mean of its windows: nothing of it is lost.
    """
    pieces = [windows(passage, embedder) for passage in passages]
    titles = list(dict.fromkeys(passage.title for passage in passages if passage.title))
    rows = _rows([*(text for one in pieces for text in one), *titles], embedder, progress)
    named = dict(zip(titles, rows[len(rows) - len(titles) :], strict=True))
    texts = iter(rows)
    means = unit(np.asarray([np.mean([next(texts) for _ in one], axis=0) for one in pieces]).reshape(-1, embedder.dim))
    return unit(
        np.asarray(
            [mean + named.get(passage.title, 0.0) for passage, mean in zip(passages, means, strict=True)],
            dtype=np.float32,
        ).reshape(-1, embedder.dim)
    )


def _rows(texts: Sequence[str], embedder: Embeds, progress: Progress) -> Vectors:
    """A slice for each core at a time: short texts gain nothing where the cores share one."""
    slices = [texts[start : start + _SLICE] for start in range(0, len(texts), _SLICE)]
    parts = [np.zeros((0, embedder.dim), dtype=np.float32)]
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="embed") as cores:
        for part in cores.map(lambda some: embedder.embed(some, "passage"), slices):
            parts.append(part)
            progress("embed", sum(map(len, parts)), len(texts))
    return np.vstack(parts)


def windows(passage: Passage, embedder: Embeds) -> list[str]:
    """Title and text in pieces the model reads to the end; each piece begins with the title."""
    room = max(embedder.max_tokens - _SPARE, 4)
    title = split(passage.title, max(room // 3, 1), embedder.count)[0]
    pieces = split(passage.text, max(room - embedder.count(title), 1), embedder.count)
    return [f"{title}\n{piece}" for piece in pieces]
