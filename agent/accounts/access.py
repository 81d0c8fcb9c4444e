"""Who read which tables: every query in the log, and in the audit trail as often as it tells something new.

A page that refreshes every two seconds asks 14,000 times in a working day. A line each would bury in the hash-chained
audit trail, which is kept for good, what people did. So a key's first look at a table within a quarter of an hour is
audited before the answer is given, and when the time is over one line says how many queries and rows it came to.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from agent.accounts.api_keys import ApiKey
from agent.ports import Journal

WINDOW = timedelta(minutes=15)
log = structlog.get_logger("people")


@dataclass(slots=True)
class _Window:
    """What one key read since it began."""

    began: datetime
    seen: set[str] = field(default_factory=set)
    queries: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    rows: int = 0


class AccessBook:
    """Never keeps a query's words or a value it gave."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._windows: dict[tuple[str, str], _Window] = {}

    async def opens(self, key: ApiKey, tables: Sequence[str], now: datetime | None = None) -> None:
        """Before a query runs. PortError when it cannot be written down: then nothing may be told."""
        now = now or datetime.now(UTC)
        window = self._windows.get((key.name, key.role))
        if window is None or not timedelta(0) <= now - window.began < WINDOW:
            await self._end(key.name, key.role, now)
            window = self._windows[key.name, key.role] = _Window(began=now)
        fresh = [table for table in tables if table not in window.seen]
        if fresh or not window.asked:
            await self._journal.audit(key.name, "reads", ", ".join(fresh) or "no table", {"role": key.role})
        window.seen.update(fresh)
        window.asked += 1
        window.queries.update(tables)

    def gave(self, key: ApiKey, tables: Sequence[str], rows: int, ms: float) -> None:
        """A query was answered."""
        window = self._windows.get((key.name, key.role))
        if window is not None:
            window.rows += rows
        log.info("query", key=key.name, role=key.role, tables=list(tables), rows=rows, ms=round(ms, 1))

    async def aclose(self) -> None:
        """Sum up what is open."""
        for name, role in tuple(self._windows):
            await self._end(name, role, datetime.now(UTC))

    async def _end(self, name: str, role: str, now: datetime) -> None:
        window = self._windows.pop((name, role), None)
        if window is None:
            return
        detail = {
            "role": role,
            "from": window.began.isoformat(timespec="seconds"),
            "to": max(window.began, min(now, window.began + WINDOW)).isoformat(timespec="seconds"),
            "queries": window.asked,
            "rows": window.rows,
            "tables": dict(window.queries),
        }
        await self._journal.audit(name, "read", ", ".join(sorted(window.queries)) or "no table", detail)
