"""Where a reader's tables come from: a running server, the file of the copy for readers, or memory."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

import httpx

from agent.accounts.api_keys import Role
from agent.journal.sqlite import SQLiteJournal
from agent.ports import LockedError, PortError, QueryError
from agent.store.database import connect_to_read
from agent.store.memory import MemoryStore
from agent.store.open import open_store
from agent.store.pseudonyms import Pseudonyms
from agent.store.readers_copy import FILE, PseudonymRecords
from agent.store.select import select

T = TypeVar("T")
SourceName = Literal["server", "file", "memory"]
CONNECT_S, AT_ONCE_S, ANSWER_S = 1.0, 3.0, 40.0
QUERY_S = 30.0
_PORTION = 5000
"""No webhook waits here, so fewer and larger commits."""


class GoneError(PortError):
    """Nobody serves at this address any more, or not our server."""


class Source(Protocol):
    """One way to the tables."""

    name: SourceName
    role: Role

    def query(self, sql: str, parameters: Sequence[Any]) -> Any:
        """A pyarrow.Table. QueryError; LockedError or GoneError where another source may answer."""

    def watermark(self) -> int:
        """Changes when there is news."""

    def close(self) -> None:
        """Asked no more."""


class ServerSource:
    """The read API of a server. Safe from many threads."""

    name: SourceName = "server"

    def __init__(self, url: str, key: str) -> None:
        self.role: Role = "reader"
        """The key's, known after the first answer."""
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            trust_env=False,
            verify=url.startswith("https"),
        )

    def query(self, sql: str, parameters: Sequence[Any]) -> Any:
        import pyarrow as pa

        body = {"sql": sql, "parameters": [_plain(one) for one in parameters]}
        answer = self._asked("POST", "/v1/query", json=body)
        self.role = _role(answer.headers.get("X-Cairn-Role", ""))
        return pa.ipc.open_stream(answer.content).read_all()

    def watermark(self) -> int:
        return self._watermark()

    def is_there(self) -> bool:
        """Whether it is our server and answers at once. GoneError where it is surely not."""
        try:
            self._watermark(timeout=AT_ONCE_S)
        except LockedError:
            return True  # it prepares its tables
        except GoneError:
            raise
        except PortError:
            return False
        return True

    def _watermark(self, **parts: Any) -> int:
        told = self._asked("GET", "/v1/watermark", **parts).json()
        self.role = _role(told["role"])
        return int(told["watermark"])

    def close(self) -> None:
        self._client.close()

    def _asked(self, method: str, path: str, **parts: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, path, **parts)
        except httpx.ReadTimeout as error:
            raise PortError(f"the server did not answer within {ANSWER_S:.0f} s; ask for less, or try again") from error
        except (httpx.HTTPError, RuntimeError) as error:
            raise GoneError(f"no server answers at {self._client.base_url}") from error
        if answer.status_code == 200:
            return answer
        raise _refusal(answer)


def _refusal(answer: httpx.Response) -> PortError:
    try:
        why = str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return GoneError("something else than our server answers there")
    if answer.status_code in (400, 413):
        return QueryError(why)
    if answer.status_code in (429, 503):
        return LockedError(why)
    return GoneError(why) if answer.status_code in (401, 404, 405) else PortError(why)


def _role(told: str) -> Role:
    known: dict[str, Role] = {"agent": "agent", "admin": "admin"}
    return known.get(told, "reader")


def _plain(value: Any) -> Any:
    """A parameter as JSON has it; DuckDB reads moments and days from text as well."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


class FileSource:
    """The file, opened for each question and closed again: a server that starts finds it free.

    Below admin it is the copy for readers, which is first brought up to date with the journal where no server did so.
    """

    name: SourceName = "file"

    def __init__(self, folder: Path, role: Role, pseudonyms: Pseudonyms) -> None:
        self.role = role
        self._journal = folder / "journal.sqlite"
        self._path = folder / ("cairn.duckdb" if role == "admin" else FILE)
        self._pseudonyms = pseudonyms
        self._complete_to = -1
        self._gate = threading.Lock()

    def query(self, sql: str, parameters: Sequence[Any]) -> Any:
        self._bring_up_to_date()
        with connect_to_read(self._path) as connection:
            return select(connection, sql, [_plain(one) for one in parameters], timeout_s=QUERY_S)

    def watermark(self) -> int:
        return last_seq(self._journal)

    def close(self) -> None:
        """Nothing is open between questions."""

    def _bring_up_to_date(self) -> None:
        if self.role == "admin" or self._complete_to >= last_seq(self._journal):
            return
        with self._gate:
            self._complete_to = run_now(self._caught_up)

    async def _caught_up(self) -> int:
        journal = await asyncio.to_thread(SQLiteJournal.open, self._journal, read_only=True)
        try:
            store = await open_store(self._path, PseudonymRecords(journal, self._pseudonyms, portion=_PORTION))
            try:
                return await store.watermark()
            finally:
                await store.aclose()
        finally:
            await journal.aclose()


class MemorySource:
    """A store in this process: the sample customers before anything was served, and tests."""

    name: SourceName = "memory"

    def __init__(self, store: MemoryStore, role: Role = "reader") -> None:
        self.role = role
        self._store = store

    def query(self, sql: str, parameters: Sequence[Any]) -> Any:
        return run_now(lambda: self._store.query(sql, [_plain(one) for one in parameters]))

    def watermark(self) -> int:
        return run_now(self._store.watermark)

    def close(self) -> None:
        """Nothing is open."""


def last_seq(journal: Path) -> int:
    """The newest record of a journal file; 0 where there is none."""
    import sqlite3

    if not journal.exists():
        return 0
    try:
        connection = sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            found = connection.execute("SELECT max(seq) FROM records").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise PortError(f"journal {journal}: cannot be read ({error}); `cairn check` says more") from error
    return int(found[0] or 0)


def run_now(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Asynchronous work from a thread that may or may not have a running loop (a notebook's has one)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work())
    found: list[T] = []
    failed: list[BaseException] = []

    def inside() -> None:
        try:
            found.append(asyncio.run(work()))
        except BaseException as error:  # handed over to the thread that asked
            failed.append(error)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found[0]
