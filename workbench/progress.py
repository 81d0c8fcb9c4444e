"""Work that takes more than a moment, with a bar that says what is done."""

import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import streamlit as st

from workbench.desk import Workbench

T = TypeVar("T")
Tell = Callable[[str, int, int], None]

_EVERY_S = 0.1


def watched(desk: Workbench, work: Callable[[Tell], Coroutine[Any, Any, T]]) -> T:
    """Run `work` on the bridge and show what it tells: stage, done, total. Raises what it raises."""
    told: list[tuple[str, int, int]] = [("starting", 0, 1)]
    future = desk.bridge.start(work(lambda stage, done, total: told.append((stage, done, total))))
    bar = st.progress(0.0)
    try:
        while not future.done():
            stage, done, total = told[-1]
            bar.progress(min(1.0, done / max(1, total)), text=f"{stage.capitalize()}: {done} of {total}")
            time.sleep(_EVERY_S)
        return future.result()
    finally:
        bar.empty()
