"""Logged traffic by SQL, as long as `agent.store.reader` is not there: the journal's records, followed into memory."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any, Literal

from agent.mirror import Mirror
from agent.settings import Environment, find


class Reader:
    """One SELECT at a time over the tables of the store."""

    source: Literal["server", "file", "memory"] = "memory"
    role = "admin"

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._gate = threading.Lock()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """A pyarrow.Table; PortError in words for a page."""
        with self._gate:
            return asyncio.run(self._query(sql, parameters))

    async def _query(self, sql: str, parameters: Sequence[Any]) -> Any:
        await self._mirror.refresh()
        return await self._mirror.store.query(sql, parameters)

    def watermark(self) -> int:
        """Changes when there is news."""
        with self._gate:
            asyncio.run(self._mirror.refresh())
            return asyncio.run(self._mirror.store.watermark())

    def close(self) -> None:
        """Nothing is open."""


def open_reader(environment: Environment | None = None) -> Reader:
    """The reader over the data folder."""
    folder = (environment or Environment()).cairn_data
    return Reader(Mirror(folder / "journal.sqlite", find("data") / "customers"))
