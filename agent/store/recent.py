"""The last turns read of each contact, until something is written: every message asks for them twice."""

from collections.abc import Sequence

import duckdb

from agent.store.ask import last_turns
from agent.store.customer import TurnLines

_MOST = 512
"""Contacts; a message's two questions follow each other within milliseconds."""


class RecentTurns:
    """Used by several reading threads and one that writes. Who waited for a write reads what was written."""

    def __init__(self) -> None:
        self._writes = 0
        self._kept: dict[str, tuple[int, int, Sequence[TurnLines]]] = {}

    def forget(self) -> None:
        """To be called after every write, before anybody is told that it is done."""
        self._writes += 1
        self._kept.clear()

    def of(self, cursor: duckdb.DuckDBPyConnection, contact: str, limit: int) -> Sequence[TurnLines]:
        """The newest first."""
        writes = self._writes  # read before the rows: a write meanwhile makes them old
        made_at, held, turns = self._kept.get(contact, (-1, 0, ()))
        if made_at == writes and held >= limit:
            return turns[:limit]
        found = last_turns(cursor, contact, limit)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[contact] = (writes, limit, found)
        return found
