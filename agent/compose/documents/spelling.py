"""How texts are spelt, as rows of a matrix: words and their pieces, each as heavy as it is rare among some entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from agent.language.features import Features

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spelt:
    """What a text has of the columns, and how much of each."""

    columns: NDArray[np.int64]
    values: Numbers


class Columns:
    """A column for each word and piece, given when it is met first: texts of several lists are looked up once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    def of(self, text: Features) -> Spelt:
        """The text, with columns for what is new in it."""
        with self._lock:
            numbers = [self._numbers.setdefault(name, len(self._numbers)) for name in text]
        return Spelt(np.array(numbers, dtype=np.int64), np.array([*text.values()]))

    def known(self, text: Features, width: int) -> Spelt:
        """What the text has of the first `width` columns."""
        found = [(number, text[name]) for name in text if (number := self._numbers.get(name, width)) < width]
        return Spelt(np.array([n for n, _ in found], dtype=np.int64), np.array([value for _, value in found]))


class Weighed:
    """Columns weighed by their rarity among entries: the logarithm of one over the share that has it, 0 where none has.

    `told`: what each entry says, one or more texts of each, by the entry's number from 0.
    """

    def __init__(self, columns: Columns, told: Mapping[int, Sequence[Spelt]]) -> None:
        self._columns, self._width = columns, len(columns)
        held = np.zeros(self._width)
        for texts in told.values():
            held[np.unique(np.concatenate([text.columns for text in texts]))] += 1
        self._rarity = np.where(held > 0, np.log((len(told) + 1) / np.maximum(held, 1)), 0.0)

    def row(self, text: Features) -> csr_matrix:
        """The one row of a text that is compared with others."""
        return self.rows([self._columns.known(text, self._width)])

    def rows(self, texts: Sequence[Spelt]) -> csr_matrix:
        """Each of length 1, or 0 where it has nothing of the columns."""
        ends = np.cumsum([0, *(len(text.columns) for text in texts)])
        columns = np.concatenate([text.columns for text in texts]) if texts else np.zeros(0, dtype=np.int64)
        values = np.concatenate([text.values for text in texts]) if texts else np.zeros(0)
        matrix = csr_matrix((values * self._rarity[columns], columns, ends), shape=(len(texts), self._width))
        matrix.sort_indices()
        lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
        return csr_matrix(matrix.multiply(1 / np.where(lengths > 0, lengths, 1.0)[:, None]))
