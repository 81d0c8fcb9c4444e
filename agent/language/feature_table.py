"""Texts as rows of a table, for learning."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from agent.language.features import Features


def feature_table(read: Sequence[Features], names: Sequence[str]) -> csr_matrix:
    """A row for each text, a column for each of `names`; what a text has beside them is left out."""
    at = {name: place for place, name in enumerate(names)}
    known = [[(at[name], value) for name, value in row.items() if name in at] for row in read]
    ends = np.cumsum([0, *(len(row) for row in known)])
    columns = np.array([place for row in known for place, _ in row])
    values = np.array([value for row in known for _, value in row])
    return csr_matrix((values, columns, ends), shape=(len(read), len(names)))
