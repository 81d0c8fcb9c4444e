"""What computes does so beside the event loop, one after the other."""

import asyncio
import threading
from contextvars import ContextVar
from dataclasses import replace
from typing import ClassVar

import pytest

from agent.pipeline import Pipeline
from agent.ports import Ports
from agent.process.computing import computed
from agent.step import Step
from agent.turn import Reply, Turn
from tests.conftest import Load

TURN: ContextVar[str] = ContextVar("turn", default="")


async def test_the_event_loop_goes_on_while_a_step_computes(load: Load, ports: Ports, turn: Turn) -> None:
    looked = threading.Event()

    class Computing(Step):
        writes: ClassVar[frozenset[str]] = frozenset({"reply"})

        def run(self, turn: Turn, ports: Ports) -> Turn:
            said = "the loop went on" if looked.wait(10) else "nothing went on"
            return replace(turn, reply=Reply(text=said, language="en"))

    pipeline: Pipeline = load("steps:\n  - computing\n", {"computing": Computing})
    running = asyncio.create_task(pipeline.run(turn, ports))
    asyncio.get_running_loop().call_later(0.05, looked.set)
    reply = (await running).reply
    assert reply is not None
    assert reply.text == "the loop went on"


async def test_of_several_one_computes_at_a_time_in_their_order() -> None:
    within, most, order = 0, 0, []

    def work(n: int) -> None:
        nonlocal within, most
        within += 1
        most = max(most, within)
        order.append(n)
        threading.Event().wait(0.01)
        within -= 1

    await asyncio.gather(*(computed(work, n) for n in range(8)))
    assert (most, order) == (1, list(range(8)))


async def test_it_computes_for_the_turn_that_asked_and_raises_to_it() -> None:
    TURN.set("m1")
    assert await computed(TURN.get) == "m1"
    with pytest.raises(ZeroDivisionError):
        await computed(lambda: 1 // 0)
