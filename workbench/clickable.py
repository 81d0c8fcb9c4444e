"""Tables of which one row can be clicked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

Height = int | Literal["auto"]


def clicked_row(
    table: pd.DataFrame, *, key: str, height: Height = "auto", columns: Mapping[str, Any] | None = None
) -> int | None:
    """Draw it; the row somebody clicked, counted from 0. A click on a row that is gone by now counts for nothing."""
    rows = _rows(_drawn(table, "rerun", key, height, columns))
    return rows[0] if rows and rows[0] < len(table) else None


def choose_line(
    table: pd.DataFrame,
    ids: Sequence[str],
    *,
    parameter: str,
    key: str,
    height: Height = "auto",
    columns: Mapping[str, Any] | None = None,
) -> None:
    """Draw a list whose lines move by themselves; the id of the line that is clicked goes into the page's address.

    The mark moves with its line, so a line that comes in above it never takes its place. `ids` are those of the rows,
    in order; `parameter` is the name in the address.
    """
    drawn, clicked = f"{key} drawn", f"{key} clicked"

    def hear() -> None:
        seen, rows = st.session_state[drawn], _rows(st.session_state[key])
        st.session_state[clicked] = seen[rows[0]] if rows and rows[0] < len(seen) else None

    chosen = st.query_params.get(parameter, "")
    rows = [ids.index(chosen)] if chosen in ids else []
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    st.session_state[drawn] = tuple(ids)
    _drawn(table, hear, key, height, columns)
    found = st.session_state.pop(clicked, None)
    if found and found != chosen:
        st.query_params[parameter] = found
        st.rerun()


def _drawn(
    table: pd.DataFrame,
    on_select: Literal["rerun"] | Callable[[], None],
    key: str,
    height: Height,
    columns: Mapping[str, Any] | None,
) -> Any:
    return st.dataframe(
        table,
        hide_index=True,
        height=height,
        on_select=on_select,
        selection_mode="single-row",
        key=key,
        column_config=columns,
    )


def _rows(event: Any) -> Sequence[int]:
    return getattr(getattr(event, "selection", None), "rows", [])
