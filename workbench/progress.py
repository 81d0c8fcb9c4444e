"""Work that takes more than a moment, with a bar that says what is done."""

import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from workbench.desk import Workbench

T = TypeVar("T")
Tell = Callable[[str, int, int], None]

_EVERY_S = 0.1
_GATE = threading.Lock()


@dataclass(slots=True)
class _Begun:
    """Work on the bridge, and what it told last: stage, done, total."""

    future: Future[Any]
    told: tuple[str, int, int] = ("starting", 0, 1)


def watched(desk: Workbench, key: str, work: Callable[[Tell], Coroutine[Any, Any, T]]) -> T:
    """Run `work` on the bridge and show what it tells: stage, done, total. Raises what it raises.

    A click ends the run of a page and not its work: where work of this key goes on, for this page or another, it is
    waited for and not begun again. So `work` itself keeps what it found.
    """
    begun = _begun(desk, key, work)
    bar = st.progress(0.0)
    try:
        while not begun.future.done():
            stage, done, total = begun.told
            bar.progress(min(1.0, done / max(1, total)), text=f"{stage.capitalize()}: {done} of {total}")
            time.sleep(_EVERY_S)
        found: T = begun.future.result()
        return found
    finally:
        bar.empty()


def _begun(desk: Workbench, key: str, work: Callable[[Tell], Coroutine[Any, Any, T]]) -> _Begun:
    with _GATE:
        at_work = _at_work()
        if there := at_work.get(key):
            return there

        def tell(stage: str, done: int, total: int) -> None:
            begun.told = (stage, done, total)

        begun = at_work[key] = _Begun(Future())
        begun.future = desk.bridge.start(work(tell))
        begun.future.add_done_callback(lambda _: at_work.pop(key))
        return begun


@st.cache_resource(show_spinner=False)
def _at_work() -> dict[str, _Begun]:
    """One for all sessions."""
    return {}
