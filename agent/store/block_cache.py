"""What DuckDB keeps in memory between the things it is asked.

It keeps every block it read or wrote until its memory limit is reached, and the limit is there for large queries. So
the process would grow with each turn by what the turn takes in the file (11 kB), for each of the two files it has open.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

KEPT = "32MB"
"""What stays at hand, the last used first: the newest turns, and what is not in the file yet (at most 16 MB of log)."""
EVERY_S = 10.0
"""How often it is brought down to that, which takes some ten milliseconds."""


class BlockCache:
    """Brings a database down to `KEPT` when nothing runs on it: a query under way needs the whole limit."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds."""
        self._limit = str(connection.execute("SELECT current_setting('memory_limit')").fetchall()[0][0])
        self._now = now
        self._next = now() + EVERY_S
        self._lock = threading.Lock()
        self._running = 0

    @contextmanager
    def used(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Around all that is done on the database. Who ends last brings it down, if it is time, before others begin."""
        with self._lock:
            self._running += 1
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1
                if not self._running and self._now() >= self._next:
                    self._bring_down(cursor)
                    self._next = self._now() + EVERY_S

    def _bring_down(self, cursor: duckdb.DuckDBPyConnection) -> None:
        # A lower limit throws out what is not needed at once. It fails where more is needed, or on a broken database.
        with contextlib.suppress(duckdb.Error):
            cursor.execute(f"SET GLOBAL memory_limit = '{KEPT}'")
        with contextlib.suppress(duckdb.Error):
            cursor.execute(f"SET GLOBAL memory_limit = '{self._limit}'")
