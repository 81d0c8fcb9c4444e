"""What a server lets go of, although it searches for garbage rarely."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from agent.process import garbage


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
