"""Tables of which one row can be clicked."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

Height = int | Literal["auto"]


def clicked_row(
    table: pd.DataFrame, *, key: str, height: Height = "auto", columns: Mapping[str, Any] | None = None
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
    rows = _rows(event)
    return rows[0] if rows and rows[0] < len(table) else None


def clicked_line(
    table: pd.DataFrame,
    ids: Sequence[str],
    *,
    chosen: str,
    key: str,
    height: Height = "auto",
    columns: Mapping[str, Any] | None = None,
) -> str | None:
    """Draw a list whose lines move by themselves; the id of the line that was just clicked, in that run only.

    What is chosen is remembered by the caller. Its mark moves with its line, so a line that comes in above it never
    takes its place. `ids` are those of the rows, in order.
    """
    drawn, clicked = f"{key} drawn", f"{key} clicked"

    def hear() -> None:
        seen, rows = st.session_state[drawn], _rows(st.session_state[key])
        st.session_state[clicked] = seen[rows[0]] if rows and rows[0] < len(seen) else None

    rows = [ids.index(chosen)] if chosen in ids else []
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    st.session_state[drawn] = tuple(ids)
    st.dataframe(
        table,
        hide_index=True,
        height=height,
        on_select=hear,
        selection_mode="single-row",
        key=key,
        column_config=columns,
    )
    found: str | None = st.session_state.pop(clicked, None)
    return found


def _rows(event: Any) -> Sequence[int]:
    return getattr(getattr(event, "selection", None), "rows", [])
