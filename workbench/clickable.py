"""A table of which one row can be clicked."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st


def clicked_row(
    table: pd.DataFrame,
    *,
    key: str,
    height: int | Literal["auto"] = "auto",
    columns: Mapping[str, Any] | None = None,
) -> int | None:
    """Draw it; the row somebody clicked, counted from 0. A click on a row that is gone by now counts for nothing."""
    event = st.dataframe(
        table,
        hide_index=True,
        height=height,
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        column_config=columns,
    )
    rows: Sequence[int] = getattr(getattr(event, "selection", None), "rows", [])
    return int(rows[0]) if rows and rows[0] < len(table) else None
