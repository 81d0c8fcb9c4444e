"""How figures are taken and shown."""

from collections.abc import Mapping, Sequence

import numpy as np
from rich.table import Table


def spread(values: Sequence[float]) -> tuple[str, str]:
    """Median and 99th percentile, in ms."""
    return f"{np.percentile(values, 50):.2f}", f"{np.percentile(values, 99):.2f}"


def table(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> Table:
    """One line per measured thing."""
    made = Table("", *columns, title=title, title_justify="left")
    for name, values in rows.items():
        made.add_row(name, *values)
    return made
