"""The number's signals as they stood: what `score_ban_risk` asks the store for by SQL, of facts up to a seq."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from agent.rewind.logged import Asks
from agent.store.database import connect
from agent.store.tables import arrow_batch

_TABLES: Mapping[str, str] = {
    "statuses": "SELECT * FROM statuses",
    "events": "SELECT * FROM events WHERE field IN ('phone_number_quality_update', 'account_update')",
}
_TURNS = ("seq", "contact", "number", "delivery")


@dataclass(slots=True)
class Signals:
    """Tables of the store cut at a seq; made anew in each process, for a connection cannot travel."""

    tables: dict[str, Any] = field(default_factory=dict)
    _connection: Any = None

    @classmethod
    def of(cls, reader: Asks, logged: Sequence[Mapping[str, Any]]) -> "Signals":
        """What is needed of statuses and events, and of the `logged` turns."""
        found = {name: reader.query(sql) for name, sql in _TABLES.items()}
        columns = {name: [row[name] for row in logged] for name in _TURNS}
        at = pa.array([row["at"] for row in logged], pa.int64()).cast(pa.timestamp("us", "UTC"))
        return cls(tables={**found, "turns": pa.table({**columns, "at": at})})

    def __getstate__(self) -> dict[str, Any]:
        return self.tables

    def __setstate__(self, tables: dict[str, Any]) -> None:
        self.tables, self._connection = tables, None

    def query(self, sql: str, parameters: Sequence[Any], before: int) -> Any:
        """One SELECT over facts of a lower seq. Raises duckdb.Error for a table that is not kept here."""
        if self._connection is None:
            self._connection = self._opened()
        self._connection.execute(f"SET VARIABLE seq = {before:d}")
        return self._connection.sql(sql, params=list(parameters)).to_arrow_table()

    def _opened(self) -> Any:
        connection = connect(None)
        for name in ("statuses", "events", "turns"):
            table = self.tables.get(name)
            connection.register(f"all_{name}", arrow_batch(name, ()) if table is None else table)
            connection.execute(f"CREATE TABLE kept_{name} AS SELECT * FROM all_{name}")
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM kept_{name} WHERE seq < getvariable('seq')")
        return connection
