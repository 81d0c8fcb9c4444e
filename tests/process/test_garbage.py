"""What a server lets go of, although it searches for garbage rarely."""

import asyncio
import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.ports import Ports
from agent.process import garbage
from agent.reload import LivePipeline
from tests.conftest import Load
from tests.sample_steps import TABLE

pytestmark = pytest.mark.alone


class Loaded:
    """Something in a circle, as a pipeline's parts are: only a search finds that nobody uses it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_was_loaded_at_the_start_goes_when_something_else_is_in_service() -> None:
    loaded = Loaded()
    there = weakref.ref(loaded)
    garbage.settle()
    del loaded
    gc.collect()
    assert there() is not None, "frozen"
    garbage.renew()
    assert there() is None
    assert gc.get_freeze_count() > 0, "the rest is frozen as before"


def test_a_process_that_never_settled_stays_as_it_is() -> None:
    garbage.renew()
    assert gc.get_freeze_count() == 0


async def test_another_pipeline_in_service_lets_the_old_ones_parts_go(load: Load, ports: Ports) -> None:
    live = LivePipeline(Path("nowhere.yaml"), load("steps:\n  - answer\n", TABLE), ports)
    loaded, gone = Loaded(), asyncio.Event()
    there = weakref.ref(loaded, lambda _: gone.set())
    garbage.settle()
    del loaded
    watching = asyncio.create_task(live.watch(every_s=0.01, over_s=0.01))
    await asyncio.sleep(0.1)
    assert there() is not None, "the same pipeline is in service"
    live.current = load("steps:\n  - answer\n", TABLE)
    async with asyncio.timeout(20):
        await gone.wait()
    watching.cancel()
