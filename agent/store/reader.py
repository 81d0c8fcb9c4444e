"""Logged traffic by SQL for pages and notebooks: from the server while one runs, else from the file."""

import os
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from agent.accounts.api_keys import Role
from agent.journal.memory import MemoryJournal
from agent.knowledge.catalogue_files import load_catalogue
from agent.ports import LockedError, PortError
from agent.process.local_server import LocalServer, find_server
from agent.settings import Environment, find
from agent.store.customers import import_customers
from agent.store.memory import MemoryStore
from agent.store.pseudonyms import Pseudonyms, numbers_in, pseudonyms_of
from agent.store.readers_copy import PseudonymRecords
from agent.store.sources import FileSource, GoneError, MemorySource, ServerSource, Source, SourceName, run_now

T = TypeVar("T")
PATIENCE_S = 20.0
"""How long a server that starts or stops may keep the tables to itself before a reader gives up."""
_AGAIN_S = 0.1
_SLOW_AGAIN_S = 10.0


class Reader:
    """Safe from many threads, and for days: every question finds its source anew when the last one is gone."""

    def __init__(self, find_source: Callable[[], Source]) -> None:
        """`find_source` names the best source now; it is asked at first and whenever one fails."""
        self._find = find_source
        self._known: Source | None = None
        self._gate = threading.Lock()
        self._closed = False

    @property
    def source(self) -> SourceName:
        """Where the answers come from now."""
        return self._current().name

    @property
    def role(self) -> Role:
        """Below `admin` whatever reaches a person is a pseudonym."""
        return self._current().role

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """A pyarrow.Table of one SELECT; the tables are in `agent/store/tables.py`.

        Raises QueryError for a query that must be written anew, and PortError, both in words for a page.
        """
        return self._patiently(lambda source: source.query(sql, parameters))

    def watermark(self) -> int:
        """A number that grows when there is news; cheap to ask."""
        return self._patiently(lambda source: source.watermark())

    def close(self) -> None:
        """Asked no more."""
        self._closed = True
        self._forget(self._known)

    def _patiently(self, work: Callable[[Source], T]) -> T:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            source = self._current()
            try:
                return work(source)
            except (LockedError, GoneError) as error:
                if isinstance(error, GoneError) or source.name != "server":
                    self._forget(source)
                if time.monotonic() > deadline:
                    raise PortError(f"{error}; a server may be starting or stopping: try again in a minute") from error
            time.sleep(_AGAIN_S)

    def _current(self) -> Source:
        with self._gate:
            if self._closed:
                raise PortError("this reader is closed; open another")
            if self._known is None or self._known.name != "server":
                # A server that has started since has the file to itself, and newer tables.
                fresh = self._find()
                if self._known is None or fresh.name != self._known.name:
                    self._known = fresh
            return self._known

    def _forget(self, source: Source | None) -> None:
        with self._gate:
            if source is not None and self._known is source:
                self._known = None
                source.close()


def open_reader(environment: Environment | None = None, *, role: Role = "reader") -> Reader:
    """A reader of the data folder of the environment.

    It asks the server of CAIRN_SERVER_URL with CAIRN_API_KEY where those are set, else the server that runs in the data
    folder, else the file; before anything was served, the sample customers. `role` is the most it may show: a server
    decides by the key, so that `Reader.role` may be less. Raises PortError.
    """
    environment = environment or Environment()
    url, key = environment.cairn_server_url, environment.cairn_api_key.get_secret_value()
    if not url:
        return Reader(_Finder(environment, role))
    if not key:
        raise PortError("CAIRN_SERVER_URL is set but CAIRN_API_KEY is not; an admin has keys of the role reader")
    return Reader(lambda: ServerSource(url, key))


class _Finder:
    """Looks for the best source in a data folder, without waiting for a server that was killed."""

    def __init__(self, environment: Environment, role: Role) -> None:
        self._folder = environment.cairn_data
        self._key = environment.cairn_api_key.get_secret_value()
        self._role = role
        self._dead: LocalServer | None = None
        self._not_before = 0.0
        self._file: FileSource | None = None
        self._sample: MemorySource | None = None

    def __call__(self) -> Source:
        server = find_server(self._folder)
        if server is not None and server != self._dead and time.monotonic() >= self._not_before:
            source = ServerSource(server.url, self._key or server.key)
            if _alive(server) and self._answers(source, server):
                return source
            source.close()
        return self._of_folder()

    def _answers(self, source: ServerSource, server: LocalServer) -> bool:
        """A file left behind is remembered; a server that takes too long is asked again later."""
        try:
            there = source.is_there()
        except GoneError:
            self._dead = server
            return False
        self._not_before = 0.0 if there else time.monotonic() + _SLOW_AGAIN_S
        return there

    def _of_folder(self) -> Source:
        if not (self._folder / "journal.sqlite").exists():
            self._sample = self._sample or MemorySource(run_now(lambda: _sample_store(self._role)), self._role)
            return self._sample
        self._file = self._file or FileSource(self._folder, self._role, pseudonyms_of(self._folder))
        return self._file


def _alive(server: LocalServer) -> bool:
    try:
        os.kill(server.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's process: it lives
    return True


async def _sample_store(role: Role) -> MemoryStore:
    journal, store = MemoryJournal(), MemoryStore()
    await import_customers(find("data") / "customers", journal)
    # Nothing is kept, so the pseudonyms need not be the same next time.
    pseudonyms = Pseudonyms(secrets.token_bytes(32), _operator())
    records = journal if role == "admin" else PseudonymRecords(journal, pseudonyms)
    seq = 0
    while found := await records.records_after(seq):
        await store.apply(found)
        seq = found[-1].seq
    return store


def _operator() -> list[str]:
    """The operator's own numbers and addresses, which stay readable."""
    return numbers_in(load_catalogue(find("data")).operator)
