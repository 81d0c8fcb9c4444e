"""One writing thread with group commit: many callers, one fsync."""

import asyncio
import contextlib
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from agent.journal.errors import port_error
from agent.ports import PortError

T = TypeVar("T")
G = TypeVar("G")
Work = Callable[[sqlite3.Connection], T]
Together = Callable[[sqlite3.Connection, Sequence[G]], Sequence[T]]
_LARGEST_BATCH = 256


@dataclass(slots=True)
class _Job:
    """Jobs in a row with the same `together` are one call of it, each with its own part `given`."""

    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    together: Together[Any, Any] | None = None
    given: Any = None
    is_one_statement: bool = False
    result: Any = None
    error: Exception | None = None


class GroupCommit:
    """Runs jobs in order on one connection; a job's caller hears of it only after the COMMIT.

    Each job has its own savepoint: one that fails, fails alone. A COMMIT that fails, fails the whole batch.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._write, name="journal-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Work[T]) -> T:
        """The result of `work(connection)`, once it is on the disk."""
        answer: T = await self._put(work)
        return answer

    async def run_statement(self, statement: Work[T]) -> T:
        """As `run`, for work that is a single statement: alone it is its own transaction.

        Between statements the writing thread gives the interpreter lock away, and on a busy server waits for it again.
        """
        answer: T = await self._put(statement, is_one_statement=True)
        return answer

    async def run_together(self, together: Together[G, T], given: G) -> T:
        """The result for `given`, once it is on the disk, of a call that may be for others too.

        Where the call for several fails, each is done by itself: it must be able to run again after a rollback.
        """
        answer: T = await self._put(lambda connection: together(connection, [given])[0], together=together, given=given)
        return answer

    async def _put(
        self,
        work: Work[Any],
        *,
        together: Together[Any, Any] | None = None,
        given: Any = None,
        is_one_statement: bool = False,
    ) -> Any:
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future(), together, given, is_one_statement)
        with self._gate:
            if self._closed:
                raise PortError(f"journal {self._path}: already closed; open it again to write")
            self._jobs.put(job)
        return await job.future

    async def close(self) -> None:
        """Write what was accepted, then close the connection."""
        with self._gate:
            if not self._closed:
                self._jobs.put(None)
            self._closed = True
        await asyncio.to_thread(self._thread.join)

    def _write(self) -> None:
        going = True
        while going:
            batch, going = self._take()
            if batch:
                self._commit(batch)
                _tell(batch)
        self._connection.close()

    def _take(self) -> tuple[list[_Job], bool]:
        first = self._jobs.get()
        if first is None:
            return [], False
        batch = [first]
        with contextlib.suppress(Empty):
            while len(batch) < _LARGEST_BATCH:
                job = self._jobs.get_nowait()
                if job is None:
                    return batch, False
                batch.append(job)
        return batch, True

    def _commit(self, batch: Sequence[_Job]) -> None:
        try:
            if len(batch) == 1 and batch[0].is_one_statement:
                batch[0].result = batch[0].work(self._connection)
                return
            self._connection.execute("BEGIN IMMEDIATE")
            for together, jobs in groupby(batch, key=lambda job: job.together):
                self._try_all(together, list(jobs))
            self._connection.execute("COMMIT")
        except Exception as error:
            self._fail(batch, error)

    def _try_all(self, together: Together[Any, Any] | None, jobs: Sequence[_Job]) -> None:
        if together is None or len(jobs) == 1 or not self._try_together(together, jobs):
            for job in jobs:
                self._try(job)

    def _try_together(self, together: Together[Any, Any], jobs: Sequence[_Job]) -> bool:
        self._connection.execute("SAVEPOINT jobs")
        try:
            results = together(self._connection, [job.given for job in jobs])
        except Exception:
            if not self._connection.in_transaction:
                raise
            self._connection.execute("ROLLBACK TO jobs")
            self._connection.execute("RELEASE jobs")
            return False
        self._connection.execute("RELEASE jobs")
        for job, result in zip(jobs, results, strict=True):
            job.result = result
        return True

    def _try(self, job: _Job) -> None:
        self._connection.execute("SAVEPOINT job")
        try:
            job.result = job.work(self._connection)
        except Exception as error:
            # A full disk or an I/O error rolls the whole transaction back: then nobody's work was kept.
            if not self._connection.in_transaction:
                raise
            self._connection.execute("ROLLBACK TO job")
            job.error = self._explained(error)
        self._connection.execute("RELEASE job")

    def _fail(self, batch: Sequence[_Job], error: Exception) -> None:
        if self._connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
        for job in batch:
            job.error = job.error or self._explained(error)

    def _explained(self, error: Exception) -> Exception:
        return port_error(error, self._path) if isinstance(error, sqlite3.Error) else error


def _tell(batch: Sequence[_Job]) -> None:
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[_Job]] = defaultdict(list)
    for job in batch:
        by_loop[job.loop].append(job)
    for loop, jobs in by_loop.items():
        # The caller's loop may be gone; the work is on the disk all the same.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, jobs)


def _resolve(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if job.error:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
