"""The one bridge between Streamlit's threads and the pipeline's event loop."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Bridge:
    """An event loop in a thread of its own, for as long as the app lives."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="pipeline", daemon=True).start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to the end and return the result, or raise what it raised."""
        return self.start(work).result()

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin it, for who has something to show meanwhile."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)
