"""Long work of a page: a click meanwhile does not begin it again."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import streamlit

from tests.real_parts import until
from workbench.bridge import Bridge
from workbench.progress import Tell, watched


@dataclass
class Desk:
    """As much of it as work needs."""

    bridge: Bridge = field(default_factory=Bridge)


def test_who_comes_while_it_goes_on_waits_for_the_same_and_who_comes_later_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, goes_on, begun = cast("Any", Desk()), threading.Event(), []
    bars: list[Any] = []

    def progress(value: float) -> Any:
        bars.append(streamlit.empty())
        return bars[-1]

    monkeypatch.setattr(streamlit, "progress", progress)

    async def work(tell: Tell) -> int:
        begun.append(1)
        tell("counting", 1, 2)
        await asyncio.to_thread(goes_on.wait)
        return len(begun)

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(watched, desk, "counted", work) for _ in range(2)]
        until(lambda: len(bars) == 2, "both wait")
        goes_on.set()
        assert [one.result() for one in both] == [1, 1]
    assert watched(desk, "counted", work) == 2


def test_what_it_raises_is_raised_and_the_next_one_begins_anew() -> None:
    desk = cast("Any", Desk())

    async def fails(tell: Tell) -> int:
        raise OSError("no such file")

    async def works(tell: Tell) -> int:
        return 1

    with pytest.raises(OSError, match="no such file"):
        watched(desk, "read", fails)
    assert watched(desk, "read", works) == 1
